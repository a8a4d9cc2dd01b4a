"""Control totals: what went into a stage and what came out of it, and the differences that make a run red."""

from __future__ import annotations

import polars as pl

from warehouse.schemas.inbox import Controls

SCHEMA = pl.Schema(
    {
        "stage": pl.String,
        "run_key": pl.String,
        "control": pl.String,
        "creditor_id": pl.String,
        "side": pl.String,
        "outcome": pl.String,
        "row_count": pl.Int64,
        "amount_cents": pl.Int64,
    }
)
"""Columns of `inbox.controls`, in order."""

_KEY = list(Controls.Config.metadata["key"])


def count(  # the vocabulary of one control: where it stands, what it counts, on which side
    frame: pl.DataFrame,
    *,
    stage: str,
    run_key: str | pl.Expr,
    control: str,
    side: str,
    outcome: str | pl.Expr,
    amount: str | pl.Expr | None,
    by_creditor: bool = True,
) -> pl.DataFrame:
    """Rows and cents of a frame as control rows, one per run, creditor and outcome.

    Args:
        frame: The rows to count; column `creditor_id` when counted by creditor.
        stage: Stage that posts the control.
        run_key: Delivery or business date, as text, or the column that holds it.
        control: What is counted.
        side: `in` or `out`.
        outcome: What became of the rows, as text, or the column that says so.
        amount: Column or expression of the cents; none counts 0.
        by_creditor: Whether each creditor has its own row.

    Returns:
        Rows of `inbox.controls`; none for an empty frame.
    """
    cents = pl.lit(0, pl.Int64) if amount is None else pl.col(amount) if isinstance(amount, str) else amount
    creditor = pl.col("creditor_id") if by_creditor else pl.lit(None, pl.String)
    return (
        frame.select(
            stage=pl.lit(stage),
            run_key=pl.lit(run_key) if isinstance(run_key, str) else run_key,
            control=pl.lit(control),
            creditor_id=creditor,
            side=pl.lit(side),
            outcome=pl.lit(outcome) if isinstance(outcome, str) else outcome,
            cents=cents,
        )
        .group_by(_KEY)
        .agg(row_count=pl.len().cast(pl.Int64), amount_cents=pl.col("cents").sum().cast(pl.Int64))
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort(_KEY)
    )


def imbalances(controls: pl.DataFrame) -> pl.DataFrame:
    """The controls that do not balance: what went in is not what came out.

    A control with only one side is a recount of a table and balances by itself.

    Args:
        controls: Rows of `inbox.controls`.

    Returns:
        One row per stage, run, control and creditor that differs: rows_in, rows_out, cents_in, cents_out.
    """
    group = ["stage", "run_key", "control", "creditor_id"]
    is_in, is_out = pl.col("side") == "in", pl.col("side") == "out"
    two_sided = controls.filter(is_in).select("stage", "control").unique()
    return (
        controls.join(two_sided, on=["stage", "control"], how="semi")
        .group_by(group)
        .agg(
            rows_in=pl.col("row_count").filter(is_in).sum(),
            rows_out=pl.col("row_count").filter(is_out).sum(),
            cents_in=pl.col("amount_cents").filter(is_in).sum(),
            cents_out=pl.col("amount_cents").filter(is_out).sum(),
        )
        .filter((pl.col("rows_in") != pl.col("rows_out")) | (pl.col("cents_in") != pl.col("cents_out")))
        .sort(group)
    )


def deviations(posted: pl.DataFrame, recounted: pl.DataFrame) -> pl.DataFrame:
    """The controls whose stored rows no longer are what was posted: a row was lost, doubled or changed since.

    Args:
        posted: Rows of `inbox.controls` as booked.
        recounted: The same controls, counted again from the stored tables.

    Returns:
        One row per control that differs, with rows and cents of both; 0 where one side has none.
    """
    both = posted.join(recounted, on=_KEY, how="full", coalesce=True, nulls_equal=True, suffix="_now")
    return (
        both.with_columns(pl.col("row_count", "amount_cents", "row_count_now", "amount_cents_now").fill_null(0))
        .filter(
            (pl.col("row_count") != pl.col("row_count_now")) | (pl.col("amount_cents") != pl.col("amount_cents_now"))
        )
        .sort(_KEY)
    )
