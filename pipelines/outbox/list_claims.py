"""The step that lists, per dossier, the claims and interest lines that a letter or a bailiff is told."""

from __future__ import annotations

import polars as pl


def list_claims(balances: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The open claims of every dossier, oldest first.

    Args:
        balances: `ledger.balances` of the business date.
        claims: `canonical.claims`.

    Returns:
        One row per dossier with an open claim: dossier_id; `claims`, a list of structs with the fields of
        `formats.letters.facts.Claim`.
    """
    told = open_claims(balances, claims).select(
        "dossier_id",
        claim=pl.struct(
            reference="claim_reference",
            description=pl.coalesce("description", "product"),
            invoice_date="invoice_date",
            due_date="due_date",
            principal_cents="principal_cents",
            principal_open_cents="principal_open_cents",
            interest_cents="interest_open_cents",
            costs_cents="costs_open_cents",
        ),
    )
    return told.group_by("dossier_id", maintain_order=True).agg(claims="claim")


def list_interest(balances: pl.DataFrame, claims: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The interest lines of the open claims of every dossier, by claim and day.

    Args:
        balances: `ledger.balances` of the business date.
        claims: `canonical.claims`.
        lines: Interest lines of the dossiers that leave.

    Returns:
        One row per dossier with interest: dossier_id; `interest_lines`, a list of structs with the fields of
        `formats.letters.facts.InterestLine`.
    """
    places = open_claims(balances, claims).with_row_index("place").select("claim_id", "claim_reference", "place")
    told = (
        lines.join(places, on="claim_id", how="inner")
        .sort("place", "from_date")
        .select(
            "dossier_id",
            line=pl.struct(
                "claim_reference",
                "from_date",
                "until_date",
                "base_cents",
                "rate_ppm",
                "rate_per",
                "interest_cents",
            ),
        )
    )
    return told.group_by("dossier_id", maintain_order=True).agg(interest_lines="line")


def open_claims(balances: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The claims with something open, with their balance, by due date and reference.

    Returns:
        The columns of `ledger.balances` and of the claim: claim_reference, contract_reference, product, description,
        invoice_date, due_date.
    """
    told = claims.select(
        "claim_id", "claim_reference", "contract_reference", "product", "description", "invoice_date", "due_date"
    )
    return (
        balances.filter(pl.col("open_cents") > 0)
        .join(told, on="claim_id", how="inner", validate="1:1")
        .sort("dossier_id", "due_date", "claim_reference")
    )
