"""The hub's own ids of claims, debtors and dossiers, made of the creditor's numbers."""

from __future__ import annotations

import polars as pl

from mappings.partners import Creditor


def identify_claims(records: pl.DataFrame, creditor: Creditor) -> pl.DataFrame:
    """The records with `claim_id`, `debtor_id` and `dossier_key`.

    Whether a debtor has an open dossier shows when the claims are booked; until then `dossier_key` is empty.

    Args:
        records: Valid records that book claims, of one creditor.
        creditor: The creditor, whose `group_by` says which claims share a dossier.
    """
    group = {
        "debtor": pl.col("debtor_reference"),
        "contract": pl.concat_str("debtor_reference", "contract_reference", separator="/", ignore_nulls=True),
        "claim": pl.col("claim_reference"),
        "open": pl.lit(None, pl.String),
    }[creditor.group_by]
    return records.with_columns(
        claim_id=_owned(pl.col("claim_reference")),
        debtor_id=_owned(pl.col("debtor_reference")),
        dossier_key=_owned(group),
    )


def _owned(reference: pl.Expr) -> pl.Expr:
    """A creditor's number with the creditor in front."""
    return pl.concat_str("creditor_id", reference, separator=":")
