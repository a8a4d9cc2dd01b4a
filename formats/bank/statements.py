"""What statements state about themselves, as totals of their table, and whether it adds up.

The totals of statement n are called `statement_<n>.<name>`: `id`, `account`, `currency`, `opening_balance` and
`closing_balance` (signed), `opening_date`, `closing_date`, `entries` and `sum` of the booked entries, `line`; and where
the bank states them `stated_entries`, `stated_records`, `records`, `stated_credit` and `stated_debit` with `credit` and
`debit` of the entries.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

import polars as pl

from formats.table import Table

_NAME: Final = re.compile(r"^statement_(\d+)\.(\w+)$")
_SCALE: Final = 5
_CENT: Final = Decimal("0.01")
_STATED: Final = (
    ("stated_entries", "entries", "entries"),
    ("stated_records", "records", "records"),
    ("stated_credit", "credit", "in credit"),
    ("stated_debit", "debit", "in debit"),
)


class Statement(NamedTuple):
    """A statement: whose it is, and the balances that it leads from and to, in cents; null where it states none."""

    number: int
    statement_id: str
    account: str | None
    currency: str | None
    opening_cents: int | None
    closing_cents: int | None
    opening_date: str | None
    closing_date: str | None
    line_number: int


def total_names(number: int, facts: Mapping[str, str | None]) -> dict[str, str]:
    """The facts of a statement under the names of totals, without those that it lacks."""
    return {f"statement_{number}.{name}": value for name, value in facts.items() if value is not None}


def statements(table: Table) -> list[Statement]:
    """The statements of a file, in its order; none where its format has no statements.

    Args:
        table: What a reader of statements gave.
    """
    return [
        Statement(
            number,
            facts["id"],
            facts.get("account"),
            facts.get("currency"),
            _cents(facts.get("opening_balance")),
            _cents(facts.get("closing_balance")),
            facts.get("opening_date"),
            facts.get("closing_date"),
            int(facts.get("line", "0")),
        )
        for number, facts in _facts(table.totals).items()
    ]


class BalanceFault(NamedTuple):
    """What does not add up, in a sentence, and the line of its statement; 0 where none can be named."""

    line_number: int
    text: str


def check_balances(table: Table) -> list[str]:
    """The sentences of `balance_faults`."""
    return [fault.text for fault in balance_faults(table)]


def balance_faults(table: Table) -> list[BalanceFault]:
    """What does not add up in a file of statements; empty when all is well, and for formats without statements.

    The opening balance and the booked entries make the closing balance, the bank's counts and sums are those of the
    entries, and the rows hold as much as the entries.

    Args:
        table: What a reader of statements gave.
    """
    known = _facts(table.totals)
    faults: list[BalanceFault] = []
    for facts in known.values():
        opening, closing, line = facts.get("opening_balance"), facts.get("closing_balance"), int(facts.get("line", "0"))
        if opening and closing and Decimal(opening) + Decimal(facts["sum"]) != Decimal(closing):
            said = f"{opening} and entries of {facts['sum']} do not make {closing}"
            faults.append(BalanceFault(line, f"Statement {facts['id']}: {said}."))
        for stated, found, what in _STATED:
            if stated in facts and _number(facts[stated]) != _number(facts[found]):
                said = f"the bank states {facts[stated]} {what}, the file has {facts[found]}"
                faults.append(BalanceFault(line, f"Statement {facts['id']}: {said}."))
    return faults + (_detail_faults(table.rows) if known else [])


def money_text(amount: Decimal) -> str:
    """An amount with a decimal point, and with two decimals at least."""
    least = amount.quantize(_CENT) if amount == amount.quantize(_CENT) else amount.normalize()
    return f"{least:f}"


def decimals(column: str | pl.Expr) -> pl.Expr:
    """Texts of amounts as exact numbers; null where a text is none."""
    text = pl.col(column) if isinstance(column, str) else column
    return text.str.to_decimal(scale=_SCALE)


def _facts(totals: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """The totals by statement."""
    found: dict[int, dict[str, str]] = {}
    for name, value in totals.items():
        if named := _NAME.match(name):
            found.setdefault(int(named[1]), {})[named[2]] = value
    return found


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _cents(text: str | None) -> int | None:
    return None if text is None else int((Decimal(text) * 100).to_integral_value())


def _detail_faults(rows: pl.DataFrame) -> list[BalanceFault]:
    """Entries whose transactions do not add up: money would be lost or made when each row is booked."""
    several = rows.filter(pl.col("details_count").cast(pl.Int64, strict=False) > 1)
    if several.is_empty():
        return []
    entry = ["statement_number", "entry_number"]
    summed = several.group_by(entry, maintain_order=True).agg(
        parts=decimals("amount").fill_null(0).sum(),
        whole=decimals("entry_amount").first(),
        line=pl.col("line_number").first(),
    )
    wrong = summed.filter(pl.col("parts").ne_missing(pl.col("whole")))
    return [
        BalanceFault(
            line,
            f"Statement {statement}, entry {number}: transactions of {money_text(parts)} do not make the entry's "
            f"{'nothing' if whole is None else money_text(whole)}.",
        )
        for statement, number, parts, whole, line in wrong.rows()
    ]
