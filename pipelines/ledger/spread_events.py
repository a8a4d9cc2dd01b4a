"""The claims that each event is about."""

from __future__ import annotations

import polars as pl


def spread_events(events: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """One row per event and claim that it is about: the claim that it names, else every claim of its dossier then.

    A claim that came with the same delivery as the event, or later, was not in the dossier when the event happened.

    Args:
        events: dossier_id, claim_id (may be empty), delivery_id, and more.
        claims: dossier_id, claim_id, delivery_id, and more under other names than those of the events.

    Returns:
        The columns of the events, and those of the claims without delivery_id.
    """
    own = claims.rename({"delivery_id": "_claim_delivery"})
    named = events.filter(pl.col("claim_id").is_not_null()).join(own, on=["dossier_id", "claim_id"])
    whole = events.filter(pl.col("claim_id").is_null()).drop("claim_id").join(own, on="dossier_id")
    known = whole.filter(pl.col("_claim_delivery") < pl.col("delivery_id"))
    return pl.concat([named, known.select(named.columns)]).drop("_claim_delivery")
