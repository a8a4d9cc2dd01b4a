"""What columns without telling names may be, by their place among the others: a town follows its postcode."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import polars as pl

from mappings.parse_rules import DATE_FORMS
from pipelines.draft.measure_columns import Measured

HINT = 55
"""Points of a place that tells a field."""

_FULL = 900
_SOME = 300

Hints = dict[tuple[str, str], int]
"""Points by column and field."""


def place_hints(columns: Sequence[Measured], rows: pl.DataFrame, *, country: str, sums: Iterable[str]) -> Hints:
    """Points for fields by place, for a record whose columns have no names.

    Args:
        columns: Its columns in the order of the file; those of a parent are called `parent.field`.
        rows: Its rows.
        country: Country of the creditor: it decides which reminder comes first.
        sums: Columns whose sum the file states as a total.
    """
    parents = [column for column in columns if "." in column.name]
    own = [column for column in columns if "." not in column.name]
    about_debtor = parents or own
    hints = _claim_hints(own, sums) | _debtor_hints(about_debtor, is_apart=bool(parents))
    if country == "be":
        hints |= _belgian_postcodes(about_debtor)
    return hints | _date_hints([column for column in own if column.date_forms], rows, country)


def _claim_hints(own: Sequence[Measured], sums: Iterable[str]) -> Hints:
    """Number, amount, kind and period of the claim."""
    hints: Hints = {}
    number = next((one for one in own if one.is_unique and one.has("reference") and not one.date_forms), None)
    if number is not None:
        hints[number.name, "claim_reference"] = HINT
    hints |= {(name, "principal_cents"): 2 * HINT for name in sums}
    for column in own:
        is_amount = column.has("comma_decimals") or column.has("point_decimals")
        if is_amount or (column.has("digits") and not column.is_unique and not column.has("period")):
            hints.setdefault((column.name, "principal_cents"), HINT if is_amount else HINT - 5)
        if column.is_code and column.distinct > 1 and not column.has("digits", _SOME) and column.longest <= 12:
            hints[column.name, "product"] = HINT - 5
        if column.has("period") and not column.date_forms:
            hints[column.name, "description"] = HINT
    return hints


def _debtor_hints(columns: Sequence[Measured], *, is_apart: bool) -> Hints:
    """Number, name, address and type of the debtor."""
    hints: Hints = {}
    numbers = [one for one in columns if one.has("reference") and not one.date_forms and one.longest >= 4]
    repeated = [one for one in numbers if is_apart or not one.is_unique]
    if repeated:
        hints[repeated[0].name, "debtor_reference"] = HINT
    initials = [one for one in columns if one.has("initials", _FULL) and one.distinct > 6]
    hints |= {(one.name, "initials"): HINT for one in initials}
    texts = [one for one in columns if one.has("words", _FULL) and not one.is_code and not one.has("prefix", _SOME)]
    texts = [one for one in texts if one not in initials]
    hints |= _address_hints(columns, texts)
    placed = {name for name, _ in hints}
    named = next((one for one in texts if one.name not in placed), None)
    if named is not None:
        hints[named.name, "surname" if initials else "name"] = HINT
    for column in columns:
        is_short = column.longest <= 3 or column.has("words", _FULL)
        is_always_there = column.filled * 100 >= column.rows * 95
        if column.is_code and 1 < column.distinct <= 4 and is_short and is_always_there:
            hints[column.name, "debtor_type"] = HINT - 5 if is_apart else HINT - 10
    return hints


def _address_hints(columns: Sequence[Measured], texts: Sequence[Measured]) -> Hints:
    """Street, house number, addition and town, by what stands beside them."""
    hints: Hints = {}
    streets = sorted((one for one in texts if one.has("street", _SOME)), key=lambda one: -one.shares["street"])
    order = list(columns)
    for street in streets[:1]:
        hints[street.name, "street"] = HINT
        number, addition = (_after(order, street, steps) for steps in (1, 2))
        if number is not None and number.has("house_number", _FULL):
            hints[number.name, "house_number"] = HINT
            if addition is not None and addition.filled < addition.rows and addition.longest <= 6:
                hints[addition.name, "house_number_addition"] = HINT
    for postcode in (one for one in order if one.has("postcode_nl", _FULL)):
        town = _after(order, postcode, 1)
        if town is not None and town in texts:
            hints[town.name, "city"] = HINT
    return hints


def _belgian_postcodes(columns: Sequence[Measured]) -> Hints:
    """Four digits before words are a postcode and its town."""
    hints: Hints = {}
    for postcode, town in pairwise(columns):
        if postcode.has("four_digits", _FULL) and town.has("words", _FULL) and not town.is_unique:
            hints |= {(postcode.name, "postcode"): HINT, (town.name, "city"): HINT + 5}
    return hints


def _after(columns: Sequence[Measured], column: Measured, steps: int) -> Measured | None:
    place = columns.index(column) + steps
    return columns[place] if place < len(columns) else None


def _date_hints(dates: Sequence[Measured], rows: pl.DataFrame, country: str) -> Hints:
    """Dates in the order in which things happen: invoice, due, reminder or notice, demand, last demand, transfer."""
    always = [one for one in dates if one.filled * 10 >= one.rows * 9]
    ordered = sorted(always, key=lambda one: (_days_after(one, always[0], rows), one.name))
    fields = ["invoice_date", "due_date"] if len(ordered) > 1 else ["due_date"]
    hints = {(column.name, field): HINT for column, field in zip(ordered, fields, strict=False)}
    if not ordered:
        return hints
    due = ordered[min(1, len(ordered) - 1)]
    later = sorted((one for one in dates if one not in ordered[:2]), key=lambda one: _days_after(one, due, rows))
    first = "first_reminder_date" if country == "be" else "notice_date"
    steps = (first, "demand_date", "last_demand_date", "transferred_date")
    return hints | {(column.name, field): HINT for column, field in zip(later, steps, strict=False)}


def _days_after(column: Measured, other: Measured, rows: pl.DataFrame) -> int:
    """How many days a date lies after another, in the middle row of those that have both."""
    days = rows.select(_day(column) - _day(other)).to_series().dt.total_days().drop_nulls().sort()
    return int(days[days.len() // 2]) if days.len() else 0


def _day(column: Measured) -> pl.Expr:
    return pl.col(column.name).str.to_date(DATE_FORMS[column.date_forms[0]][1], strict=False)
