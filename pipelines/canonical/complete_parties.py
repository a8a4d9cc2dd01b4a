"""Records that name a party of a debt, in the hub's own writing: compact postcode, the creditor's country."""

from __future__ import annotations

import polars as pl

from mappings.partners import Creditor
from pipelines.canonical.complete_claims import write_postcodes


def complete_parties(records: pl.DataFrame, creditor: Creditor | None) -> pl.DataFrame:
    """The same records; of those that name a party, every field is written in one way.

    A country that is not given is the creditor's. The type of a co-debtor is never filled in.

    Args:
        records: Records that book facts.
        creditor: The creditor, where the sender is one.

    Returns:
        The same columns and rows.
    """
    default = pl.lit(creditor.country if creditor else None, pl.String)
    country = pl.coalesce(
        pl.col("party_country").str.to_lowercase(), pl.when(pl.col("kind") == "party_named").then(default)
    )
    return records.with_columns(
        party_country=country,
        party_postcode=write_postcodes(records.select(postcode="party_postcode", country=country)),
        party_email=pl.col("party_email").str.to_lowercase(),
    )
