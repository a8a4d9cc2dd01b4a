"""The dossier of each claim whose creditor lets new claims join the debtor's open dossier."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.delivery import Stock
from pipelines.canonical.open_positions import open_positions, received_money


def join_open_dossiers(claims: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """The claims with `dossier_key` filled in where it was left open.

    A known claim stays where it is. A new one joins the newest dossier of its debtor that is open; else it begins the
    next one, together with the debtor's other new claims in the delivery. A dossier is open as long as the money and
    credit notes booked so far do not cover the principal of its claims that were not withdrawn.

    Args:
        claims: Valid claim records with their ids, of one creditor and delivery where a key is empty.
        stock: What was booked before.
    """
    if claims["dossier_key"].null_count() == 0:
        return claims
    debtors = claims.select("debtor_id").unique()
    before = stock.claims.join(debtors, on="debtor_id", how="semi")
    stays = before.select("claim_id", known_key="dossier_key")
    joins = _open_keys(before, stock, claims["creditor_id"][0])
    number = pl.col("dossiers").fill_null(0) + 1
    begun = before.group_by("debtor_id").agg(dossiers=pl.col("dossier_id").n_unique())
    return (
        claims.join(stays, on="claim_id", how="left", maintain_order="left")
        .join(joins, on="debtor_id", how="left", maintain_order="left")
        .join(begun, on="debtor_id", how="left", maintain_order="left")
        # The number always stands there, so that no debtor's number can look like another's second dossier.
        .with_columns(next_key=pl.format("{}#{}", "debtor_id", number))
        .with_columns(pl.coalesce("dossier_key", "known_key", "open_key", "next_key").alias("dossier_key"))
        .select(claims.columns)
    )


def _open_keys(before: pl.DataFrame, stock: Stock, creditor_id: str) -> pl.DataFrame:
    """The newest open dossier of each debtor: `debtor_id`, `open_key`."""
    positions = open_positions(stock, creditor_id).join(before, on="claim_id", how="semi")
    received = received_money(positions, stock.payments)
    owed = (
        positions.filter(pl.col("withdrawn_on").is_null())
        .group_by("dossier_id")
        .agg(owed_cents=pl.col("open_cents").sum())
        .join(received, on="dossier_id", how="left")
        .filter(pl.col("owed_cents") > pl.col("received_cents").fill_null(0))
    )
    return (
        before.join(owed, on="dossier_id", how="semi")
        .sort("delivery_id", "line_number")
        .unique("debtor_id", keep="last")
        .select("debtor_id", open_key="dossier_key")
    )
