"""The bank's answer to an order of payments or direct debits, pain.002.

*Source*: ISO 20022 pain.002.001 of versions 03 to 14; one reader for all. A status is given for the message, for a
payment (a batch) or for a transaction; what a level does not say holds from the level above it.

Columns of the record `row`, one row per transaction, or per payment or message that names none:

* `level` (transaction, payment or message), `status` and `reason_code` (the nearest), `reason_text`;
* `message_id`, `created_at`, `original_message_id`, `original_message_name`, `message_status`;
* `original_payment_information_id`, `payment_status`;
* `status_id`, `original_instruction_id`, `original_end_to_end_id`, `transaction_status`, `bank_reference`, `amount`,
  `currency`, `mandate_id`, `requested_date`, `debtor_name`, `debtor_iban`, `creditor_name`, `creditor_iban`.
"""

from __future__ import annotations

from typing import Any, Final

from formats.faults import file_fault
from formats.options import Option
from formats.table import Table, distinct_places, table
from formats.xml_source import Element, content, line_of, local_name, namespace, walk_xml

OPTIONS: Final[dict[str, Option]] = {}
"""The format has no options."""

MEANINGS: Final = {
    "level": "What the status is about: transaction, payment or message.",
    "status": "The nearest status: of the transaction, its payment or the message.",
    "reason_code": "Reason, such as AC01; the nearest one.",
    "reason_text": "Reason in words.",
    "message_id": "The bank's number of the report.",
    "created_at": "When the bank made it.",
    "original_message_id": "Number of the order.",
    "original_message_name": "Kind of the order, such as pain.008.001.08.",
    "message_status": "Status of the whole order.",
    "original_payment_information_id": "Batch in the order.",
    "payment_status": "Status of the batch.",
    "status_id": "The bank's number of the status.",
    "original_instruction_id": "Instruction id in the order.",
    "original_end_to_end_id": "End-to-end id in the order.",
    "transaction_status": "Status of the transaction.",
    "bank_reference": "The bank's own reference.",
    "amount": "Amount in the order.",
    "currency": "Currency of the amount.",
    "mandate_id": "Mandate of a direct debit.",
    "requested_date": "Day that the order asked for.",
    "debtor_name": "Who pays.",
    "debtor_iban": "Account of who pays.",
    "creditor_name": "Who is paid.",
    "creditor_iban": "Account of who is paid.",
}
"""Columns of a status and what they hold, in this order."""

COLUMNS: Final = tuple(MEANINGS)
"""Names of the columns."""

_NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.002."
_MESSAGE: Final = {
    "original_message_id": "OrgnlMsgId",
    "original_message_name": "OrgnlMsgNmId",
    "message_status": "GrpSts",
}
_TRANSACTION: Final = {
    "status_id": ("StsId",),
    "original_instruction_id": ("OrgnlInstrId",),
    "original_end_to_end_id": ("OrgnlEndToEndId",),
    "transaction_status": ("TxSts",),
    "bank_reference": ("AcctSvcrRef",),
    "amount": ("OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/Amt/EqvtAmt/Amt", "OrgnlTxRef/IntrBkSttlmAmt"),
    "mandate_id": ("OrgnlTxRef/MndtRltdInf/MndtId", "OrgnlTxRef/MndtRltdInf/DrctDbtMndt/MndtId"),
    "requested_date": (
        "OrgnlTxRef/ReqdColltnDt", "OrgnlTxRef/ReqdExctnDt/Dt", "OrgnlTxRef/ReqdExctnDt",
    ),
    "debtor_name": ("OrgnlTxRef/Dbtr/Nm", "OrgnlTxRef/Dbtr/Pty/Nm"),
    "debtor_iban": ("OrgnlTxRef/DbtrAcct/Id/IBAN", "OrgnlTxRef/DbtrAcct/Id/Othr/Id"),
    "creditor_name": ("OrgnlTxRef/Cdtr/Nm", "OrgnlTxRef/Cdtr/Pty/Nm"),
    "creditor_iban": ("OrgnlTxRef/CdtrAcct/Id/IBAN", "OrgnlTxRef/CdtrAcct/Id/Othr/Id"),
}  # fmt: skip

Row = dict[str, str | None]


def read_payment_status(data: bytes, options: dict[str, object], *, file_name: str) -> dict[str, Table]:
    """The statuses in a file; the totals are `original_transactions` and `original_sum`, where the bank states them.

    Args:
        data: The file.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file is empty, not well-formed, declares a document type or is no pain.002.
    """
    reading = _Reading()
    tags = ("Document", "GrpHdr", "OrgnlGrpInfAndSts", "TxInfAndSts", "OrgnlPmtInfAndSts")
    for element in walk_xml(data, tuple(f"{{*}}{tag}" for tag in tags), file_name=file_name):
        tag = local_name(element)
        if tag == "Document":
            if not namespace(element).startswith(_NAMESPACE):
                cause = f"the file is {namespace(element) or 'XML without namespace'}, not pain.002"
                raise file_fault("unreadable", cause, file_name=file_name, line_number=line_of(element))
            reading.is_right = True
        else:
            reading.take(tag, element)
    rows, lines = reading.finish()
    if not reading.is_right or not rows:
        raise file_fault("unreadable", "the file holds no payment status report", file_name=file_name)
    columns = {name: [row.get(name) for row in rows] for name in COLUMNS}
    return {"row": table(columns, line_numbers=distinct_places(lines), totals=reading.totals)}


class _Reading:
    """What the levels above a transaction have said."""

    def __init__(self) -> None:
        self.is_right = False
        self.totals: dict[str, str] = {}
        self._header: Row = {}
        self._message: Row = {}
        self._reason: Row = {}
        self._line = 0
        self._rows: list[Row] = []
        self._lines: list[int] = []
        self._in_payment = 0

    def take(self, tag: str, element: Element) -> None:
        """Reads one complete element."""
        if tag == "GrpHdr":
            self._header = {"message_id": _text(element, "MsgId"), "created_at": _text(element, "CreDtTm")}
        elif tag == "OrgnlGrpInfAndSts":
            self._message = {name: _text(element, path) for name, path in _MESSAGE.items()}
            self._reason, self._line = _reason(element), line_of(element)
            stated = {"original_transactions": "OrgnlNbOfTxs", "original_sum": "OrgnlCtrlSum"}
            self.totals = {name: text for name, path in stated.items() if (text := _text(element, path))}
        elif tag == "TxInfAndSts":
            parent: Any = element.getparent()
            if parent is None:
                # The root of a file that is something else.
                return
            self._add("transaction", element, _payment(parent), _transaction(element), _reason(element, parent))
            self._in_payment += 1
            _forget(element)
        else:
            if not self._in_payment:
                self._add("payment", element, _payment(element), {}, _reason(element))
            self._in_payment = 0

    def finish(self) -> tuple[list[Row], list[int]]:
        """All rows with their lines; the message itself where it names no payment and no transaction."""
        if not self._rows and any(self._message.values()):
            self._keep("message", {}, self._reason, self._line)
        return self._rows, self._lines

    def _add(self, level: str, element: Element, payment: Row, transaction: Row, reason: Row) -> None:
        self._keep(level, payment | transaction, reason or self._reason, line_of(element))

    def _keep(self, level: str, facts: Row, reason: Row, line: int) -> None:
        row = self._header | self._message | facts | reason
        given = (row.get(f"{name}_status") for name in ("transaction", "payment", "message"))
        self._rows.append(row | {"level": level, "status": next((status for status in given if status), None)})
        self._lines.append(line)


def _payment(element: Element) -> Row:
    """What a payment says; nothing where the element is none."""
    return {
        "original_payment_information_id": _text(element, "OrgnlPmtInfId"),
        "payment_status": _text(element, "PmtInfSts"),
    }


def _transaction(element: Element) -> Row:
    row = {name: next(filter(None, (_text(element, path) for path in paths)), None)
           for name, paths in _TRANSACTION.items()}  # fmt: skip
    for path in _TRANSACTION["amount"]:
        amount = element.find(_path(path))
        if amount is not None:
            return row | {"currency": amount.get("Ccy")}
    return row


def _reason(*elements: Element) -> Row:
    """Code and text of the first of some elements that has a reason."""
    for element in elements:
        code = _text(element, "StsRsnInf/Rsn/Cd") or _text(element, "StsRsnInf/Rsn/Prtry")
        lines = [(line.text or "").strip() for line in element.iterfind(_path("StsRsnInf/AddtlInf"))]
        said = " ".join(line for line in lines if line)
        if code or said:
            return {"reason_code": code, "reason_text": said or None}
    return {}


def _text(element: Element, path: str) -> str | None:
    return content(element, _path(path))


def _path(path: str) -> str:
    return "/".join(f"{{*}}{tag}" for tag in path.split("/"))


def _forget(element: Element) -> None:
    parent = element.getparent()
    before = element.getprevious()
    element.clear()
    if parent is not None and before is not None and local_name(before) == "TxInfAndSts":
        parent.remove(before)
