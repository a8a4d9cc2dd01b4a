"""Which business dates the computed tables keep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def dates_to_keep(business_dates: Iterable[date], *, month_ends: bool = True) -> set[date]:
    """The newest date, and the newest date of each month: a month ends on the last day that was run in it.

    Args:
        business_dates: Dates that the tables hold.
        month_ends: Whether month ends stay beside the newest date.
    """
    newest_of_month: dict[tuple[int, int], date] = {}
    for day in sorted(business_dates):
        newest_of_month[day.year, day.month] = day
    kept = set(newest_of_month.values())
    return kept if month_ends or not kept else {max(kept)}
