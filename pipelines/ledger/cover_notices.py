"""Which claims a statutory notice covers, and from which day on it lets them bear costs and interest."""

from __future__ import annotations

import polars as pl

from mappings.law import Law
from pipelines.ledger.date_notices import date_notices
from pipelines.ledger.spread_events import spread_events


def cover_notices(events: pl.DataFrame, claims: pl.DataFrame, terms: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The first valid notice of each claim, per kind.

    A notice that names a claim covers that claim; one that names none covers the claims of the dossier that were
    overdue on its day and had been delivered before it: later ones were not in the letter. A notice on or before the
    due date is void, for there was no default yet.

    Args:
        events: `canonical.events` that count.
        claims: Claims: dossier_id, creditor_id, claim_id, due_date, delivery_id.
        terms: Terms of the creditors.
        law: Law tables.

    Returns:
        claim_id, kind, sent_date, claimable_from (day after the last free day), notice_id (its event).
    """
    dated = events.join(date_notices(events, claims, terms, law), on="event_id", how="inner", suffix="_of_term")
    notices = dated.select(
        *("dossier_id", "claim_id", "kind", "delivery_id"),
        sent_date="effective_date",
        claimable_from="until_date_of_term",
        notice_id="event_id",
    )
    return (
        spread_events(notices, claims.select("dossier_id", "claim_id", "due_date", "delivery_id"))
        .select("claim_id", "kind", "sent_date", "claimable_from", "notice_id", "due_date")
        .filter(pl.col("sent_date") > pl.col("due_date"))
        .sort("claim_id", "kind", "claimable_from", "sent_date", "notice_id")
        .unique(["claim_id", "kind"], keep="first", maintain_order=True)
        .drop("due_date")
    )
