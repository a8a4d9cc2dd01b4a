"""The step that lets what was released leave as it was shown, under a number that says so."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

_DAY_AND_ORDER: Final = r"(\d{4})-(\d{2})-(\d{2})-(\d{2})"
_RELEASED: Final = "-released-"


def ended_batch_id(batch_id: pl.Expr, state: pl.Expr, *, business_date: date, batch_number: int) -> pl.Expr:
    """The number under which stands what became of a batch that waited.

    The day for which it was made loses its dashes, so that the batch is one of the order that released it.

    Args:
        batch_id: The batch that waited.
        state: What became of it.
        business_date: Day on which it did.
        batch_number: Number of the day's order.
    """
    first = batch_id.str.replace(_DAY_AND_ORDER, "${1}${2}${3}.${4}")
    return pl.format("{}-{}-{}", first, state, pl.lit(f"{business_date}-{batch_number:02d}"))


def is_released() -> pl.Expr:
    """Whether a row stands in a batch that waited and was released: it is as it was shown, and not of its own day."""
    return pl.col("batch_id").str.contains(_RELEASED, literal=True)


def reissue_rows(rows: pl.DataFrame, leaving: pl.DataFrame, *, business_date: date, batch_number: int) -> pl.DataFrame:
    """The rows of shown batches that leave now: the same facts and places, under the number of the release.

    Args:
        rows: Rows of `outbox.messages`, `.transfers` or `.lines` of batches that wait.
        leaving: batch_id and sequence_number of what leaves.
        business_date: Day on which it leaves.
        batch_number: Number of the day's order.
    """
    number = ended_batch_id(
        pl.col("batch_id"), pl.lit("released"), business_date=business_date, batch_number=batch_number
    )
    left = rows.join(leaving, on=["batch_id", "sequence_number"], how="semi", maintain_order="left")
    return left.with_columns(batch_id=number, business_date=pl.lit(business_date))
