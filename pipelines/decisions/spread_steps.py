"""The step that tells which claims each step that was taken was about: those that were in the letter."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.profile_facts import CLAIM_EVENTS

ABOUT_BAILIFFS: Final = ("transferred", "bailiff_accepted", "bailiff_refused")
"""Events that tell where a transfer stands."""

_WHEN_DELIVERED: Final = (*ABOUT_BAILIFFS, "untraceable")


def spread_steps(events: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """One row per step that was taken and claim that it was about.

    An event that names a claim is about that claim. One about the dossier is about the claims that had been delivered
    by then and were overdue; a message before the due date about those that were not; a transfer, and what the bailiff
    answers, about all that had been delivered. So what was done for a claim that was paid says nothing of a new one.

    Args:
        events: `canonical.events` that count on the business date.
        claims: dossier_id, claim_id, due_date, delivery_id of the claims that are asked about.

    Returns:
        dossier_id, claim_id, kind, effective_date, event_id, delivery_id, line_number.
    """
    columns = ["dossier_id", "claim_id", "kind", "effective_date", "event_id", "delivery_id", "line_number"]
    steps = events.filter(pl.col("kind").is_in(list(CLAIM_EVENTS))).select(columns)
    named = steps.filter(pl.col("claim_id").is_not_null()).join(claims.select("claim_id"), on="claim_id", how="semi")
    was_overdue = pl.col("due_date") < pl.col("effective_date")
    was_in_it = (
        pl.when(pl.col("kind").is_in(_WHEN_DELIVERED))
        .then(pl.lit(value=True))
        .when(pl.col("kind") == "preventive_sent")
        .then(~was_overdue)
        .otherwise(was_overdue)
    )
    own = claims.select("dossier_id", "claim_id", "due_date", claim_delivery="delivery_id")
    whole = (
        steps.filter(pl.col("claim_id").is_null())
        .drop("claim_id")
        .join(own, on="dossier_id")
        # Delivery ids sort in the order of the log.
        .filter((pl.col("claim_delivery") <= pl.col("delivery_id")) & was_in_it)
    )
    return pl.concat([named, whole.select(columns)])
