"""The step that tells which claims a notice that the law asks for does not cover yet."""

from __future__ import annotations

from datetime import date

import polars as pl

from mappings.profile_facts import UNCOVERED_FACTS


def cover_claims(
    balances: pl.DataFrame, claims: pl.DataFrame, events: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """The oldest due date of a dossier's claims without a notice, per kind of notice.

    A notice that names a claim covers that claim. A notice of a dossier covers the claims that were overdue on its
    day and that had been delivered by then: a claim that came later was not in the letter. A claim without open
    principal needs none: what a notice announces is measured on the principal.

    Args:
        balances: `ledger.balances`: claim_id, open_cents, principal_open_cents.
        claims: `canonical.claims`: claim_id, dossier_id, due_date, delivery_id.
        events: `canonical.events` that count on the business date.
        business_date: Day that is decided; only claims overdue on it are looked at.

    Returns:
        One row per dossier with an uncovered claim: dossier_id and a due date per kind of notice
        (`without_notice_due_date`, `without_first_reminder_due_date`).
    """
    owing = balances.filter(pl.col("open_cents") > 0, pl.col("principal_open_cents") > 0)
    overdue = claims.select("claim_id", "dossier_id", "due_date", "delivery_id")
    overdue = overdue.join(owing.select("claim_id"), on="claim_id", how="semi")
    overdue = overdue.filter(pl.col("due_date") < business_date)
    found = overdue.select("dossier_id").unique()
    for kind, fact in UNCOVERED_FACTS.items():
        uncovered = overdue.join(_covered(overdue, events.filter(pl.col("kind") == kind)), on="claim_id", how="anti")
        oldest = uncovered.group_by("dossier_id").agg(pl.col("due_date").min().alias(fact))
        found = found.join(oldest, on="dossier_id", how="left")
    return found.sort("dossier_id")


def _covered(overdue: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    """The ids of the claims that one of the notices covers."""
    by_claim = notices.filter(pl.col("claim_id").is_not_null()).select("claim_id")
    whole = notices.filter(pl.col("claim_id").is_null())
    by_dossier = (
        overdue.join(
            whole.select("dossier_id", "effective_date", notice_delivery="delivery_id"), on="dossier_id", how="inner"
        )
        .filter((pl.col("due_date") < pl.col("effective_date")) & (pl.col("delivery_id") <= pl.col("notice_delivery")))
        .select("claim_id")
    )
    return pl.concat([by_claim, by_dossier]).unique()
