"""Work items: dossiers on which more was paid than is owed."""

from __future__ import annotations

from datetime import date

import polars as pl


def list_credits(facts: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """One work item for each dossier with a credit: to be paid back, or for another dossier of the debtor.

    Args:
        facts: Facts of the dossiers (`gather_facts`).
        business_date: Day of the list.

    Returns:
        item_id, kind, creditor_id, dossier_id, reason, amount_cents, since_date (of the last payment),
        subject.
    """
    owed_back = facts.filter(pl.col("credit_cents") > 0)
    owing = facts.filter(pl.col("open_cents") > 0).select("debtor_id", other="dossier_id")
    others = (
        owed_back.select("dossier_id", "debtor_id")
        .join(owing, on="debtor_id")
        .filter(pl.col("other") != pl.col("dossier_id"))
        .group_by("dossier_id")
        .agg(pl.col("other").sort().str.join(", "))
    )
    proposed = pl.when(pl.col("other").is_not_null()).then(pl.format("; perhaps for {} of the same debtor", "other"))
    reason = pl.lit("more was paid than is owed; it is to be paid back")
    return owed_back.join(others, on="dossier_id", how="left").select(
        "creditor_id",
        "dossier_id",
        item_id=pl.format("credit:{}", "dossier_id"),
        kind=pl.lit("credit"),
        reason=pl.concat_str(reason, proposed.fill_null("")),
        amount_cents="credit_cents",
        since_date=pl.col("last_payment_date").fill_null(business_date),
        subject=pl.struct("credit_cents").struct.json_encode(),
    )
