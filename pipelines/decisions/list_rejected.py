"""Work items: direct debits and transfers that were ordered, and that the bank refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl

_SHOWN_DAYS: Final = 30


def list_rejected(events: pl.DataFrame, payments: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """One work item for each order that a bank refused; it goes when the dossier is paid on, or after thirty days.

    Args:
        events: `canonical.events` as known.
        payments: `canonical.payments` as known.
        business_date: Day of the list.

    Returns:
        item_id, kind, creditor_id, dossier_id, delivery_id, line_number, reason, amount_cents, since_date.
    """
    first_day = business_date - timedelta(days=_SHOWN_DAYS)
    told = events.filter(pl.col("known_at").is_between(first_day, business_date), kind="order_rejected")
    paid = payments.filter(pl.col("known_at") <= business_date, kind="payment").select("dossier_id", paid_at="known_at")
    newest = paid.drop_nulls("dossier_id").group_by("dossier_id").agg(pl.col("paid_at").max())
    is_paid_since = (pl.col("paid_at") > pl.col("known_at")).fill_null(value=False)
    return (
        told.join(newest, on="dossier_id", how="left")
        .filter(~is_paid_since)
        .select(
            "creditor_id",
            "dossier_id",
            "delivery_id",
            "line_number",
            item_id=pl.format("rejected:{}", "event_id"),
            kind=pl.lit("rejected"),
            reason=pl.format("the bank refused an order: {}", pl.col("detail").fill_null("no reason given")),
            amount_cents=pl.col("amount_cents").fill_null(0),
            since_date="known_at",
        )
    )
