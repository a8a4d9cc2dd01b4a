"""Entries of a list in the hub's own writing: full name, compact numbers."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.complete_claims import with_names


def complete_entries(records: pl.DataFrame) -> pl.DataFrame:
    """The same records, with every field written in one way.

    Nobody says of which country an entry is: a Belgian number has ten digits, or nine without the zero before it.

    Args:
        records: Records that book entries of a list.

    Returns:
        The same columns and rows.
    """
    digits = pl.col("company_number").str.replace_all(r"\D", "").replace("", None)
    postcode = pl.col("postcode").str.to_uppercase().str.replace(r"^(?:NL|BE?)[ -]+", "")
    written = with_names(records).with_columns(
        company_number=pl.when(digits.str.len_chars() == 9).then("0" + digits).otherwise(digits),
        postcode=postcode.str.replace_all(r"[^A-Z0-9]", "").replace("", None),
        creditor_reference=pl.col("creditor_reference").str.to_lowercase(),
    )
    return written.select(records.columns)
