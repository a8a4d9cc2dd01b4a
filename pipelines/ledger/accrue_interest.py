"""Interest from the day up to which a claim was computed to the end that a statement or a payment sets."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.dated import Periods
from pipelines.ledger.cut_lines import add_months, cut_lines
from pipelines.ledger.measure_lines import Convention, measure_lines
from pipelines.ledger.runs import before_in_run

LINES: Final = (
    *("c", "series", "from_date", "until_date", "days"),
    *("base_cents", "rate_ppm", "per_month", "interest_cents"),
)
"""Columns of the lines that `accrue_interest` gives."""

_MOST_PERIODS: Final = 12 * 400


def accrue_interest(
    claims: pl.DataFrame, periods: Periods, convention: Convention
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Claims accrued to `end`, with the lines of what was added.

    Args:
        claims: State of claims by `c`, with `day` (anniversaries up to this day capitalise) and `end`.
        periods: Rates as periods.
        convention: How interest is rounded.

    Returns:
        The claims with `until`, `accrued`, `capital`, `periods` and `interest_cents` brought forward; the lines.

    Raises:
        UsageError: An amount outgrows what the engine can hold.
    """
    pending = claims
    finished: list[pl.DataFrame] = []
    lines: list[pl.DataFrame] = []
    for _ in range(_MOST_PERIODS):
        pending = _find_stop(pending)
        pending, added = _accrue_spans(pending, periods, convention)
        lines.append(added)
        capitalises = pl.col("capitalises")
        pending = pending.with_columns(
            until=pl.col("stop"),
            capital=pl.when(capitalises).then(pl.col("capital") + pl.col("accrued")).otherwise("capital"),
            accrued=pl.when(capitalises).then(0).otherwise("accrued"),
            periods=pl.col("periods") + capitalises.cast(pl.Int32),
        )
        finished.append(pending.filter(~capitalises).select(claims.columns))
        pending = pending.filter(capitalises)
        if pending.height == 0:
            break
    assert pending.height == 0, "a claim has more anniversaries than the engine expects"
    accrued = pl.concat(finished)
    return (accrued if len(finished) == 1 else accrued.sort("c")), pl.concat(lines)


def _find_stop(claims: pl.DataFrame) -> pl.DataFrame:
    """The next anniversary where it falls on the day or before, else the end; never before what is accrued already."""
    anniversary = add_months(pl.col("interest_from"), (pl.col("periods") + 1) * pl.col("cap_months"))
    capitalises = (pl.col("cap_months") > 0) & (anniversary <= pl.col("day"))
    return claims.with_columns(
        capitalises=capitalises,
        stop=pl.max_horizontal("until", pl.when(capitalises).then(anniversary).otherwise("end")),
    )


def _accrue_spans(claims: pl.DataFrame, periods: Periods, convention: Convention) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Claims with the interest from `until` to `stop`; nothing capitalises inside such a span, so it has one base."""
    base = pl.col("principal").cast(convention.dtype) * convention.units + pl.col("capital")
    spans = claims.with_columns(base=base, from_day=pl.col("until")).filter(
        pl.col("stop") > pl.col("from_day"), pl.col("base") > 0
    )
    lines = measure_lines(cut_lines(spans, periods), convention)
    if convention.units > 1:
        lines = _show_cents(lines, spans, convention)
    sums = lines.group_by("c", maintain_order=True).agg(
        added=pl.col("interest").sum(), added_cents=pl.col("interest_cents").sum()
    )
    if sums.height < claims.height:
        claims = claims.join(sums, on="c", how="left", maintain_order="left")
    else:
        claims = claims.with_columns(sums["added"], sums["added_cents"])
    claims = claims.with_columns(
        accrued=pl.col("accrued") + pl.col("added").fill_null(0),
        interest_cents=pl.col("interest_cents") + pl.col("added_cents").fill_null(0),
    ).drop("added", "added_cents")
    return claims, lines.with_columns(base_cents=convention.cents(pl.col("base"))).select(LINES)


def _show_cents(lines: pl.DataFrame, spans: pl.DataFrame, convention: Convention) -> pl.DataFrame:
    """Lines that show how the claim's rounded interest grows: its unpaid part after the line less that before."""
    unpaid = spans.select("c", unpaid=pl.col("accrued") + pl.col("capital"))
    before = pl.col("unpaid") + before_in_run(pl.col("interest"), "c")
    shown = convention.cents(before + pl.col("interest")) - convention.cents(before)
    return lines.join(unpaid, on="c", how="left", maintain_order="left").with_columns(interest_cents=shown)
