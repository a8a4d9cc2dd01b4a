"""Facts against the stock: what came before, and credits that are larger than their claims."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.fields import FACT_FIELDS
from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.delivery import Stock
from warehouse.findings import CODES

_CONTENT: Final = ("kind", "amount_cents", "effective_date")


def check_known(facts: pl.DataFrame, stock: Stock) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The new facts, and a fault for every other one: 3001 when it is the same, 3002 when it differs.

    Args:
        facts: Facts with `fact_id` and `claim_id`, in order of delivery and line.
        stock: What was booked before.
    """
    columns = ["fact_id", *_CONTENT, "claim_id"]
    booked = pl.concat(
        [
            stock.payments.rename({"payment_id": "fact_id"}).select(columns),
            stock.events.rename({"event_id": "fact_id"}).select(columns),
        ]
    ).join(facts.select("fact_id"), on="fact_id", how="semi")
    first = facts.filter(pl.col("fact_id").is_first_distinct())
    new = first.join(booked, on="fact_id", how="anti", maintain_order="left")
    again = facts.join(new.select("row_key"), on="row_key", how="anti", maintain_order="left")
    if again.is_empty():
        return new, pl.DataFrame(schema=FAULTS)
    counts = pl.concat([booked, new.select(columns)])
    met = again.join(counts, on="fact_id", suffix=" before", maintain_order="left")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name} before")) for name in _CONTENT)
    other_claim = pl.col("claim_reference").is_not_null() & pl.col("claim_id").ne_missing(pl.col("claim_id before"))
    is_same = ~(differs | other_claim)
    return new, met.select(
        "row_key",
        code=pl.when(is_same).then(CODES["known"]).otherwise(CODES["differs"]).cast(pl.Int64),
        field=pl.lit("fact_reference"),
        detail=pl.when(~is_same).then(pl.lit("Its kind, amount, date or claim is another.")),
    )


def check_held(facts: pl.DataFrame, new: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """A fault for every fact that would wait and need not: 3001 when the same waits, 3002 when its number was booked.

    A fact that waited before and is tried again is let alone.

    Args:
        facts: Facts with `fact_id` that would wait, in order of delivery and line.
        new: Facts that are booked with them.
        stock: What was booked before.
    """
    own = facts.filter(pl.col("row_key") >= 0)
    if own.is_empty():
        return pl.DataFrame(schema=FAULTS)
    taken = pl.concat(
        [
            stock.payments.select(fact_id="payment_id"),
            stock.events.select(fact_id="event_id"),
            new.select("fact_id"),
        ]
    )
    differs = own.join(taken, on="fact_id", how="semi", maintain_order="left")
    rest = own.join(differs, on="row_key", how="anti", maintain_order="left").with_columns(fact=fact_text())
    same = rest.filter(pl.struct("fact_id", "fact").is_duplicated() & ~pl.struct("fact_id", "fact").is_first_distinct())
    waits = rest.join(stock.waiting, on=["fact_id", "fact"], how="semi", maintain_order="left")
    again = pl.concat([same, waits]).unique("row_key", maintain_order=True)
    return pl.concat(
        [
            _fault(differs, "differs", "Its kind, amount, date or claim is another."),
            _fault(again, "known", "It waits for its claim or payment."),
        ]
    ).sort("row_key")


def fact_text() -> pl.Expr:
    """All fields of a fact as one text."""
    return pl.struct(pl.col(list(FACT_FIELDS)).cast(pl.String)).struct.json_encode()


def _fault(facts: pl.DataFrame, name: str, detail: str) -> pl.DataFrame:
    return facts.select(
        "row_key", code=pl.lit(CODES[name], pl.Int64), field=pl.lit("fact_reference"), detail=pl.lit(detail)
    )


def check_credits(facts: pl.DataFrame, stock: Stock, claims: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts without credit notes that take more than is left of their claim, and a fault (3004) for each of those.

    Credit notes are taken in order of delivery and line; one that is refused takes nothing.

    Args:
        facts: New facts with `claim_id`, in order of delivery and line.
        stock: What was booked before.
        claims: `canonical.claims` as known.
    """
    credited = (
        stock.payments.filter(pl.col("kind") == "credit_note")
        .group_by("claim_id")
        .agg(before=pl.col("amount_cents").sum())
    )
    notes = (
        facts.filter(pl.col("kind") == "credit_note")
        .join(claims.select("claim_id", "principal_cents"), on="claim_id", maintain_order="left")
        .join(credited, on="claim_id", how="left", maintain_order="left")
        .with_columns(left=pl.col("principal_cents") - pl.col("before").fill_null(0))
    )
    refused = notes.clear()
    for _ in range(notes.height + 1):
        over = notes.filter(pl.col("amount_cents").cum_sum().over("claim_id") > pl.col("left"))
        if over.is_empty():
            break
        worst = over.filter(pl.col("claim_id").is_first_distinct())
        refused = pl.concat([refused, worst])
        notes = notes.join(worst, on="row_key", how="anti", maintain_order="left")
    faults = refused.select(
        "row_key",
        code=pl.lit(CODES["credit_exceeds"], pl.Int64),
        field=pl.lit("amount_cents"),
        detail=pl.lit(None, pl.String),
    )
    return facts.join(refused, on="row_key", how="anti", maintain_order="left"), faults
