"""The step that follows what people decided on work items: who has them, by when, and which need nobody any more."""

from __future__ import annotations

from datetime import date

import polars as pl

from warehouse import codes
from warehouse.tables import schema_of

_OF_ITEM = ("item_id", "subject")


def follow_decisions(
    items: pl.DataFrame, decided: pl.DataFrame, teams: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """The work items that are still open, each with team, owner, deadline, and the day until which it was put aside.

    A decision holds as long as the item's subject is the one it was taken on: when that changes, the item is back.
    Owner and deadline stay with the item. Of several decisions the newest counts.

    Args:
        items: Causes for work items (`list_work_items`), with last_date: the last day on which deciding helps.
        decided: `canonical.operator_decisions` as known.
        teams: `mappings.partner_tables.team_table`.
        business_date: Day of the list.

    Returns:
        `decisions.work_items`, sorted by item_id.
    """
    ordered = decided.sort("known_at", "delivery_id", "sheet", "line_number")
    done = ordered.filter(pl.col("decision").is_in(codes.FINAL_DECISIONS))
    aside = ordered.filter(decision="snooze").group_by(_OF_ITEM).agg(snoozed_until=pl.col("until_date").last())
    newest = (pl.col(name).drop_nulls().last() for name in ("owner", "deadline_date"))
    followed = (
        items.join(done, on=_OF_ITEM, how="anti")
        .join(aside, on=_OF_ITEM, how="left")
        .join(ordered.group_by("item_id").agg(newest), on="item_id", how="left")
        .join(_teams_by_kind(items, teams), on="kind", how="left", validate="m:1")
    )
    agreed = pl.col("since_date").dt.offset_by(pl.format("{}d", "deadline_days"))
    is_aside = pl.col("snoozed_until") > business_date
    dated = followed.with_columns(
        deadline_date=pl.coalesce("deadline_date", "last_date", agreed),
        snoozed_until=pl.when(is_aside).then("snoozed_until"),
    )
    schema = schema_of("decisions.work_items")
    return dated.select(pl.col(name).cast(kind) for name, kind in schema.items()).sort("item_id")


def _teams_by_kind(items: pl.DataFrame, teams: pl.DataFrame) -> pl.DataFrame:
    """The team of each kind of item: the one that names the kind, else the one that takes all others."""
    kinds = items.select("kind").unique().sort("kind")
    rest = teams.filter(pl.col("kind").is_null()).drop("kind")
    assert rest.height == 1, "one team takes what no other takes"
    named = kinds.join(teams, on="kind")
    others = kinds.join(teams, on="kind", how="anti").join(rest, how="cross")
    return pl.concat([named, others.select(named.columns)])
