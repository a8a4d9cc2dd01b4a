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
}
"""Columns of the lines that `accrue_interest` gives."""

_MOVING: Final = ("row", "stretch", "until", "day", "end", "base", "accrued")
"""What a claim needs on its way: `base` bears interest, `accrued` does not yet."""

_PLACE: Final = ("row", "stretch", "base", "accrued")


def accrue_interest(
    claims: pl.DataFrame, stretches: pl.DataFrame, convention: Convention
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Claims accrued to `end`, with the lines of what was added.

    All claims go one line further at a time; those that reach their end stay behind.

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
    finished = [moving.clear().select(_PLACE)]
    lines: list[pl.DataFrame] = []
    while moving.height:
        at = _go_one_line(moving, stretches, convention)
        lines += _list_lines(at, claims, stretches, convention)
        finished.append(at.filter(~pl.col("passes")).select(_PLACE))
        moving = _enter_next_stretch(at.filter("passes"), stretches, convention)
    done = pl.concat(finished)
    unpaid = pl.col("accrued") + pl.col("capital")
    return (
        claims.with_columns(start[name].scatter(done["row"], done[name]).alias(name) for name in _PLACE[1:])
        .with_columns(
            until=pl.max_horizontal("until", "end"),
            capital=pl.col("base") - lent,
            shown=convention.cents(pl.col("accrued") + pl.col("base") - lent),
            before=claims.select(convention.cents(unpaid)).to_series(),
        )
        .with_columns(interest_cents=pl.col("interest_cents") + pl.col("shown") - pl.col("before"))
        .select(claims.columns),
        lines,
    )


def _go_one_line(claims: pl.DataFrame, stretches: pl.DataFrame, convention: Convention) -> pl.DataFrame:
    """Claims at the end of their next line: `stop`, `interest`, and whether the stretch `passes`.

    A stretch passes when its last day has come: an anniversary that `end` reaches on the day after `day` is left for
    the next time.
    """
    at = claims.with_columns(cut=pl.lit(stretches["until_date"]).gather(pl.col("stretch")))
    at = at.with_columns(
        passes=pl.col("cut") <= pl.col("day"),
        stop=pl.max_horizontal("until", pl.min_horizontal("cut", "end")),
    )
    at = at.with_columns(interest=measure_interest(at, stretches, convention))
    return at.with_columns(accrued=pl.col("accrued") + pl.col("interest"))


def _enter_next_stretch(claims: pl.DataFrame, stretches: pl.DataFrame, convention: Convention) -> pl.DataFrame:
    """Claims at the beginning of their next stretch: what has accrued bears interest from an anniversary on."""
    capitalises = pl.lit(stretches["capitalises"]).gather(pl.col("stretch"))
    zero = pl.lit(0, convention.dtype)
    return (
        claims.with_columns(added=pl.when(capitalises).then("accrued").otherwise(zero))
        .with_columns(
            base=pl.col("base") + pl.col("added"),
            accrued=pl.col("accrued") - pl.col("added"),
            until="stop",
            stretch=pl.col("stretch") + 1,
        )
        .select(_MOVING)
    )


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
    shown = convention.cents(unpaid) - convention.cents(unpaid - pl.col("interest"))
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
