"""An entry of a camt statement to rows, one per transaction.

*Source*: ISO 20022, `ReportEntry` and `EntryTransaction`: from version 04 a transaction has an amount of its own, from
08 a status is a code and a party is wrapped in `Pty`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from formats.xml_source import Element, content, line_of

COLUMNS: Final = (
    "statement_number",
    "statement_id",
    "account_iban",
    "entry_number",
    "status",
    "booking_date",
    "value_date",
    "amount",
    "currency",
    "entry_reference",
    "bank_reference",
    "end_to_end_id",
    "mandate_id",
    "payment_information_id",
    "counterparty_iban",
    "counterparty_name",
    "structured_reference",
    "remittance",
    "return_reason",
    "transaction_code",
    "is_reversal",
    "instructed_amount",
    "charges_amount",
    "entry_amount",
    "details_count",
)
"""Columns of a transaction, in this order."""


def entry_rows(entry: Element) -> tuple[list[dict[str, str | None]], list[int]]:
    """Rows of an entry, still with `payer_…` and `payee_…` instead of the counterparty, and the line of each.

    Args:
        entry: The element `Ntry`.
    """
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    shared = _shared(entry) | {"details_count": str(len(details))}
    if not details:
        return [shared | {"amount": shared["entry_amount"]}], [line_of(entry)]
    rows = [_merged(shared, _detail(detail, entry, is_sole=len(details) == 1)) for detail in details]
    return rows, [line_of(detail) for detail in details]


def signed(element: Element, owner: Element | None = None) -> str | None:
    """The amount of an entry, transaction or balance, with `-` where its indicator is debit; null without an amount.

    Args:
        element: Element with `Amt`, and with `CdtDbtInd` unless its owner has it.
        owner: Element whose indicator counts where `element` has none.
    """
    amount = content(element, "{*}Amt")
    indicator = content(element, "{*}CdtDbtInd") or content(owner, "{*}CdtDbtInd")
    return _with_sign(amount, indicator)


def _with_sign(amount: str | None, indicator: str | None) -> str | None:
    if amount is None:
        return None
    amount = amount.removeprefix("+")
    return f"-{amount}" if indicator == "DBIT" and amount.strip("0.") else amount


def _shared(entry: Element) -> dict[str, str | None]:
    amount = entry.find("{*}Amt")
    return {
        "status": content(entry, "{*}Sts/{*}Cd") or content(entry, "{*}Sts"),
        "booking_date": _date(entry.find("{*}BookgDt")),
        "value_date": _date(entry.find("{*}ValDt")),
        "entry_amount": signed(entry),
        "currency": None if amount is None else amount.get("Ccy"),
        "entry_reference": content(entry, "{*}NtryRef"),
        "bank_reference": content(entry, "{*}AcctSvcrRef"),
        "payment_information_id": content(entry, "{*}NtryDtls/{*}Btch/{*}PmtInfId"),
        "transaction_code": _transaction_code(entry.find("{*}BkTxCd")),
        "is_reversal": "true" if content(entry, "{*}RvslInd") in ("true", "1") else "false",
        "remittance": None,
        "return_reason": None,
    }


def _detail(detail: Element, entry: Element, *, is_sole: bool) -> dict[str, str | None]:
    return {
        "amount": _amount(detail, entry, is_sole=is_sole),
        "bank_reference": content(detail, "{*}Refs/{*}AcctSvcrRef"),
        "payment_information_id": content(detail, "{*}Refs/{*}PmtInfId"),
        "end_to_end_id": _given(content(detail, "{*}Refs/{*}EndToEndId")),
        "mandate_id": content(detail, "{*}Refs/{*}MndtId"),
        "transaction_code": _transaction_code(detail.find("{*}BkTxCd")),
        "payer_iban": _account(detail, "DbtrAcct"),
        "payer_name": _party(detail, "Dbtr"),
        "payee_iban": _account(detail, "CdtrAcct"),
        "payee_name": _party(detail, "Cdtr"),
        "structured_reference": content(detail, "{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref"),
        "remittance": _remittance(detail),
        "return_reason": content(detail, "{*}RtrInf/{*}Rsn/{*}Cd") or content(detail, "{*}RtrInf/{*}Rsn/{*}Prtry"),
        "instructed_amount": content(detail, "{*}AmtDtls/{*}InstdAmt/{*}Amt"),
        "charges_amount": _charges(detail),
    }


def _merged(shared: dict[str, str | None], detail: dict[str, str | None]) -> dict[str, str | None]:
    """What the transaction says, else what its entry says."""
    return shared | {name: value for name, value in detail.items() if value is not None or name not in shared}


def _amount(detail: Element, entry: Element, *, is_sole: bool) -> str | None:
    """The amount on the account: a sole transaction is its entry, whatever currency or charges it speaks of."""
    if is_sole:
        return signed(entry)
    indicator = content(detail, "{*}CdtDbtInd") or content(entry, "{*}CdtDbtInd")
    return signed(detail, entry) or _with_sign(
        content(detail, "{*}AmtDtls/{*}TxAmt/{*}Amt") or content(detail, "{*}AmtDtls/{*}InstdAmt/{*}Amt"), indicator
    )


def _date(element: Element | None) -> str | None:
    return content(element, "{*}Dt") or (content(element, "{*}DtTm") or "")[:10] or None


def _given(reference: str | None) -> str | None:
    return None if reference == "NOTPROVIDED" else reference


def _account(detail: Element, role: str) -> str | None:
    path = f"{{*}}RltdPties/{{*}}{role}/{{*}}Id"
    return content(detail, f"{path}/{{*}}IBAN") or content(detail, f"{path}/{{*}}Othr/{{*}}Id")


def _party(detail: Element, role: str) -> str | None:
    path = f"{{*}}RltdPties/{{*}}{role}"
    return content(detail, f"{path}/{{*}}Nm") or content(detail, f"{path}/{{*}}Pty/{{*}}Nm")


def _remittance(detail: Element) -> str | None:
    lines = (line.text or "" for line in detail.iterfind("{*}RmtInf/{*}Ustrd"))
    return " ".join(line.strip() for line in lines if line.strip()) or None


def _charges(detail: Element) -> str | None:
    direct = detail.findall("{*}Chrgs/{*}Amt")
    amounts = [Decimal(charge.text or "0") for charge in direct or detail.iterfind("{*}Chrgs/{*}Rcrd/{*}Amt")]
    return str(sum(amounts)) if amounts else None


def _transaction_code(code: Element | None) -> str | None:
    """Domain, family and subfamily with slashes; else the bank's own code."""
    parts = [content(code, f"{{*}}Domn/{path}") for path in ("{*}Cd", "{*}Fmly/{*}Cd", "{*}Fmly/{*}SubFmlyCd")]
    return "/".join(part for part in parts if part) or content(code, "{*}Prtry/{*}Cd")
