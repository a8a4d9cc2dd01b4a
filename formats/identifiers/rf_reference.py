"""Creditor reference that payers quote, `RF…`.

*Source*: ISO 11649: `RF`, two check digits by ISO 7064 mod 97-10, at most 21 letters and digits; printed in groups
of four. The hub's references hold ten digits, and only such are looked for in texts.
"""

from __future__ import annotations

import polars as pl
from stdnum import iso11649

from formats.identifiers.on_unique import check_unique, first_valid

_IN_TEXT = r"RF(?:[ .\-]?[0-9]){12}"
_RF_AS_DIGITS = 2715


def is_rf_reference(text: str) -> bool:
    """Whether a text is an RF reference, with or without spaces."""
    return bool(iso11649.is_valid(text))


def valid_rf_references(values: pl.Series) -> pl.Series:
    """Whether each text is an RF reference; null stays null."""
    return check_unique(values, is_rf_reference)


def make_rf_references(numbers: pl.Series) -> pl.Series:
    """The compact RF reference of each number of ten digits; null stays null.

    Args:
        numbers: Texts of ten digits, such as dossier ids.
    """
    body = numbers.cast(pl.Int64) * 10_000 + _RF_AS_DIGITS
    check = 98 - (body % 97 * 100) % 97
    return "RF" + check.cast(pl.String).str.zfill(2) + numbers.cast(pl.String)


def find_rf_references(texts: pl.Series) -> pl.Series:
    """The first valid RF reference of ten digits in each text, compact, else null."""
    found = pl.col("found")
    number = found.str.slice(4).cast(pl.Int64) * 1_000_000 + _RF_AS_DIGITS * 100 + found.str.slice(2, 2).cast(pl.Int64)
    return first_valid(texts, _IN_TEXT, lambda value: value.str.replace_all(r"[ .\-]", ""), number % 97 == 1)


def print_rf_references(values: pl.Series) -> pl.Series:
    """References in groups of four, as letters show them."""
    return values.str.replace_all(r"(.{4})", "$1 ").str.strip_chars_end()
