"""Bank statements in camt.052, camt.053 and camt.054.

*Source*: ISO 20022 message definitions camt.052/053/054.001 of versions 02 to 13; one reader for all, since the parts
read here kept their place. Real files break the schema in length of texts, so files are read as they come.

Columns of the record `row`, one row per transaction; an entry without details is one row:

* `statement_number` and `entry_number` (ordinals in the file and the statement), `statement_id`, `account_iban`,
  `status` (BOOK, PDNG or INFO: only BOOK is money), `booking_date`, `value_date`, `entry_amount`, `details_count`,
  `is_reversal`, `transaction_code`, `entry_reference`, `bank_reference`, `payment_information_id`;
* `amount` (signed, `-` for money that left), `currency`, `instructed_amount`, `charges_amount`, `end_to_end_id`,
  `mandate_id`, `counterparty_iban`, `counterparty_name`, `structured_reference`, `remittance`, `return_reason`.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

import polars as pl

from formats.bank.camt_entry import COLUMNS, entry_rows, signed
from formats.faults import file_fault
from formats.options import Option, one_of
from formats.table import Table, distinct_places, table
from formats.xml_source import Element, content, line_of, local_name, namespace, walk_xml

OPTIONS: Final = {
    "version": Option(one_of("02", "08"), "Version when writing a camt.053; 08 when left out. All are read."),
}
"""Options of the format."""

_MESSAGE = "urn:iso:std:iso:20022:tech:xsd:camt.05"
_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
_STATEMENTS = ("Stmt", "Rpt", "Ntfctn")


class _Statement:
    """What is gathered of the statement that is being walked through."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.rows: list[dict[str, str | None]] = []
        self.lines: list[int] = []
        self.entries = 0
        self.sum = Decimal(0)


def read_camt(data: bytes, options: dict[str, object], *, file_name: str) -> dict[str, Table]:
    """The transactions of all statements in a file, in constant memory for the document itself.

    `line_number` is the line of the transaction, or its ordinal in a file without line ends. Totals are named
    `statement_<n>.<name>`, with the names `id`, `opening_balance`, `closing_balance` (signed), `entries` and `sum` of
    the booked entries, and `stated_entries` where the bank states them.

    Args:
        data: The file.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file is empty, not well-formed, declares a document type or is no camt.052, 053 or 054.
    """
    rows: list[dict[str, str | None]] = []
    lines: list[int] = []
    totals: dict[str, str] = {}
    statement = _Statement(1)
    tags = tuple(f"{{*}}{tag}" for tag in ("Ntry", "Document", *_STATEMENTS))
    for element in walk_xml(data, tags, file_name=file_name):
        tag = local_name(element)
        if tag == "Document":
            _refuse_other_message(element, file_name)
        elif tag == "Ntry":
            _gather(statement, element, file_name)
            _forget(element)
        elif tag in _STATEMENTS:
            rows += _with_account(statement, element)
            lines += statement.lines
            totals |= _totals(statement, element)
            statement = _Statement(statement.number + 1)
            _forget(element)
    if not totals:
        raise file_fault("unreadable", "the file holds no bank statement", file_name=file_name)
    columns = {name: [row.get(name) for row in rows] for name in COLUMNS}
    return {"row": table(columns, line_numbers=distinct_places(lines), totals=totals)}


def check_balances(statements: Table) -> list[str]:
    """What does not add up in a file of statements, a sentence for each; empty when all is well.

    The opening balance and the booked entries make the closing balance, the bank's count is the count, and the rows
    hold as much as the entries.

    Args:
        statements: What `read_camt` gave.
    """
    totals = statements.totals
    faults: list[str] = []
    for number in range(1, sum(name.endswith(".id") for name in totals) + 1):
        get = {name.split(".")[1]: value for name, value in totals.items() if name.startswith(f"statement_{number}.")}
        opening, closing = get.get("opening_balance"), get.get("closing_balance")
        if opening and closing and Decimal(opening) + Decimal(get["sum"]) != Decimal(closing):
            faults.append(f"Statement {get['id']}: {opening} and entries of {get['sum']} do not make {closing}.")
        stated = get.get("stated_entries")
        if stated and int(stated) != int(get["entries"]):
            faults.append(f"Statement {get['id']}: the bank states {stated} entries, the file has {get['entries']}.")
    return faults + _detail_faults(statements.rows)


def _detail_faults(rows: pl.DataFrame) -> list[str]:
    """Entries whose transactions do not add up: money would be lost or made when each row is booked."""
    entries: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for statement, entry, amount, whole in rows.select(
        "statement_number", "entry_number", "amount", "entry_amount"
    ).iter_rows():
        earlier = entries.get((statement, entry), (Decimal(0), Decimal(0)))[0]
        entries[statement, entry] = (earlier + Decimal(amount or "0"), Decimal(whole))
    return [
        f"Statement {statement}, entry {entry}: transactions of {parts} do not make the entry's {whole}."
        for (statement, entry), (parts, whole) in entries.items()
        if parts != whole
    ]


def _refuse_other_message(document: Element, file_name: str) -> None:
    if not namespace(document).startswith((f"{_MESSAGE}2", f"{_MESSAGE}3", f"{_MESSAGE}4")):
        cause = f"the file is {namespace(document) or 'XML without namespace'}, not camt.052, 053 or 054"
        raise file_fault("unreadable", cause, file_name=file_name, line_number=line_of(document))


def _gather(statement: _Statement, entry: Element, file_name: str) -> None:
    amount = signed(entry)
    try:
        cents = Decimal(amount or "")
    except InvalidOperation as error:
        cause = f"the entry has the amount {content(entry, '{*}Amt')!r}"
        raise file_fault("unreadable", cause, file_name=file_name, line_number=line_of(entry)) from error
    rows, lines = entry_rows(entry)
    for row in rows:
        row |= {"statement_number": str(statement.number), "entry_number": str(statement.entries + 1)}
    statement.rows += rows
    statement.lines += lines
    statement.entries += 1
    if rows[0]["status"] == "BOOK":
        statement.sum += cents


def _with_account(statement: _Statement, element: Element) -> list[dict[str, str | None]]:
    account = content(element, "{*}Acct/{*}Id/{*}IBAN") or content(element, "{*}Acct/{*}Id/{*}Othr/{*}Id")
    facts = {"statement_id": content(element, "{*}Id"), "account_iban": account}
    return [_with_counterparty(row | facts) for row in statement.rows]


def _with_counterparty(row: dict[str, str | None]) -> dict[str, str | None]:
    """Of payer and payee, the one that is not the owner of the account.

    Money in comes from the debtor, money out goes to the creditor; a return keeps the roles of the first transaction.
    A bank that fills in one party only means that one.
    """
    takes_payer = (row["amount"] or "").startswith("-") == (row["is_reversal"] == "true" or bool(row["return_reason"]))
    sides = ("payer", "payee") if takes_payer else ("payee", "payer")
    said = [side for side in sides if row.get(f"{side}_iban") or row.get(f"{side}_name")]
    foreign = [side for side in said if row.get(f"{side}_iban") != row["account_iban"]]
    side = next(iter(foreign or said), sides[0])
    return row | {"counterparty_iban": row.get(f"{side}_iban"), "counterparty_name": row.get(f"{side}_name")}


def _totals(statement: _Statement, element: Element) -> dict[str, str]:
    found = {
        "id": content(element, "{*}Id") or str(statement.number),
        "opening_balance": _balance(element, _OPENING),
        "closing_balance": _balance(element, _CLOSING),
        "entries": str(statement.entries),
        "sum": str(statement.sum),
        "stated_entries": content(element, "{*}TxsSummry/{*}TtlNtries/{*}NbOfNtries"),
    }
    return {f"statement_{statement.number}.{name}": value for name, value in found.items() if value is not None}


def _balance(element: Element, codes: tuple[str, ...]) -> str | None:
    for code in codes:
        for balance in element.iterfind("{*}Bal"):
            if content(balance, "{*}Tp/{*}CdOrPrtry/{*}Cd") == code:
                return signed(balance)
    return None


def _forget(element: Element) -> None:
    """Frees an element that was read; what it held would else stay until the end of the file."""
    parent = element.getparent()
    tail = element.getprevious()
    element.clear()
    if parent is not None and tail is not None and local_name(tail) == local_name(element):
        parent.remove(tail)
