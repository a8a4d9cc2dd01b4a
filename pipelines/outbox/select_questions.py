"""The step that puts open work items before the teams: one row per item, frozen as the workbook shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.keys import fingerprints
from pipelines.outbox.number_batches import number_batches
from pipelines.releases import RELEASE, release_items
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


def ask_for_release(
    items: pl.DataFrame, waiting: pl.DataFrame, teams: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """The work items with one more for each batch that waits from now on: it can be decided on the same day.

    Args:
        items: `decisions.work_items` of the business date.
        waiting: `outbox.releases` of the batches that wait from now on.
        teams: Who takes which work items (`mappings.partner_tables.team_table`).
        business_date: Day of the list.
    """
    named = teams.filter(kind=RELEASE)
    team = (named if named.height else teams.filter(pl.col("kind").is_null())).select("team_id", "deadline_days")
    until = pl.col("since_date").dt.offset_by(pl.format("{}d", "deadline_days"))
    added = (
        release_items(waiting.with_columns(shown_date="business_date"))
        .join(team, how="cross")
        .with_columns(business_date=pl.lit(business_date), deadline_date=until)
    )
    schema = schema_of("decisions.work_items")
    missing = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in added.columns]
    shaped = added.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in schema.items())
    return pl.concat([items, shaped])


def open_items(items: pl.DataFrame) -> pl.DataFrame:
    """The work items that nobody put aside.

    Args:
        items: `decisions.work_items` of the business date.
    """
    return items.filter(pl.col("snoozed_until").is_null())
