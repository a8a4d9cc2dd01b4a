"""The step that keeps the events about what is still open: what was done for a claim that was paid is done with."""

from __future__ import annotations

import polars as pl

_ABOUT_STEPS = ("transferred", "bailiff_accepted", "bailiff_refused", "untraceable")


def keep_current(events: pl.DataFrame, balances: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The events that still say something about the dossier.

    A new claim in a dossier whose older claims were paid starts anew: the demands for the older ones are not its own.
    So an event about a claim counts while that claim is open. What was sent for a dossier as a whole, and where a
    bailiff stood, counts while a claim is open that had been delivered by then. Withdrawals always count, and so do
    disputes and holds of a dossier.

    Args:
        events: `canonical.events` that count on the business date.
        balances: `ledger.balances`: claim_id, open_cents.
        claims: `canonical.claims`: claim_id, dossier_id, delivery_id.
    """
    still_open = claims.join(balances.filter(pl.col("open_cents") > 0), on="claim_id", how="semi")
    oldest = still_open.group_by("dossier_id").agg(_oldest_delivery=pl.col("delivery_id").min())
    kind = pl.col("kind")
    is_step = kind.str.ends_with("_sent") | kind.is_in(_ABOUT_STEPS)
    counts = (
        pl.when(kind == "withdrawal")
        .then(pl.lit(value=True))
        .when(pl.col("claim_id").is_not_null())
        .then(pl.col("claim_id").is_in(still_open["claim_id"].implode()))
        .when(is_step)
        # Delivery ids sort in the order of the log.
        .then((pl.col("_oldest_delivery") <= pl.col("delivery_id")).fill_null(value=False))
        .otherwise(pl.lit(value=True))
    )
    return events.join(oldest, on="dossier_id", how="left").filter(counts).drop("_oldest_delivery")
