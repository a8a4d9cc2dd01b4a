"""The inverse of `formats.bank.mt940`: frames of transactions to statements in MT940, for synthetic files.

*Source*: SWIFT MT940, with descriptions as ING structures them.
"""

from __future__ import annotations

import textwrap
from decimal import Decimal
from typing import Any

import polars as pl

from formats.bank.statement_rows import Row, StatementRows, statement_rows
from formats.text import encode

_WIDTH = 65


def write_mt940(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """A statement for each `statement_number`, an entry for each row.

    The closing balance is the opening balance and the entries, unless totals give another. What the format has no place
    for is left out; a reference beside a free text stands in it.

    Args:
        tables: The frame `row` with any of `formats.bank.columns`; amount and booking date are needed.
        options: `encoding`; utf-8 when left out.
        totals: For `row`: `statement_<n>.opening_balance`, 0.00 when left out, and `statement_<n>.closing_balance`.

    Raises:
        FormatError: The encoding lacks a character.
    """
    lines = [
        line
        for statement in statement_rows(tables["row"], (totals or {}).get("row", {}))
        for line in _statement(statement)
    ]
    return encode("\r\n".join([*lines, ""]), options.get("encoding", "utf-8"), file_name="statement")


def _statement(statement: StatementRows) -> list[str]:
    first = statement.rows[0]
    currency = first["currency"] or "EUR"
    days = sorted(row["booking_date"] or "" for row in statement.rows)
    return [
        f":20:{(first['statement_id'] or 'STATEMENT')[:16]}",
        f":25:{first['account_iban'] or ''}",
        f":28C:{first['statement_id'] or statement.number}",
        _balance("60F", statement.opening, currency, days[0]),
        *(line for row in statement.rows for line in _entry(row)),
        _balance("62F", statement.closing, currency, days[-1]),
        "-",
    ]


def _balance(tag: str, amount: Decimal, currency: str, day: str) -> str:
    return f":{tag}:{'D' if amount < 0 else 'C'}{_short(day)}{currency}{_comma(amount)}"


def _entry(row: Row) -> list[str]:
    amount = Decimal(row["amount"] or "0")
    is_debit, is_reversal = amount < 0, row["is_reversal"] == "true"
    # A reversal of a credit takes money back, so its mark is the other one.
    mark = ("RC" if is_debit else "RD") if is_reversal else ("D" if is_debit else "C")
    booked = row["booking_date"] or ""
    value = row["value_date"] or booked
    code = (row["transaction_code"] or "").replace("/", "")
    kind = code if len(code) == 4 and code[0] in "NSF" else "NTRF"
    own = "EREF" if row["end_to_end_id"] else "NONREF"
    bank = f"//{row['bank_reference']}" if row["bank_reference"] else ""
    text = _description(row)
    cut = [text[place : place + _WIDTH] for place in range(0, len(text), _WIDTH)]
    return [
        f":61:{_short(value)}{booked[5:7]}{booked[8:10]}{mark}{_comma(amount)}{kind}{own}{bank}",
        *([f":86:{cut[0]}", *cut[1:]] if cut else []),
    ]


def _description(row: Row) -> str:
    parts = [
        f"/{code}/{row[name]}/"
        for code, name in (
            ("RTRN", "return_reason"),
            ("EREF", "end_to_end_id"),
            ("MARF", "mandate_id"),
            ("PREF", "payment_information_id"),
        )
        if row[name]
    ]
    if row["counterparty_iban"] or row["counterparty_name"]:
        parts.append(f"/CNTP/{row['counterparty_iban'] or ''}//{_plain(row['counterparty_name'] or '')}///")
    if row["structured_reference"] and not row["remittance"]:
        parts.append(f"/REMI/STRD/CUR/{row['structured_reference']}/")
    elif row["remittance"]:
        reference = row["structured_reference"] or ""
        text = row["remittance"] if reference in row["remittance"] else f"{row['remittance']} {reference}"
        parts.append(f"/REMI/USTD//{text}/")
    return "".join(parts)


def _plain(text: str) -> str:
    return textwrap.shorten(text.replace("/", " "), 70, placeholder="")


def _short(day: str) -> str:
    return day[2:4] + day[5:7] + day[8:10]


def _comma(amount: Decimal) -> str:
    return f"{abs(amount):f}".replace(".", ",") if "." in f"{amount:f}" else f"{abs(amount):f},"
