"""Creditor reference that payers quote, `RF…`.

*Source*: ISO 11649: `RF`, two check digits by ISO 7064 mod 97-10, at most 21 letters and digits; printed in groups
of four. The hub's references hold ten digits; those of others are only looked for where they are written together.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from formats.identifiers.mod_97 import rest_97

IN_TEXT: Final = r"RF(?:[ .\-]*[0-9]){12}"
"""Regular expression of what can be a reference in a text in capitals."""

WRITTEN_TOGETHER: Final = r"\bRF[0-9]{2}[A-Z0-9]{1,21}\b"
"""Regular expression of any creditor reference in a text in capitals."""

_RF_AS_DIGITS: Final = 2715


def make_rf_references(numbers: pl.Series) -> pl.Series:
    """The compact RF reference of each number of ten digits; null stays null.

    Args:
        numbers: Texts of ten digits, such as dossier ids.
    """
    body = numbers.cast(pl.Int64) * 10_000 + _RF_AS_DIGITS
    check = 98 - (body % 97 * 100) % 97
    return "RF" + check.cast(pl.String).str.zfill(2) + numbers.cast(pl.String)


def print_rf_references(values: pl.Series) -> pl.Series:
    """References in groups of four, as letters show them."""
    return values.str.replace_all(r"(.{4})", "$1 ").str.strip_chars_end()


def find_rf_numbers(text: pl.Expr) -> pl.Expr:
    """The ten digits of every valid reference in a text in capitals: a list, null for what is none."""
    return text.str.extract_all(IN_TEXT).list.eval(_number(pl.element().str.replace_all(r"[ .\-]", "")))


def is_rf_reference(reference: pl.Expr) -> pl.Expr:
    """Whether a compact creditor reference in capitals has right check digits; null for null."""
    is_shaped = reference.str.contains(r"^RF[0-9]{2}[A-Z0-9]{1,21}$")
    return is_shaped & (rest_97(reference.str.slice(4) + reference.str.slice(0, 4), 25) == 1)


def _number(reference: pl.Expr) -> pl.Expr:
    number = reference.str.slice(4, 10)
    check = reference.str.slice(2, 2)
    is_right = pl.concat_str(number, pl.lit(str(_RF_AS_DIGITS)), check).cast(pl.Int64, strict=False) % 97 == 1
    return pl.when(is_right).then(number)
