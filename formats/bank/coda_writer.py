"""The inverse of `formats.bank.coda`: frames of transactions to CODA statements, for synthetic files.

*Source*: Febelfin, standard CODA 2.3 to 2.6, version code 2.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import polars as pl

from formats.bank.statement_rows import Row, StatementRows, statement_rows
from formats.text import encode

_BELGIAN = re.compile(r"^\+\+\+(\d{3})/(\d{4})/(\d{5})\+\+\+$")
_MOST_TEXT = 53 + 53 + 43


def write_coda(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """A statement for each `statement_number`, an entry for each row.

    The closing balance is the opening balance and the entries, unless totals give another. A mandate makes the entry a
    direct debit; texts are cut to the room that they have.

    Args:
        tables: The frame `row` with any of `formats.bank.columns`; amount and booking date are needed.
        options: `encoding`; utf-8 when left out.
        totals: For `row`: `statement_<n>.opening_balance`, 0.00 when left out, and `statement_<n>.closing_balance`.

    Raises:
        FormatError: The encoding lacks a character.
    """
    found = statement_rows(tables["row"], (totals or {}).get("row", {}))
    lines = [line for place, one in enumerate(found, 1) for line in _statement(one, is_last=place == len(found))]
    return encode("\r\n".join([*lines, ""]), options.get("encoding", "utf-8"), file_name="statement")


def _statement(statement: StatementRows, *, is_last: bool) -> list[str]:
    first = statement.rows[0]
    currency, number = first["currency"] or "EUR", f"{_last_digits(first['statement_id'] or statement.number):03d}"
    account = f"{first['account_iban'] or '':<34}{currency}"
    days = sorted(row["booking_date"] or "" for row in statement.rows)
    movements = [line for place, row in enumerate(statement.rows, 1) for line in _movement(row, place, number)]
    credit = sum((amount for row in statement.rows if (amount := _amount(row)) > 0), Decimal(0))
    debit = sum((-amount for row in statement.rows if (amount := _amount(row)) < 0), Decimal(0))
    opening, closing = _money(statement.opening), _money(statement.closing)
    return [
        f"0{'0000'}{_day(days[-1])}{'':117}".ljust(127)[:127] + "2",
        f"12{number}{account}{opening}{_day(days[0])}".ljust(125) + number,
        *movements,
        f"8{number}{account}{closing}{_day(days[-1])}".ljust(127) + "0",
        f"9{'':15}{len(movements) + 2:06d}{_digits(debit)}{_digits(credit)}".ljust(127) + ("2" if is_last else "1"),
    ]


def _movement(row: Row, place: int, number: str) -> list[str]:
    text, is_structured = _communication(row)
    sequence = f"{place % 10000:04d}0000"
    booked = row["booking_date"] or ""
    return [
        f"21{sequence}{(row['bank_reference'] or '')[:21]:<21}{_money(_amount(row))}{_day(row['value_date'] or booked)}"
        f"00150000{int(is_structured)}{text[:53]:<53}{_day(booked)}{number}01 0",
        f"22{sequence}{text[53:106]:<53}{(row['end_to_end_id'] or '')[:35]:<35}{'':14}"
        f"{'2' if row['is_reversal'] == 'true' else ' '}{(row['return_reason'] or '')[:4]:<4}{'':8}1 0",
        f"23{sequence}{(row['counterparty_iban'] or '')[:34]:<34}{row['currency'] or 'EUR'}"
        f"{(row['counterparty_name'] or '')[:35]:<35}{text[106:]:<43}0 0",
    ]


def _communication(row: Row) -> tuple[str, bool]:
    """The communication, and whether it is structured."""
    reference, remittance = row["structured_reference"] or "", row["remittance"] or ""
    belgian = _BELGIAN.match(reference)
    if row["mandate_id"]:
        refused = "3" if row["return_reason"] else "0"
        debit = f"127{_day(row['value_date'] or '')}11{refused}{'':35}{row['mandate_id'][:35]:<35}{remittance[:62]:<62}"
        return f"{debit}{'2' if row['return_reason'] else '0'}{(row['return_reason'] or '')[:4]:<4}", True
    if belgian and not remittance:
        return "101" + "".join(belgian.groups()), True
    if reference.startswith("RF") and not remittance:
        return "100" + reference, True
    words = [remittance] if reference and reference in remittance else [remittance, reference]
    return " ".join(word for word in words if word)[:_MOST_TEXT], False


def _last_digits(text: str) -> int:
    return int("".join(filter(str.isdecimal, text))[-3:] or "1")


def _amount(row: Row) -> Decimal:
    return Decimal(row["amount"] or "0")


def _money(amount: Decimal) -> str:
    return f"{int(amount < 0)}{_digits(amount)}"


def _digits(amount: Decimal) -> str:
    return f"{int(abs(amount) * 1000):015d}"


def _day(day: str) -> str:
    return day[8:10] + day[5:7] + day[2:4] if day else "000000"
