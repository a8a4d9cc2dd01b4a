"""Claims that their creditor took back: nothing of them stays open."""

from __future__ import annotations

import polars as pl

from pipelines.ledger.measure_interest import Convention
from pipelines.ledger.runs import first_of_run, last_of_run, total_of_run


def withdraw_claims(
    claims: pl.DataFrame, costs: pl.DataFrame, convention: Convention
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Claims and costs after the withdrawals of a day.

    The principal and interest of a withdrawn claim are waived, and its costs too unless the terms keep them. Costs of
    the dossier end with its last claim.

    Args:
        claims: State of all claims of the dossiers, accrued, with `day`.
        costs: State of their costs.
        convention: How interest is rounded.

    Returns:
        Claims and costs; what was waived stands in `waived`.
    """
    ends = (pl.col("end_date") == pl.col("day")).fill_null(value=False)
    has_ended = (pl.col("end_date") <= pl.col("day")).fill_null(value=False)
    interest = convention.cents(pl.col("accrued") + pl.col("capital"))
    zero = pl.lit(0, convention.dtype)
    after = claims.with_columns(
        waived=pl.col("waived") + pl.when(ends).then(pl.col("principal") + interest).otherwise(0),
        principal=pl.when(ends).then(0).otherwise("principal"),
        accrued=pl.when(ends).then(zero).otherwise("accrued"),
        capital=pl.when(ends).then(zero).otherwise("capital"),
    )
    ended = claims.select("c", "d", ended=has_ended & ~pl.col("keep_costs"))
    runs = ended.with_columns(first=first_of_run("d"), last=last_of_run("d"))
    running = runs.select("d", running=total_of_run((~pl.col("ended")).cast(pl.Int64))).unique("d")
    is_waived = pl.when(pl.col("c").is_null()).then(pl.col("running") == 0).otherwise("ended")
    waived = (
        costs.join(ended.select("c", "ended"), on="c", how="left", maintain_order="left")
        .join(running, on="d", how="left", maintain_order="left")
        .with_columns(
            waived=pl.when(is_waived).then(pl.col("amount") + pl.col("vat") - pl.col("paid")).otherwise("waived"),
        )
    )
    return after, waived.select(costs.columns)
