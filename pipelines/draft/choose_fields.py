"""Which field each column fills: the best fit of name, values and place, each field once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from mappings.draft_words import DraftWords, squash
from mappings.fields import FIELDS, REQUIRED
from pipelines.draft.match_names import SURE, match_name
from pipelines.draft.match_values import NEVER, TELLING, match_values
from pipelines.draft.measure_columns import Measured
from pipelines.draft.place_hints import place_hints

_LEAST = 50
_SURELY = 90
_NAMED_PERCENT = 30
_CODED = ("debtor_type", "kind")


@dataclass(frozen=True)
class Choice:
    """The field of a column.

    Attributes:
        field: The field.
        is_sure: Whether its name says so; else a person must look.
    """

    field: str
    is_sure: bool


def choose_fields(
    columns: Mapping[str, Measured],
    rows: pl.DataFrame,
    *,
    record: str,
    books: str,
    words: DraftWords,
    country: str,
    sums: Sequence[str] = (),
) -> dict[str, Choice]:
    """The field of every column that fills one.

    Args:
        columns: Columns of a record, measured.
        rows: Its rows.
        record: Name of the record.
        books: What the record would book.
        words: The words.
        country: Country of the creditor.
        sums: Columns whose sum the file states.
    """
    named = {name: match_name(name, record=record, books=books, words=words) for name in columns}
    points = {(name, field): score for name, scores in named.items() for field, score in scores.items()}
    known = sum(max(scores.values(), default=0) >= SURE for scores in named.values())
    if known * 100 < len(columns) * _NAMED_PERCENT and books == "claim":
        points = place_hints(list(columns.values()), rows, country=country, sums=sums)
    points |= {pair: max(points.get(pair, 0), TELLING) for pair in _by_codes(columns, books, words)}
    telling = {
        (name, field): points.get((name, field), 0) + value
        for name, column in columns.items()
        for field in FIELDS[books]
        if (value := match_values(column, field, books=books)) >= TELLING or (name, field) in points
        if value > NEVER
    }
    chosen = _best(telling)
    fields = {name: Choice(field, points.get((name, field), 0) >= _SURELY) for name, field in chosen.items()}
    return _surname_for_name(_number_after_street(fields, list(columns.values())))


def fills_required(choices: Mapping[str, Choice], books: str) -> int:
    """How many of the fields that a record must have are filled, in percent; the type of debtor is asked anyway."""
    filled = {choice.field for choice in choices.values()}
    groups = [group for group in REQUIRED[books] if group != ("debtor_type",)]
    return sum(bool(filled & set(group)) for group in groups) * 100 // len(groups)


def _by_codes(columns: Mapping[str, Measured], books: str, words: DraftWords) -> list[tuple[str, str]]:
    """The columns all of whose codes are words for a type of debtor, or for what happened."""
    return [
        (column.name, field)
        for column in columns.values()
        for field in _CODED
        if field in FIELDS[books] and column.values
        if all(squash(value) in words.codes[field] for value in column.values)
    ]


def _best(points: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """Column by column the field with the most points, the surest pair first; each field once."""
    order = sorted(points.items(), key=lambda entry: -entry[1])
    chosen: dict[str, str] = {}
    for (name, field), score in order:
        if score >= _LEAST and name not in chosen and field not in chosen.values():
            chosen[name] = field
    return chosen


def _number_after_street(fields: dict[str, Choice], columns: Sequence[Measured]) -> dict[str, Choice]:
    """The column right after the street is its number, where its values can be and no other column is."""
    filled = {choice.field for choice in fields.values()}
    for street, after in pairwise(columns):
        is_street = street.name in fields and fields[street.name].field == "street"
        if is_street and "house_number" not in filled and after.name not in fields and after.has("house_number"):
            return fields | {after.name: Choice("house_number", is_sure=False)}
    return fields


def _surname_for_name(fields: dict[str, Choice]) -> dict[str, Choice]:
    """A name beside a first name or initials is a surname."""
    filled = {choice.field for choice in fields.values()}
    if "surname" in filled or not filled & {"first_name", "initials"}:
        return fields
    return {
        name: Choice("surname", choice.is_sure) if choice.field == "name" else choice for name, choice in fields.items()
    }
