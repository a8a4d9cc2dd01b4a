"""The step that dates the events of a dossier: the newest day of each kind, and when a notice's term has passed."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.profile_facts import EVENT_FACTS

_TERMS: Final = {
    "fourteen_day_notice_sent": "notice_term_until",
    "first_reminder_sent": "first_reminder_term_until",
}


def date_events(events: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """The newest day of each kind of event, and the day after the last free day of the notices.

    Args:
        events: `canonical.events` that count on the business date: dossier_id, kind, effective_date, event_id.
        terms: Terms of the notices by the law: event_id, until_date (the day after the last free day).

    Returns:
        One row per dossier with any event: dossier_id, a date per kind (`mappings.profile_facts.EVENT_FACTS`),
        notice_term_until, first_reminder_term_until. Of several notices the term that ends last.
    """
    dated = events.select("event_id", "dossier_id", "kind", "effective_date").join(
        terms.select("event_id", "until_date"), on="event_id", how="left"
    )
    newest = [pl.col("effective_date").filter(kind=kind).max().alias(fact) for kind, fact in EVENT_FACTS.items()]
    ends = [pl.col("until_date").filter(kind=kind).max().alias(fact) for kind, fact in _TERMS.items()]
    return dated.group_by("dossier_id").agg(*newest, *ends).sort("dossier_id")
