"""Facts that came before the claim or payment that they name, kept until it comes."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.check_facts import fact_text
from pipelines.canonical.find_dossiers import named_ids
from warehouse.tables import schema_of


def hold_facts(facts: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Rows of `inbox.waiting`; the record as sent is not known here, and `first_delivery_id` is the delivery itself.

    Args:
        facts: Facts with `fact_id` and `source`, in order of delivery and line.
        faults: `FAULTS` of those that wait, 3007 or 3008.
    """
    held = facts.drop("first_delivery_id").join(faults.select("row_key", "code"), on="row_key", maintain_order="left")
    held = held.with_columns(
        **named_ids(),
        creditor_id=pl.coalesce("creditor_id", "creditor_reference"),
        amount_cents=pl.col("amount_cents").fill_null(0),
        first_delivery_id="delivery_id",
        fact=fact_text(),
        record=pl.lit(None, pl.String),
    )
    return held.select(pl.col(name).cast(kind) for name, kind in schema_of("inbox.waiting").items())
