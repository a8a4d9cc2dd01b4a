"""What of the costs is asked when claims of a dossier are left out: those of the claims that stay, and their share."""

from __future__ import annotations

from typing import Final

import polars as pl

_WITHOUT_POSTED: Final = ("with_bailiff", "noticed")
"""Causes for which claims are left out that take the posted costs of their dossier with them."""


def ask_costs(costs: pl.DataFrame, claims: pl.DataFrame, left_out: pl.DataFrame) -> pl.DataFrame:
    """The costs of dossiers that leave claims out, with what of each is asked.

    The costs of a claim go with it. A cost that was measured on several claims is asked in the share of the principals
    that stay, rounded down. What a bailiff or a court posted for the dossier stays, unless what is left out is what he
    has, or what had its notice before.

    Args:
        costs: `ledger.costs` of the business date.
        claims: `ledger.balances` of the business date: claim_id, principal_cents.
        left_out: `decisions.left_out`: dossier_id, claim_id, cause.

    Returns:
        The costs of the dossiers in `left_out`, with `asked_cents`.
    """
    concerned = costs.join(left_out.select("dossier_id").unique(), on="dossier_id", how="semi")
    gone = left_out.select("claim_id", is_out=pl.lit(value=True))
    taken = left_out.filter(pl.col("cause").is_in(_WITHOUT_POSTED)).select(
        "dossier_id", takes_posted=pl.lit(value=True)
    )
    measured = concerned.filter(pl.col("claim_id").is_null()).select(
        "dossier_id", "cost_id", measured_on=pl.col("claim_ids").str.split(" ")
    )
    shares = (
        measured.drop_nulls()
        .explode("measured_on")
        .join(claims.select(measured_on="claim_id", principal="principal_cents"), on="measured_on", how="inner")
        .join(gone.rename({"claim_id": "measured_on"}), on="measured_on", how="left")
        .group_by("dossier_id", "cost_id")
        .agg(
            whole_cents=pl.col("principal").sum(),
            kept_cents=pl.col("principal").filter(pl.col("is_out").is_null()).sum(),
        )
    )
    met = (
        concerned.join(gone, on="claim_id", how="left")
        .join(taken.unique(), on="dossier_id", how="left")
        .join(shares, on=["dossier_id", "cost_id"], how="left")
    )
    open_cents = pl.col("open_cents")
    asked = (
        pl.when(pl.col("claim_id").is_not_null())
        .then(pl.when(pl.col("is_out").is_null()).then(open_cents).otherwise(0))
        .when(pl.col("whole_cents") > 0)
        .then(_share(open_cents, pl.col("kept_cents"), pl.col("whole_cents")))
        .otherwise(pl.when(pl.col("takes_posted").is_null()).then(open_cents).otherwise(0))
    )
    return met.with_columns(asked_cents=asked).drop("is_out", "takes_posted", "whole_cents", "kept_cents")


def _share(cents: pl.Expr, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """The share of an amount that a part has in a whole, rounded down."""
    return (cents.cast(pl.Int128) * part // whole).cast(pl.Int64)
