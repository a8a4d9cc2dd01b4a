"""Control totals: what went into a stage and what came out of it, and the differences that make a run red."""

from __future__ import annotations

import polars as pl

from warehouse.errors import BalanceError
from warehouse.plural import plural
from warehouse.schemas.inbox import Controls
from warehouse.tables import key_of

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
    said: dict[str, str | pl.Expr] = {
        "stage": stage,
        "run_key": run_key,
        "control": control,
        "creditor_id": pl.col("creditor_id") if by_creditor else pl.lit(None, pl.String),
        "side": side,
        "outcome": outcome,
    }
    counted = {name: value for name, value in said.items() if isinstance(value, pl.Expr)}
    constant = {name: pl.lit(value) for name, value in said.items() if not isinstance(value, pl.Expr)}
    return (
        frame.select(**counted, cents=cents)
        .group_by(list(counted))
        .agg(row_count=pl.len().cast(pl.Int64), amount_cents=pl.col("cents").sum().cast(pl.Int64))
        .with_columns(**constant)
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


def repeats(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The keys that stand more than once: one row lost and another doubled leaves the number of rows as it was.

    Args:
        name: Name of the table, `stage.table`.
        rows: Rows of it.

    Returns:
        One row per such key: table, key (its values in words) and row_count.
    """
    key = list(key_of(name))
    twice = rows.filter(rows.select(key).is_duplicated())
    doubled = twice.group_by(key).agg(row_count=pl.len().cast(pl.Int64))
    words = pl.concat_str([pl.col(column).cast(pl.String) for column in key], separator=" ", ignore_nulls=True)
    return doubled.select(pl.lit(name).alias("table"), words.alias("key"), "row_count").sort("key")


def without_repeats(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows, each of which stands once.

    Args:
        name: Name of the table that they go to, `stage.table`.
        rows: The rows.

    Raises:
        BalanceError: A row was doubled.
    """
    doubled = repeats(name, rows)
    if not doubled.is_empty():
        words = plural(doubled.height, "row stands", "rows stand")
        raise BalanceError(
            f"{doubled.height} {words} more than once, the first is {doubled['key'][0]}",
            place=name,
            cure="Nothing of it was booked or sent; the step that makes this table doubled them.",
        )
    return rows
