"""Money in suspense that a person decided on: it leaves suspense, and arrives in a dossier where it has one.

Nothing that was booked is changed. A reversal takes the payment out of suspense, and a payment of the same amount, day
and payer stands in the dossier: interest is counted as if its home had been known on the day on which it came.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from warehouse.tables import schema_of

MOVING: Final = ("book", "refund", "not_ours")
"""Decisions that take money out of suspense."""

_HOME: Final = r"^hub:home-D\d{8}-[0-9a-f]{8}(?:\.\d{4})?:"
_SCHEMA: Final = schema_of("canonical.payments")


def move_money(decided: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """Rows of `canonical.payments` that follow from decisions on money in suspense.

    Args:
        decided: New decisions of the kinds `MOVING`: `payment_id`, `dossier_id` and `claim_id` to which it is booked,
            `home_creditor`, `decision`, `decided_by`, and the place of the row.
        payments: Payments in suspense, as booked.
    """
    place = ("delivery_id", "line_number", "known_at")
    home = ("dossier_id", "claim_id", "home_creditor")
    met = decided.select("payment_id", "decision", "decided_by", *home, *place).join(
        payments.drop(*place, "dossier_id", "claim_id"), on="payment_id", maintain_order="left"
    )
    origin = pl.col("payment_id")
    word = pl.col("decision").str.replace_all("_", " ")
    back = met.with_columns(
        payment_id=pl.format("hub:back-{}:{}", "delivery_id", origin),
        kind=pl.lit("reversal"),
        reverses_payment_id=origin,
        dossier_id=pl.lit(None, pl.String),
        claim_id=pl.lit(None, pl.String),
        effective_date="known_at",
        reference=pl.format("{}: {}", word, "decided_by"),
        match_rule=pl.lit(None, pl.String),
    )
    booked = met.filter(decision="book").with_columns(
        payment_id=pl.format("hub:home-{}:{}", "delivery_id", origin),
        creditor_id="home_creditor",
        match_rule=pl.lit("decided"),
    )
    names = [pl.col(name).cast(kind) for name, kind in _SCHEMA.items()]
    return pl.concat([back.select(names), booked.select(names)]).sort("line_number", "payment_id")


def is_moved() -> pl.Expr:
    """Whether a payment follows from a decision: it is no record of its own."""
    back, home = (pl.format(f"hub:{word}-{{}}:", "delivery_id") for word in ("back", "home"))
    return pl.col("payment_id").str.starts_with(back) | pl.col("payment_id").str.starts_with(home)


def origin_of(payment_id: str) -> pl.Expr:
    """The id under which money came, also where a person booked it to its dossier.

    Args:
        payment_id: Column with the id.
    """
    return pl.col(payment_id).str.replace(_HOME, "")
