"""Dated values as vectors: for each day of many rows, which period of a law table holds, found without a join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

EARLIEST = date(1900, 1, 1)
LATEST = date(2300, 1, 1)
"""Days outside these are never dealt with."""


@dataclass(frozen=True)
class Periods:
    """Consecutive periods of several series, and for each day of each series the row of its period.

    Args:
        rows: One row per period: `period_from`, `period_until`, `rate_ppm` (empty where nothing is known), `series`.
        row_of_day: For each series, for each day from `first_day` on, the row number.
        first_day: First day of that list.
        day_count: Days per series.
    """

    rows: pl.DataFrame
    row_of_day: pl.Series
    first_day: date
    day_count: int

    def row_at(self, series: pl.Series, day: pl.Series) -> pl.Series:
        """Row number of the period that holds a day.

        Args:
            series: Number of the series.
            day: Day.

        Returns:
            `UInt32` row numbers of `rows`.
        """
        offset = (day - self.first_day).dt.total_days().clip(0, self.day_count - 1)
        return self.row_of_day.gather(series.cast(pl.Int64) * self.day_count + offset)


def build_periods(series: Sequence[Sequence[tuple[date, int | None]]]) -> Periods:
    """Periods of series of steps; a step holds until the next one with another value.

    Args:
        series: For each series its steps, in order of date: the day from which a value holds, and the value, None where
            nothing is known. Before the first step nothing is known.

    Returns:
        Periods that cover every day from `EARLIEST` to `LATEST`.
    """
    steps = [_merge(one) for one in series]
    inner = [day for one in steps for day, _ in one[1:]] or [EARLIEST + timedelta(days=1)]
    first_day, last_day = min(inner) - timedelta(days=1), max(inner)
    rows: list[dict[str, object]] = []
    lengths: list[int] = []
    for number, one in enumerate(steps):
        ends = [*(day for day, _ in one[1:]), LATEST]
        for (start, value), end in zip(one, ends, strict=True):
            lengths.append(max((min(end, last_day + timedelta(days=1)) - max(start, first_day)).days, 0))
            rows.append({"period_from": start, "period_until": end, "rate_ppm": value, "series": number})
    schema = {"period_from": pl.Date, "period_until": pl.Date, "rate_ppm": pl.Int64, "series": pl.Int32}
    row_of_day = pl.Series(range(len(rows)), dtype=pl.UInt32).repeat_by(pl.Series(lengths)).explode()
    return Periods(pl.DataFrame(rows, schema), row_of_day, first_day, (last_day - first_day).days + 1)


def _merge(steps: Sequence[tuple[date, int | None]]) -> list[tuple[date, int | None]]:
    """Steps from `EARLIEST` on, without those that change nothing."""
    merged: list[tuple[date, int | None]] = [(EARLIEST, None)]
    for day, value in steps:
        if day <= EARLIEST:
            merged = [(EARLIEST, value)]
        elif value != merged[-1][1]:
            merged.append((day, value))
    return merged
