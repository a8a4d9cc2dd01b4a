"""Payments for dossiers of which no principal was open any more."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.delivery import Stock
from pipelines.canonical.open_positions import open_principal
from warehouse.findings import CODES


def check_open(facts: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """A fault (3009) for every payment that came when its dossier was paid, credited or withdrawn; all are booked.

    Interest and costs are not looked at: they may still take a part. What exceeds them becomes a credit in the ledger.

    Args:
        facts: Facts that are booked, with `dossier_id` and `claim_id`, in order of delivery and line.
        stock: What was booked before, the claims that came with them included.
    """
    paid = facts.filter((pl.col("kind") == "payment") & pl.col("dossier_id").is_not_null())
    if paid.is_empty():
        return pl.DataFrame(schema=FAULTS)
    dossiers = paid.select("dossier_id").unique()
    positions = open_principal(dossiers, stock)
    before = positions.group_by("dossier_id").agg(
        left=pl.col("left_cents").first(), is_withdrawn=pl.col("withdrawn_on").is_not_null().all()
    )
    moved = (
        facts.join(before, on="dossier_id", maintain_order="left")
        .join(positions.select("claim_id", claim_cents="open_cents"), on="claim_id", how="left", maintain_order="left")
        .with_columns(cents=_lowers())
        .with_columns(open=pl.col("left") - pl.col("cents").cum_sum().over("dossier_id") + pl.col("cents"))
    )
    late = moved.filter((pl.col("kind") == "payment") & (pl.col("open") <= 0))
    return late.select(
        "row_key",
        code=pl.lit(CODES["nothing_open"], pl.Int64),
        field=pl.lit("amount_cents"),
        detail=pl.when("is_withdrawn").then(pl.lit("All its claims were withdrawn.")),
    )


def _lowers() -> pl.Expr:
    """By how many cents a fact lowers the open principal of its dossier."""
    amount, kind = pl.col("amount_cents"), pl.col("kind")
    withdrawn = pl.when(pl.col("claim_id").is_null()).then("left").otherwise("claim_cents")
    return (
        pl.when(kind.is_in(["payment", "credit_note"]))
        .then(amount)
        .when(kind == "reversal")
        .then(-amount)
        .when(kind == "withdrawal")
        .then(withdrawn)
        .otherwise(0)
        .fill_null(0)
    )
