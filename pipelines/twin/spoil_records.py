"""Faults of the kinds that really come, put into the source columns of a synthetic file."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.feeds import RecordRule

_SPOILED: Final = {"iban": "NL00BANK0123456789", "due_date": "", "debtor_type": ""}
_IMPOSSIBLE_DATE: Final = {"dd": "31", "mm": "02", "yyyy": "2026", "yy": "26", "d": "31", "m": "2"}


def spoil_records(table: pl.DataFrame, rule: RecordRule) -> pl.DataFrame:
    """The table with a bad IBAN, an impossible date, a missing type of debtor, and its first record once more.

    Args:
        table: Source columns, at least twelve rows.
        rule: The mapping of this kind of record; faults go where it maps the fields.

    Returns:
        The table with one row more.
    """
    spoiled = table
    for place, (field, text) in enumerate(_SPOILED.items()):
        column = next((column for column in rule.columns.values() if column.to == field), None)
        if column is None or column.parse is None:
            continue
        wrong = _impossible_date(column.parse.date_forms[0]) if field == "due_date" else text or None
        row = 3 * (place + 1)
        spoiled = spoiled.with_columns(
            pl.when(pl.int_range(pl.len()) == row).then(pl.lit(wrong)).otherwise(pl.col(column.name)).alias(column.name)
        )
    return pl.concat([spoiled, spoiled.head(1)])


def _impossible_date(form: str) -> str:
    """The thirty-first of February in a form of dates."""
    text = form
    for mark in sorted(_IMPOSSIBLE_DATE, key=len, reverse=True):
        text = text.replace(mark, _IMPOSSIBLE_DATE[mark])
    return text
