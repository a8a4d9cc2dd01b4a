"""Work items: messages of which nobody knows whether they left. They are not sent again by themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl

_SHOWN_DAYS: Final = 30


def list_undelivered(events: pl.DataFrame, facts: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """One work item for each message that may have left or not; it goes when it came back, or after thirty days.

    Args:
        events: `canonical.events` as known.
        facts: Facts of the dossiers (`gather_facts`).
        business_date: Day of the list.

    Returns:
        item_id, kind, creditor_id, dossier_id, delivery_id, line_number, reason, amount_cents, since_date.
    """
    first_day = business_date - timedelta(days=_SHOWN_DAYS)
    told = events.filter(pl.col("known_at").is_between(first_day, business_date), kind="message_uncertain")
    returned = events.filter(kind="message_returned").select("dossier_id", "batch_id")
    owed = facts.select("dossier_id", "open_cents")
    doubtful = told.join(returned, on=["dossier_id", "batch_id"], how="anti").join(owed, on="dossier_id", how="left")
    return doubtful.select(
        "creditor_id",
        "dossier_id",
        "delivery_id",
        "line_number",
        item_id=pl.format("undelivered:{}:{}", "batch_id", "dossier_id"),
        kind=pl.lit("undelivered"),
        reason=pl.format(
            "nobody knows whether the message of step {} in {} left: {}",
            pl.col("step_id").fill_null("?"),
            "batch_id",
            pl.col("detail").fill_null("no reason given"),
        ),
        amount_cents=pl.col("open_cents").fill_null(0),
        since_date="known_at",
    )
