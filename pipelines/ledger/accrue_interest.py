"""Interest from the day up to which a claim was computed to the end that a statement or a payment sets."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.ledger.measure_interest import Convention, measure_interest

LINES: Final = {
    "c": pl.UInt32,
    "stretch": pl.UInt32,
    "from_date": pl.Date,
    "until_date": pl.Date,
    "base_cents": pl.Int64,
    "interest_cents": pl.Int64,
    "has_base": pl.Boolean,
}
"""Columns of the lines that `accrue_interest` gives."""

IS_LINE: Final = (pl.col("until_date") > pl.col("from_date")) & pl.col("has_base")
"""A line has days and a base, if only of a fraction of a cent."""

_STATE: Final = ("until", "stretch", "accrued", "capital", "interest_cents")


def accrue_interest(
    claims: pl.DataFrame, stretches: pl.DataFrame, convention: Convention
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Claims accrued to `end`, with the lines of what was added.

    All claims go one line further at a time; those that reach their end stay behind.

    Args:
        claims: State of claims, with `day` (anniversaries up to this day capitalise) and `end`.
        stretches: Stretches that the claims point at.
        convention: How interest is rounded.

    Returns:
        The claims with `until`, `stretch`, `accrued`, `capital` and `interest_cents` brought forward; the lines, later
        ones of a claim behind earlier ones. Only those with `IS_LINE` are lines of the statement.

    Raises:
        UsageError: An amount outgrows what the engine can hold.
    """
    bears = (pl.col("principal") > 0) | (pl.col("accrued") > 0) | (pl.col("capital") > 0)
    moving = claims.select("c", "principal", "day", "end", *_STATE).with_row_index("row").filter(bears)
    finished: list[pl.DataFrame] = []
    lines: list[pl.DataFrame] = []
    while moving.height:
        moved, added = _go_one_line(moving, stretches, convention)
        lines.append(added)
        finished.append(moved.select("row", "goes_on", *_STATE).filter(~pl.col("goes_on")))
        moving = moved.select("goes_on", *moving.columns).filter("goes_on").drop("goes_on")
    if not finished:
        return claims, lines
    done = pl.concat(finished)
    return claims.with_columns(claims[name].scatter(done["row"], done[name]) for name in _STATE), lines


def _go_one_line(
    claims: pl.DataFrame, stretches: pl.DataFrame, convention: Convention
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Claims at the end of their next line, and that line.

    A stretch ends for good when its last day has come: an anniversary that `end` reaches on the day after `day` is
    left for the next time.
    """
    cut = pl.lit(stretches["until_date"]).gather(pl.col("stretch"))
    at = claims.with_columns(
        cut=cut,
        base=pl.col("principal").cast(convention.dtype) * convention.units + pl.col("capital"),
        stop=pl.max_horizontal("until", pl.min_horizontal(cut, "end")),
    )
    at = at.with_columns(
        interest=measure_interest(at, stretches, convention),
        passes=pl.col("cut") <= pl.col("day"),
    )
    unpaid = pl.col("accrued") + pl.col("capital")
    shown = convention.cents(unpaid + pl.col("interest")) - convention.cents(unpaid)
    at = at.with_columns(
        shown=pl.col("interest") if convention.units == 1 else shown,
        accrued=pl.col("accrued") + pl.col("interest"),
        capitalises=pl.col("passes") & pl.lit(stretches["capitalises"]).gather(pl.col("stretch")),
    )
    moved = at.with_columns(
        until=pl.col("stop"),
        stretch=pl.col("stretch") + pl.col("passes").cast(pl.UInt32),
        capital=pl.when("capitalises").then(pl.col("capital") + pl.col("accrued")).otherwise("capital"),
        accrued=pl.when("capitalises").then(pl.lit(0, convention.dtype)).otherwise("accrued"),
        interest_cents=pl.col("interest_cents") + pl.col("shown"),
        goes_on=pl.col("passes") & (pl.col("stop") < pl.col("end")),
    )
    lines = at.select(
        *("c", "stretch"),
        from_date="until",
        until_date="stop",
        base_cents=convention.cents(pl.col("base")),
        interest_cents="shown",
        has_base=pl.col("base") > 0,
    )
    return moved, lines
