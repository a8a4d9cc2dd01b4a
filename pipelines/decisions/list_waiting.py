"""Work items: records that wait longer than agreed for the claim or payment that they name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from pipelines.waiting import still_waiting
from warehouse.plural import plural_of

_MOST_NAMED: Final = 5


def list_waiting(tables: Mapping[str, pl.DataFrame], *, business_date: date) -> pl.DataFrame:
    """One work item for each delivery of which records wait too long; it goes when they are booked or corrected.

    Args:
        tables: By name: `waiting`, `payments`, `events`, `findings`, `corrections` and `deliveries` as known;
            `creditors` with `waiting_days` (`mappings.partner_tables`).
        business_date: Day of the list.

    Returns:
        item_id, kind, creditor_id, delivery_id, reason, amount_cents, since_date.
    """
    names = ("waiting", "payments", "events", "findings", "corrections")
    waiting = still_waiting(*(tables[name] for name in names))
    # Whose claim is not named waits as long as those of the most patient creditor.
    longest = pl.lit(tables["creditors"]["waiting_days"].max(), pl.Int64)
    age = (pl.lit(business_date) - pl.col("known_at")).dt.total_days()
    late = waiting.join(tables["creditors"].select("creditor_id", "waiting_days"), on="creditor_id", how="left").filter(
        age >= pl.col("waiting_days").fill_null(longest)
    )
    named = pl.coalesce(
        pl.col("claim_id").str.split_exact(":", 1).struct.field("field_1"),
        pl.col("debtor_id").str.split_exact(":", 1).struct.field("field_1"),
        pl.col("fact").str.json_path_match("$.dossier_reference"),
    )
    first = named.drop_nulls().unique().sort()
    grouped = late.group_by("delivery_id").agg(
        records=pl.len(),
        names=first.head(_MOST_NAMED).str.join(", "),
        more=first.len() - first.head(_MOST_NAMED).len(),
        amount_cents=pl.col("amount_cents").sum(),
        since_date=pl.col("known_at").min(),
        creditor_id=pl.col("creditor_id").min(),
    )
    more = pl.when(pl.col("more") > 0).then(pl.format(" and {} more", "more")).otherwise(pl.lit(""))
    text = "{} {} of {} {} for a claim or payment that has not come: {}{}"
    words = (plural_of("records", "record"), "file_name", plural_of("records", "waits", "wait"))
    return grouped.join(tables["deliveries"].select("delivery_id", "file_name"), on="delivery_id").select(
        "creditor_id",
        "delivery_id",
        "amount_cents",
        "since_date",
        item_id=pl.format("waiting:{}", "delivery_id"),
        kind=pl.lit("waiting"),
        reason=pl.format(text, "records", *words, "names", more),
    )
