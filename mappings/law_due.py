"""Law tables that need a value soon, or lack one: they run out, or a day of publication comes without its value."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl

from mappings.law_table import Law, LawTable

LAW_DUE: Final = {"rule_id": pl.String, "since_date": pl.Date, "due_date": pl.Date, "reason": pl.String}
"""Columns of the table of values that are due."""


def law_due(law: Law, day: date, *, days: int) -> pl.DataFrame:
    """The tables that lack a value on the day, or will within so many days; the first such value of each.

    A table that lacks the value of a day of publication goes on with the one before: nothing stops, and the amounts
    are wrong. From the day on which a table ends, nothing can be computed that needs it.

    Args:
        law: Law tables.
        day: The day.
        days: How many days ahead a missing value is told.

    Returns:
        rule_id, since_date (so many days before the value is needed), due_date, reason; by rule.
    """
    rows = []
    for rule_id, table in sorted(law.tables.items()):
        due, words = _first_due(table, day + timedelta(days=days))
        if due is not None:
            rows.append((rule_id, due - timedelta(days=days), due, words))
    return pl.DataFrame(rows, schema=LAW_DUE, orient="row")


def _first_due(table: LawTable, horizon: date) -> tuple[date | None, str]:
    """The first day that needs a value that is not there, up to a day, and what is missing in words."""
    place = f"law table {table.rule_id} ({table.place})"
    starts = {value.valid_from for value in table.values}
    last = min(horizon, table.covered_until - timedelta(days=1))
    published = table.publication.due_until(last) if table.publication else []
    missing = next((due for due in published if due not in starts), None)
    if missing is not None:
        return missing, f"{place} lacks the value published for {missing}"
    if table.covered_until <= horizon:
        return table.covered_until, f"{place} holds nothing from {table.covered_until} on"
    return None, ""
