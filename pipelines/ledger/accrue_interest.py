"""Interest from the day up to which a claim was computed to the end that a statement or a payment sets."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.ledger.measure_interest import Convention, bound_products, measure_interest

LINES: Final = {
    "c": pl.UInt32,
    "stretch": pl.UInt32,
    "from_date": pl.Date,
    "until_date": pl.Date,
    "base_cents": pl.Int64,
    "interest_cents": pl.Int64,
}
"""Columns of the lines that `accrue_interest` gives."""

_MOVING: Final = ("row", "stretch", "until", "day", "end", "base", "accrued")
"""What a claim needs on its way: `base` bears interest, `accrued` does not yet."""

_LEAST_GOING: Final = 0.5
"""Claims are parted when a smaller share of them goes on."""

_PLACE: Final = ("row", "stretch", "base", "accrued")


def accrue_interest(
    claims: pl.DataFrame, stretches: pl.DataFrame, convention: Convention
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Claims accrued to `end`, with the lines of what was added.

    All claims go one line further at a time, until none goes on. Those that have reached their end are put aside once
    they are many: it costs less to take some along than to part them at every line.

    Args:
        claims: State of claims, with `day` (anniversaries up to this day capitalise) and `end`.
        stretches: Stretches that the claims point at; `is_listed` where their lines are asked for.
        convention: How interest is rounded.

    Returns:
        The claims with `until`, `stretch`, `accrued`, `capital` and `interest_cents` brought forward; the lines that
        are asked for, later ones of a claim behind earlier ones.

    Raises:
        UsageError: An amount outgrows what the engine can hold.
    """
    lent = pl.col("principal").cast(convention.dtype) * convention.units
    start = claims.with_columns(row=pl.int_range(pl.len(), dtype=pl.UInt32), base=lent + pl.col("capital"))
    moving = start.select(_MOVING).filter((pl.col("base") > 0) | (pl.col("accrued") > 0))
    bound = bound_products(stretches, convention)
    finished = [moving.clear().select(_PLACE)]
    lines: list[pl.DataFrame] = []
    while moving.height:
        at = _measure_line(moving, stretches, convention, bound)
        lines += _list_lines(at, claims, stretches, convention)
        moving = _go_one_line(at, stretches)
        going = moving["passes"].sum()
        if going < moving.height * _LEAST_GOING:
            finished.append(moving.select(_PLACE).filter(~moving["passes"]))
            moving = moving.select(_MOVING).filter(moving["passes"])
    done = pl.concat(finished)
    names = [name for name in _PLACE if name != "row"]
    unpaid = (pl.col("accrued") + pl.col("capital")).pipe(convention.cents)
    return (
        claims.with_columns(before=unpaid)
        .with_columns(start[name].scatter(done["row"], done[name]).alias(name) for name in names)
        .with_columns(until=pl.max_horizontal("until", "end"), capital=pl.col("base") - lent)
        .with_columns(interest_cents=pl.col("interest_cents") + unpaid - pl.col("before"))
        .select(claims.columns),
        lines,
    )


def _measure_line(claims: pl.DataFrame, stretches: pl.DataFrame, convention: Convention, bound: int) -> pl.DataFrame:
    """Claims with the `stop` and the `interest` of their next line, and whether the stretch `passes` with it.

    A stretch passes when its last day has come: an anniversary that `end` reaches on the day after `day` is left for
    the next time. The line of a claim that has reached its end has no days.
    """
    largest_base = claims["base"].max()
    assert isinstance(largest_base, int)
    return (
        claims.with_columns(cut=pl.lit(stretches["until_date"]).gather(pl.col("stretch")))
        .with_columns(
            passes=pl.col("cut") <= pl.col("day"),
            stop=pl.max_horizontal("until", pl.min_horizontal("cut", "end")),
        )
        .with_columns(interest=measure_interest(stretches, convention, largest_base, bound))
    )


def _go_one_line(at: pl.DataFrame, stretches: pl.DataFrame) -> pl.DataFrame:
    """Claims behind their line; what has accrued bears interest where a year or month of compounding passes."""
    capitalises = pl.col("passes") & pl.lit(stretches["capitalises"]).gather(pl.col("stretch"))
    accrued = pl.col("accrued") + pl.col("interest")
    return at.with_columns(
        added=pl.when(capitalises).then(accrued).otherwise(0),
        stretch=pl.col("stretch") + pl.col("passes").cast(pl.UInt32),
        until="stop",
    ).with_columns(base=pl.col("base") + pl.col("added"), accrued=accrued - pl.col("added"))


def _list_lines(
    at: pl.DataFrame, claims: pl.DataFrame, stretches: pl.DataFrame, convention: Convention
) -> list[pl.DataFrame]:
    """Lines that are asked for: they have days and a base, if only of a fraction of a cent."""
    if not stretches["is_listed"].any():
        return []
    is_listed = pl.lit(stretches["is_listed"]).gather(pl.col("stretch"))
    is_line = (pl.col("stop") > pl.col("until")) & (pl.col("base") > 0)
    lines = at.filter(is_listed & is_line)
    lent = pl.lit(claims["principal"]).gather(pl.col("row")).cast(convention.dtype) * convention.units
    unpaid = pl.col("accrued") + pl.col("base") - lent
    shown = convention.cents(unpaid + pl.col("interest")) - convention.cents(unpaid)
    return [
        lines.select(
            claims["c"].gather(lines["row"]),
            "stretch",
            from_date="until",
            until_date="stop",
            base_cents=convention.cents(pl.col("base")),
            interest_cents=shown,
        )
    ]
