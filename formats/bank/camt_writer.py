"""The inverse of `formats.bank.camt`: frames of transactions to a camt.053.

*Source*: ISO 20022 camt.053.001.02 and .08; elements stand in the order of the schema.
"""

from __future__ import annotations

import textwrap
from decimal import Decimal
from itertools import groupby
from typing import Any

import polars as pl
from lxml import etree

from formats.bank.columns import COLUMNS
from formats.table import text_columns
from formats.xml_source import Element, new_root, to_bytes

Row = dict[str, str | None]


def write_camt(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """A camt.053 with a statement for each `statement_number` (one statement where the column is left out).

    Rows with the same `entry_number` are one entry; without that column each row is an entry. The closing balance is
    the opening balance and the booked entries, unless totals give another.

    Args:
        tables: The frame `row` with any of the columns of `formats.bank.camt`; amount, currency (EUR), dates needed.
        options: `version`.
        totals: For `row`: `statement_<n>.opening_balance`, 0.00 when left out, and `statement_<n>.closing_balance`.
    """
    version = options.get("version", "08")
    root = new_root("Document", {}, default=f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}")
    message = etree.SubElement(root, "BkToCstmrStmt")
    rows = _rows(tables["row"])
    moment = f"{max((row['booking_date'] or '' for row in rows), default='') or '2000-01-01'}T00:00:00"
    header = etree.SubElement(message, "GrpHdr")
    _add(header, "MsgId", (rows[0]["statement_id"] if rows else None) or "STATEMENT")
    _add(header, "CreDtTm", moment)
    stated = (totals or {}).get("row", {})
    for number, group in groupby(rows, key=lambda row: row["statement_number"]):
        own = {name.split(".")[1]: value for name, value in stated.items() if name.startswith(f"statement_{number}.")}
        _write_statement(message, list(group), own, version)
    return to_bytes(root)


def _rows(frame: pl.DataFrame) -> list[Row]:
    """Rows with every column, and their own ordinal as entry where none is given."""
    absent = [pl.lit(None, pl.String).alias(name) for name in COLUMNS if name not in frame.columns]
    ordinal = pl.int_range(1, pl.len() + 1).cast(pl.String)
    return (
        text_columns(frame)
        .with_columns(absent)
        .with_columns(
            pl.col("statement_number").fill_null("1"),
            pl.col("entry_number").fill_null(ordinal),
            pl.col("status").fill_null("BOOK"),
            pl.col("currency").fill_null("EUR"),
            pl.col("statement_id").fill_null("STATEMENT"),
            pl.coalesce("booking_date", "value_date").alias("booking_date"),
        )
        .to_dicts()
    )


def _write_statement(message: Element, rows: list[Row], stated: dict[str, str], version: str) -> None:
    entries = [list(group) for _, group in groupby(rows, key=lambda row: row["entry_number"])]
    booked = sum((_entry_amount(entry) for entry in entries if entry[0]["status"] == "BOOK"), Decimal(0))
    opening = Decimal(stated.get("opening_balance", "0.00"))
    closing = Decimal(stated.get("closing_balance", str(opening + booked)))
    dates = sorted(row["booking_date"] or "" for row in rows)
    statement = etree.SubElement(message, "Stmt")
    _add(statement, "Id", rows[0]["statement_id"])
    _add(statement, "CreDtTm", f"{dates[-1]}T00:00:00")
    account = rows[0]["account_iban"] or ""
    account_element = etree.SubElement(statement, "Acct")
    _add(account_element, "Id/IBAN" if account[:2].isalpha() else "Id/Othr/Id", account)
    _add(account_element, "Ccy", rows[0]["currency"])
    for code, amount, day in (("OPBD", opening, dates[0]), ("CLBD", closing, dates[-1])):
        balance = etree.SubElement(statement, "Bal")
        _add(balance, "Tp/CdOrPrtry/Cd", code)
        _add_amount(balance, amount, rows[0]["currency"])
        _add(balance, "Dt/Dt", day)
    for entry in entries:
        _write_entry(statement, entry, version)


def _entry_amount(entry: list[Row]) -> Decimal:
    return Decimal(entry[0]["entry_amount"] or sum(Decimal(row["amount"] or "0") for row in entry))


def _write_entry(statement: Element, rows: list[Row], version: str) -> None:
    first = rows[0]
    entry = etree.SubElement(statement, "Ntry")
    _add(entry, "NtryRef", first["entry_reference"])
    _add_amount(entry, _entry_amount(rows), first["currency"])
    if first["is_reversal"] == "true":
        _add(entry, "RvslInd", "true")
    _add(entry, "Sts" if version == "02" else "Sts/Cd", first["status"])
    _add(entry, "BookgDt/Dt", first["booking_date"])
    _add(entry, "ValDt/Dt", first["value_date"] or first["booking_date"])
    _add(entry, "AcctSvcrRef", first["bank_reference"])
    _add_code(entry, first["transaction_code"])
    details = etree.SubElement(entry, "NtryDtls")
    if first["details_count"] == "0":
        _add(details, "Btch/PmtInfId", first["payment_information_id"])
        _add(entry, "AddtlNtryInf", first["remittance"])
        return
    for row in rows:
        _write_detail(details, row, version)


def _write_detail(details: Element, row: Row, version: str) -> None:
    detail = etree.SubElement(details, "TxDtls")
    for tag, name in (
        ("PmtInfId", "payment_information_id"),
        ("EndToEndId", "end_to_end_id"),
        ("MndtId", "mandate_id"),
    ):
        _add(detail, f"Refs/{tag}", row[name])
    amount = Decimal(row["amount"] or "0")
    if row["amount"] and version != "02":
        _add_amount(detail, amount, row["currency"])
    _add_money(detail, "AmtDtls/InstdAmt/Amt", row["instructed_amount"], row["currency"])
    if row["amount"] and version == "02":
        _add_money(detail, "AmtDtls/TxAmt/Amt", str(abs(amount)), row["currency"])
    charges = "Chrgs/Amt" if version == "02" else "Chrgs/Rcrd/Amt"
    _add_money(detail, charges, row["charges_amount"], row["currency"])
    is_return = row["is_reversal"] == "true" or bool(row["return_reason"])
    role = "Dbtr" if (amount < 0) == is_return else "Cdtr"
    _add(detail, f"RltdPties/{role}/Nm" if version == "02" else f"RltdPties/{role}/Pty/Nm", row["counterparty_name"])
    _add(detail, f"RltdPties/{role}Acct/Id/IBAN", row["counterparty_iban"])
    if row["remittance"]:
        remittance = etree.SubElement(detail, "RmtInf")
        for line in textwrap.wrap(row["remittance"], 140, replace_whitespace=False):
            etree.SubElement(remittance, "Ustrd").text = line
    if row["structured_reference"]:
        _add(detail, "RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Cd", "SCOR")
        _add(detail, "RmtInf/Strd/CdtrRefInf/Ref", row["structured_reference"])
    _add(detail, "RtrInf/Rsn/Cd", row["return_reason"])


def _add_amount(parent: Element, amount: Decimal, currency: str | None) -> None:
    _add_money(parent, "Amt", str(abs(amount)), currency)
    _add(parent, "CdtDbtInd", "DBIT" if amount < 0 else "CRDT")


def _add_money(parent: Element, path: str, amount: str | None, currency: str | None) -> None:
    element = _add(parent, path, amount)
    if element is not None:
        element.set("Ccy", currency or "EUR")


def _add_code(entry: Element, code: str | None) -> None:
    """The bank transaction code, which the schema demands: three parts with slashes, else a code of the bank."""
    parts = (code or "").split("/")
    if len(parts) == 3:
        for path, part in zip(("Cd", "Fmly/Cd", "Fmly/SubFmlyCd"), parts, strict=True):
            _add(entry, f"BkTxCd/Domn/{path}", part)
    else:
        _add(entry, "BkTxCd/Prtry/Cd", code or "NOTPROVIDED")


def _add(parent: Element, path: str, value: str | None) -> Element | None:
    """The text added below an element, with what was missing of the path; nothing where there is no value."""
    if not value:
        return None
    for tag in path.split("/"):
        found = parent.find(tag)
        parent = etree.SubElement(parent, tag) if found is None else found
    parent.text = value
    return parent
