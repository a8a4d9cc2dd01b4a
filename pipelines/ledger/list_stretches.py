"""Stretches of interest: the days between two cuts that are known before any payment is.

Rates change and anniversaries come whatever is paid. Claims that begin on the same day and bear interest by the same
rule share their stretches, so there are few of them, and a claim only points at the one it is in.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Final

import polars as pl

from pipelines.dated import Periods

_RULE: Final = ("interest_from", "series", "cap_months", "act_act", "per_month", "full_month", "added_ppm")
_LARGEST_KEY: Final = 2**63
_REACH: Final = timedelta(days=40)
"""Stretches go on past the last statement, so that the month period which it falls in is whole."""


def list_stretches(claims: pl.DataFrame, periods: Periods) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The stretches of all claims, and the claims with the row number of their first one.

    Args:
        claims: `as_of`, `interest_from`, `series`, and how rate, months and compounding work.
        periods: Rates as periods.

    Returns:
        The claims with `stretch`, without the columns of `_RULE` but `interest_from`. The stretches, those of a claim
        below each other: `from_date`, `until_date`, `rate_ppm` (empty where the law is not known), `capitalises`
        (interest that is unpaid at its end starts to bear interest), `series`, `act_act`, `per_month`, `full_month`.
    """
    keyed = claims.with_columns(key=_rule_key(claims))
    rules = keyed.select("key", *_RULE).unique("key").with_row_index("rule")
    last_day = claims.select(pl.col("as_of").max()).item()
    cuts = _cut(rules.drop("key"), periods, last_day + _REACH)
    first = cuts.with_row_index("stretch").group_by("rule").agg(pl.col("stretch").min())
    starts = rules.select("key", "rule").join(first, on="rule").drop("rule")
    pointing = keyed.join(starts, on="key", how="left", maintain_order="left")
    return pointing.drop("key", *(name for name in _RULE if name != "interest_from")), cuts.drop("rule")


def add_months(start: pl.Expr, months: pl.Expr) -> pl.Expr:
    """Same day number some months later, else the last day of that month.

    Args:
        start: Date.
        months: Number of months.
    """
    return start.dt.offset_by(pl.format("{}mo", months))


def _rule_key(claims: pl.DataFrame) -> pl.Expr:
    """One number for all that `_RULE` holds: each column's place in the range that it spans, in mixed radix."""
    columns = claims.select(pl.col(name).to_physical().cast(pl.Int64) for name in _RULE)
    lowest, highest = (frame.fill_null(0).row(0) for frame in (columns.min(), columns.max()))
    sizes = [high - low + 2 for low, high in zip(lowest, highest, strict=True)]
    width = pl.Int64 if math.prod(sizes) < _LARGEST_KEY else pl.Int128
    key: pl.Expr = pl.lit(0, width)
    for name, low, high, size in zip(_RULE, lowest, highest, sizes, strict=True):
        place = pl.col(name).to_physical().cast(pl.Int64).fill_null(high + 1).cast(width) - low
        key = key * size + place
    return key


def _cut(rules: pl.DataFrame, periods: Periods, end: date) -> pl.DataFrame:
    """Stretches of every rule up to an end."""
    is_last = pl.col("rule") != pl.col("rule").shift(-1, fill_value=rules.height)
    starts = rules.select("rule", from_date="interest_from", capitalises=pl.lit(value=False))
    cuts = (
        pl.concat([starts, _rate_changes(rules, periods, end), _anniversaries(rules, end)])
        .group_by("rule", "from_date")
        .agg(pl.col("capitalises").any())
        .sort("rule", "from_date")
        .with_columns(
            until_date=pl.when(is_last).then(end).otherwise(pl.col("from_date").shift(-1)),
            capitalises=pl.col("capitalises").shift(-1, fill_value=False) & ~is_last,
        )
        .join(rules.drop("interest_from", "cap_months"), on="rule", how="left", maintain_order="left")
    )
    row = periods.row_at(cuts["series"], cuts["from_date"])
    rate = periods.rows["rate_ppm"].gather(row)
    return cuts.with_columns(rate_ppm=rate + pl.col("added_ppm")).drop("added_ppm")


def _rate_changes(rules: pl.DataFrame, periods: Periods, end: date) -> pl.DataFrame:
    changes = periods.rows.select("series", from_date="period_from").filter(pl.col("from_date") < end)
    return (
        rules.select("rule", "series", "interest_from")
        .join(changes, on="series")
        .filter(pl.col("from_date") > pl.col("interest_from"))
        .select("rule", "from_date", capitalises=pl.lit(value=False))
    )


def _anniversaries(rules: pl.DataFrame, end: date) -> pl.DataFrame:
    """Days on which a month of a monthly rate begins, or interest capitalises."""
    start = pl.col("interest_from")
    months = (end.year - start.dt.year().cast(pl.Int64)) * 12 + end.month - start.dt.month().cast(pl.Int64)
    step = pl.when("per_month").then(1).otherwise(pl.col("cap_months").cast(pl.Int64))
    return (
        rules.with_columns(step=step)
        .filter(pl.col("step") > 0)
        .with_columns(passed=pl.int_ranges(pl.col("step"), months + 1, pl.col("step")))
        .explode("passed")
        .drop_nulls("passed")
        .select(
            "rule",
            from_date=add_months(start, pl.col("passed")),
            capitalises=(pl.col("cap_months") > 0) & (pl.col("passed") % pl.max_horizontal("cap_months", 1) == 0),
        )
        .filter(pl.col("from_date") < end)
    )
