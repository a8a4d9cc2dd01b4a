"""The step that puts what leaves into batches, and numbers it in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

BATCH_SIZE = 10_000
"""Most rows of one batch: a printer's tray, and a PDF that still opens."""

APPROVAL: Final = "-approval"
"""What stands behind the partner in the name of a batch whose steps a person must agree to."""


def number_batches(
    rows: pl.DataFrame, *, order: Sequence[str], business_date: date, batch_number: int, size: int = BATCH_SIZE
) -> pl.DataFrame:
    """The rows with `batch_id` and `sequence_number`, sorted by both.

    A batch is named `<kind>-<partner>-<business date>-<number of the order of the day>`; where one is full, the next
    has the same name with `-2`, `-3` …

    Args:
        rows: Columns `batch_kind` and `batch_partner`, and those of the order.
        order: Columns by which the rows of a partner are sorted; together unique.
        business_date: Day on which they leave.
        batch_number: Number of the day's order: later orders of a day never meet the names of earlier ones.
        size: Most rows of a batch.
    """
    group = ["batch_kind", "batch_partner"]
    place = pl.int_range(pl.len()).over(group)
    part = place // size + 1
    name = pl.format(
        "{}-{}-{}-{}{}",
        "batch_kind",
        "batch_partner",
        pl.lit(business_date.isoformat()),
        pl.lit(f"{batch_number:02d}"),
        pl.when(part == 1).then(pl.lit("")).otherwise(pl.format("-{}", part)),
    )
    return (
        rows.sort([*group, *order], nulls_last=True)
        .with_columns(batch_id=name, sequence_number=(place % size + 1).cast(pl.Int64), _part=part)
        .sort([*group, "_part", "sequence_number"])
        .drop("_part", *group)
    )


def batch_partner(partner: pl.Expr) -> pl.Expr:
    """The partner as batches are named by him; what needs an approval is in batches of its own, and holds up no other.

    Args:
        partner: The partner; the rows have `approval`, as their step has it.
    """
    return pl.concat_str(
        partner, pl.when(pl.col("approval").is_not_null()).then(pl.lit(APPROVAL)).otherwise(pl.lit(""))
    )
