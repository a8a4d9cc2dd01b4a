"""The step that parts what was known when the day began from what the hub itself sent during it."""

from __future__ import annotations

from datetime import date

import polars as pl


def divide_events(events: pl.DataFrame, *, business_date: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The events that count for today's decisions, and the hub's own dispatches of today.

    What the hub sent today counts from tomorrow on: so a day that is run twice decides on the same facts, and finds
    what it has sent already.

    Args:
        events: `canonical.events`.
        business_date: Day that is decided.

    Returns:
        The events known and in force on the business date without today's own dispatches; and those dispatches.
    """
    known = events.filter(
        (pl.col("known_at") <= business_date)
        & (pl.col("effective_date") <= business_date)
        & pl.col("dossier_id").is_not_null()
    )
    is_dispatch = pl.col("batch_id").is_not_null() & ~pl.col("kind").str.starts_with("message_")
    sent_today = is_dispatch & (pl.col("effective_date") == business_date)
    return known.filter(~sent_today), known.filter(sent_today)
