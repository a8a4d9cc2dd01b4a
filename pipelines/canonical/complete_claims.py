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
    digits = pl.col("company_number").str.replace_all(r"[\s.]", "").str.strip_prefix("BE").str.strip_prefix("be")
    is_short = (country == "be") & (digits.str.len_chars() == 9)
    completed = records.with_columns(
        country=country,
        language=pl.col("language").fill_null(creditor.language),
        company_number=pl.when(is_short).then("0" + digits).otherwise(digits),
        vat_number=pl.col("vat_number").str.replace_all(r"[\s.\-]", "").str.to_uppercase(),
        email=pl.col("email").str.to_lowercase(),
        currency=pl.col("currency").str.to_uppercase().fill_null("EUR"),
    )
    named = _with_house_numbers(with_names(completed))
    return named.with_columns(postcode=write_postcodes(named.select("postcode", "country")))


def write_postcodes(asked: pl.DataFrame) -> pl.Series:
    """Every postcode in its country's form: `1234 AB` for NL; no country prefix.

    Args:
        asked: postcode, country.
    """
    # A town has many debtors: each postcode is written once.
    bare = asked.unique().with_columns(bare=pl.col("postcode").str.to_uppercase().str.strip_chars())
    bare = bare.with_columns(pl.col("bare").str.replace(r"^(?:NL|BE?|DE?|FR?|LU?)[ -]+", ""))
    is_dutch = (pl.col("country") == "nl") & pl.col("bare").str.contains(r"^\d{4}\s*[A-Z]{2}$")
    spaced = pl.col("bare").str.head(4) + " " + pl.col("bare").str.tail(2)
    written = bare.select("postcode", "country", written=pl.when(is_dutch).then(spaced).otherwise("bare"))
    met = asked.join(written, on=["postcode", "country"], how="left", nulls_equal=True, maintain_order="left")
    return met["written"]


def with_names(records: pl.DataFrame) -> pl.DataFrame:
    """The records with the full name put together where it is not given.

    Args:
        records: name, initials, first_name, prefix, surname.
    """
    if records["name"].null_count() == 0:
        return records
    first = pl.coalesce("initials", "first_name")
    parts = records.select(name=pl.concat_str(first, "prefix", "surname", separator=" ", ignore_nulls=True))["name"]
    return records.with_columns(name=pl.coalesce("name", pl.when(parts != "").then(parts)))


def _with_house_numbers(records: pl.DataFrame) -> pl.DataFrame:
    """The records with the addition behind the house number."""
    whole = pl.col("house_number")
    if records["house_number_addition"].null_count() < records.height:
        parts = pl.concat_str("house_number", "house_number_addition", separator=" ", ignore_nulls=True)
        records = records.with_columns(house_number=parts)
    return records.with_columns(house_number=pl.when(whole != "").then(whole))
