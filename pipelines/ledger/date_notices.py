"""The terms of statutory notices: from which day on a notice or first reminder opens costs and interest."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.law import Law, load_law
from pipelines.calendar import add_notice_dates

_NOTICES: Final = {
    "fourteen_day_notice_sent": ("nl", "nl_fourteen_day_notice"),
    "first_reminder_sent": ("be", "be_first_reminder"),
}
"""Country and law table of each kind of notice."""


def date_notices(
    events: pl.DataFrame, claims: pl.DataFrame, terms: pl.DataFrame, law: Law | None = None
) -> pl.DataFrame:
    """The day on which the term of each notice has run out.

    Args:
        events: `canonical.events`: event_id, kind, dossier_id, claim_id, effective_date, channel.
        claims: `canonical.claims`: dossier_id, creditor_id.
        terms: `mappings.terms.TERMS`: creditor_id, country. A notice of another country's law opens nothing.
        law: Law tables; None: those that come with the hub.

    Returns:
        One row per notice that opens a term: event_id, and until_date, the day after its last free day.
    """
    law = law or load_law()
    notices = events.filter(pl.col("kind").is_in(list(_NOTICES))).select(
        *("event_id", "kind", "dossier_id", "channel"), sent_date="effective_date"
    )
    countries = claims.select("dossier_id", "creditor_id").unique().join(terms, on="creditor_id")
    known = notices.join(countries.select("dossier_id", "country"), on="dossier_id", how="inner")
    parts = [
        add_notice_dates(
            known.filter((pl.col("kind") == kind) & (pl.col("country") == country)),
            law.table(rule_id),
            country=country,
        ).select("event_id", until_date="claimable_from")
        for kind, (country, rule_id) in _NOTICES.items()
    ]
    return pl.concat(parts).drop_nulls("until_date")
