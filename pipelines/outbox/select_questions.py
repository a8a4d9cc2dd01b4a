"""The step that puts open work items before the teams: one row per item, frozen as the workbook shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.keys import fingerprints
from pipelines.outbox.number_batches import number_batches
from warehouse.tables import schema_of


def select_questions(tables: Mapping[str, pl.DataFrame], *, business_date: date, batch_number: int) -> pl.DataFrame:
    """One question for every work item that is not put aside, by team and kind; what should be decided first, first.

    Args:
        tables: By name: `work_items` of the business date.
        business_date: Day on which they leave.
        batch_number: Number of the day's order, from 1.

    Returns:
        `outbox.questions`, sorted by batch_id and sequence_number.
    """
    asked = open_items(tables["work_items"])
    marked = pl.concat_str("item_id", "subject", separator="\u241f").alias("mark")
    keyed = asked.with_columns(
        mark=fingerprints(asked.select(marked)["mark"]),
        batch_kind=pl.lit("work"),
        batch_partner=pl.col("team_id"),
    ).with_columns(item_key=pl.format("{}-{}", "kind", "mark"))
    numbered = number_batches(
        keyed,
        order=["kind", "deadline_date", "since_date", "item_id"],
        business_date=business_date,
        batch_number=batch_number,
    )
    schema = schema_of("outbox.questions")
    return numbered.select(pl.col(name).cast(kind) for name, kind in schema.items()).sort("batch_id", "sequence_number")


def open_items(items: pl.DataFrame) -> pl.DataFrame:
    """The work items that nobody put aside.

    Args:
        items: `decisions.work_items` of the business date.
    """
    return items.filter(pl.col("snoozed_until").is_null())
