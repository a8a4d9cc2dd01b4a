"""Records that wait for the claim or payment that they name: which of them still do."""

from __future__ import annotations

import polars as pl

_RECORD = ["line_number", "record_type"]


def still_waiting(
    waiting: pl.DataFrame,
    payments: pl.DataFrame,
    events: pl.DataFrame,
    findings: pl.DataFrame,
    corrections: pl.DataFrame,
) -> pl.DataFrame:
    """The records that were neither booked, nor refused when they were tried again, nor corrected by their sender.

    A record ends also when a fact with its sender's number was booked otherwise: the number stands for one fact.

    Args:
        waiting: `inbox.waiting`.
        payments: `canonical.payments` that were booked since, or all: `payment_id`.
        events: `canonical.events`, alike: `event_id`.
        findings: `inbox.findings`, alike.
        corrections: `inbox.corrections`, alike.
    """
    if waiting.is_empty():
        return waiting
    booked = pl.concat([payments.select(fact_id="payment_id"), events.select(fact_id="event_id")])
    tried = findings.filter(
        pl.col("first_delivery_id").is_not_null() & pl.col("outcome").is_in(["refused", "duplicate"])
    )
    refused = tried.select(*_RECORD, delivery_id="first_delivery_id")
    # What came back unchanged is known, and waits on.
    changed = corrections.filter(pl.col("outcome").is_in(["accepted", "waiting"]))
    changed = changed.select("first_delivery_id", *_RECORD, by="delivery_id")
    met = waiting.join(changed, on=["first_delivery_id", *_RECORD], nulls_equal=True)
    corrected = met.filter(pl.col("by") > pl.col("delivery_id")).select("delivery_id", *_RECORD)
    ended = pl.concat([refused.select(corrected.columns), corrected]).unique()
    return waiting.join(booked, on="fact_id", how="anti", maintain_order="left").join(
        ended, on=ended.columns, how="anti", nulls_equal=True, maintain_order="left"
    )
