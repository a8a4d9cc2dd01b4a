"""Claim records in the hub's own writing: full name, full house number, compact numbers, the creditor's defaults."""

from __future__ import annotations

import polars as pl

from mappings.partners import Creditor


def complete_claims(records: pl.DataFrame, creditor: Creditor) -> pl.DataFrame:
    """The same records, with every field written in one way.

    Language and country that are not given are the creditor's. The type of debtor is never filled in.

    Args:
        records: Records that book claims, of one creditor.
        creditor: The creditor.

    Returns:
        The same columns and rows.
    """
    country = pl.col("country").fill_null(creditor.country)
    parts = pl.concat_str(pl.coalesce("initials", "first_name"), "prefix", "surname", separator=" ", ignore_nulls=True)
    house = pl.concat_str("house_number", "house_number_addition", separator=" ", ignore_nulls=True)
    digits = pl.col("company_number").str.replace_all(r"[\s.]", "").str.strip_prefix("BE").str.strip_prefix("be")
    is_short = (country == "be") & (digits.str.len_chars() == 9)
    return records.with_columns(
        country=country,
        language=pl.col("language").fill_null(creditor.language),
        name=pl.coalesce("name", pl.when(parts != "").then(parts)),
        house_number=pl.when(house != "").then(house),
        postcode=write_postcode(pl.col("postcode"), country),
        company_number=pl.when(is_short).then("0" + digits).otherwise(digits),
        vat_number=pl.col("vat_number").str.replace_all(r"[\s.\-]", "").str.to_uppercase(),
        email=pl.col("email").str.to_lowercase(),
        currency=pl.col("currency").str.to_uppercase().fill_null("EUR"),
    )


def write_postcode(postcode: pl.Expr, country: pl.Expr) -> pl.Expr:
    """A postcode in its country's form: four digits, a space and two capitals for NL; no country prefix."""
    upper = postcode.str.to_uppercase().str.strip_chars()
    bare = upper.str.replace(r"^(?:NL|BE?|DE?|FR?|LU?)[ -]+", "")
    is_dutch = (country == "nl") & bare.str.contains(r"^\d{4}\s*[A-Z]{2}$")
    return pl.when(is_dutch).then(bare.str.head(4) + " " + bare.str.tail(2)).otherwise(bare)
