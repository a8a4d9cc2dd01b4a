"""Which claims a statutory notice covers, and from which day on it lets them bear costs and interest."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.law import Law
from pipelines.ledger.check_notices import TERMS, check_notices
from pipelines.ledger.date_notices import date_notices
from pipelines.ledger.spread_events import spread_events

_OF_CLAIM: Final = (
    *("dossier_id", "claim_id", "due_date", "delivery_id"),
    *("principal_cents", "vat_on_bik", "bik_accumulation", "contract_reference"),
)
_TOLD: Final = [pl.col(name).is_not_null() for name in ("amount_cents", "term_days")]


def cover_notices(events: pl.DataFrame, claims: pl.DataFrame, terms: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The first valid notice of each claim, per kind.

    A notice that names a claim covers that claim; one that names none covers the claims of the dossier that were
    overdue on its day and had been delivered before it: later ones were not in the letter. A notice on or before the
    due date is void, for there was no default yet, and so is one whose own text is wrong (`check_notices`).

    Args:
        events: `canonical.events` that count.
        claims: Claims: dossier_id, creditor_id, claim_id, due_date, delivery_id, and what `check_notices` reads.
        terms: Terms of the creditors.
        law: Law tables.

    Returns:
        claim_id, kind, sent_date, claimable_from (day after the last free day), notice_id (its event).
    """
    notices = _spread(events, claims, terms, law)
    void = check_notices(notices, law)
    valid = notices if void.is_empty() else notices.join(void, on=["notice_id", "claim_id"], how="anti")
    return (
        valid.select("claim_id", "kind", "sent_date", "claimable_from", "notice_id")
        .sort("claim_id", "kind", "claimable_from", "sent_date", "notice_id")
        .unique(["claim_id", "kind"], keep="first", maintain_order=True)
    )


def list_void_notices(events: pl.DataFrame, claims: pl.DataFrame, terms: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The newest notice of each claim, per kind, that is void by its own text.

    Args:
        events: As for `cover_notices`.
        claims: As for `cover_notices`.
        terms: Terms of the creditors.
        law: Law tables.

    Returns:
        claim_id, kind, fault: the day of the notice and what is wrong with it.
    """
    told = events.filter(pl.col("kind").is_in(list(TERMS)), pl.any_horizontal(_TOLD))
    if told.is_empty():
        return pl.DataFrame(schema={"claim_id": pl.String, "kind": pl.String, "fault": pl.String})
    found = check_notices(_spread(told, claims, terms, law), law)
    return (
        found.sort("claim_id", "kind", "sent_date", "notice_id")
        .unique(["claim_id", "kind"], keep="last", maintain_order=True)
        .select("claim_id", "kind", fault=pl.format("the one of {} is void, {}", "sent_date", "fault"))
    )


def _spread(events: pl.DataFrame, claims: pl.DataFrame, terms: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Notices that open a term, one row per claim that was overdue when they were sent."""
    dated = events.join(date_notices(events, claims, terms, law), on="event_id", how="inner", suffix="_of_term")
    notices = dated.select(
        *("dossier_id", "claim_id", "kind", "delivery_id", "term_days"),
        stated_cents="amount_cents",
        sent_date="effective_date",
        claimable_from="until_date_of_term",
        notice_id="event_id",
    )
    return spread_events(notices, claims.select(_OF_CLAIM)).filter(pl.col("sent_date") > pl.col("due_date"))
