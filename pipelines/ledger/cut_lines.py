"""Spans of days cut into lines: where the rate in force changes, or where a month of a monthly rate begins."""

from __future__ import annotations

import polars as pl

from pipelines.dated import Periods

_CARRIED = ("c", "base", "act_act", "per_month", "full_month", "series", "added_ppm")


def cut_lines(spans: pl.DataFrame, periods: Periods) -> pl.DataFrame:
    """Lines of spans.

    Args:
        spans: `c`, `base`, `from_day`, `stop`, `interest_from`, and the habits of the rate.
        periods: Rates as periods.

    Returns:
        One row per line, by `c` and date: `from_date`, `until_date`, `rate_ppm` (empty where the law is not known),
        `month_days` (length of the month period), `opens_month`, and the carried columns.
    """
    monthly = spans.filter("per_month")
    if monthly.height == 0:
        return _cut_at_rates(spans, periods)
    if monthly.height == spans.height:
        return _cut_at_months(monthly)
    cut = [_cut_at_rates(spans.filter(~pl.col("per_month")), periods), _cut_at_months(monthly)]
    return pl.concat(cut).sort("c", "from_date")


def add_months(start: pl.Expr, months: pl.Expr) -> pl.Expr:
    """Same day number some months later, else the last day of that month.

    Args:
        start: Date.
        months: Number of months.
    """
    return start.dt.offset_by(pl.format("{}mo", months))


def _cut_at_rates(spans: pl.DataFrame, periods: Periods) -> pl.DataFrame:
    first = periods.row_at(spans["series"], spans["from_day"])
    last = periods.row_at(spans["series"], spans["stop"].dt.offset_by("-1d"))
    spans = spans.with_columns(row=first, row_end=last)
    if (first == last).all():
        rows = spans
    else:
        rows = spans.with_columns(row=pl.int_ranges("row", pl.col("row_end") + 1, dtype=pl.UInt32)).explode("row")
    row = rows["row"]
    return rows.with_columns(
        from_date=pl.max_horizontal("from_day", periods.rows["period_from"].gather(row)),
        until_date=pl.min_horizontal("stop", periods.rows["period_until"].gather(row)),
        rate_ppm=periods.rows["rate_ppm"].gather(row) + pl.col("added_ppm"),
    ).select(
        *_CARRIED,
        "from_date",
        "until_date",
        "rate_ppm",
        month_days=pl.lit(1, pl.Int64),
        opens_month=pl.lit(value=False),
    )


def _cut_at_months(spans: pl.DataFrame) -> pl.DataFrame:
    """Lines at the months that are counted from the first interest day."""
    start = pl.col("interest_from")
    last_day = pl.col("stop").dt.offset_by("-1d")
    return (
        spans.with_columns(month=_full_months(start, pl.col("from_day")), month_end=_full_months(start, last_day))
        .with_columns(month=pl.int_ranges("month", pl.col("month_end") + 1))
        .explode("month")
        .with_columns(opened=add_months(start, pl.col("month")), closed=add_months(start, pl.col("month") + 1))
        .with_columns(from_date=pl.max_horizontal("from_day", "opened"), until_date=pl.min_horizontal("stop", "closed"))
        .select(
            *_CARRIED,
            "from_date",
            "until_date",
            rate_ppm="added_ppm",
            month_days=(pl.col("closed") - pl.col("opened")).dt.total_days(),
            opens_month=pl.col("from_date") == pl.col("opened"),
        )
        .with_columns(added_ppm=pl.lit(0, pl.Int64))
        .select(*_CARRIED, "from_date", "until_date", "rate_ppm", "month_days", "opens_month")
    )


def _full_months(start: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Months between two days that are full on the later one."""
    months = (day.dt.year().cast(pl.Int64) - start.dt.year()) * 12 + day.dt.month().cast(pl.Int64) - start.dt.month()
    return months - (add_months(start, months) > day).cast(pl.Int64)
