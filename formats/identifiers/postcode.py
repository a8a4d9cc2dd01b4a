"""Postcodes of the Netherlands and Belgium.

*Source*: NL: four digits, the first not 0, and two letters other than SA, SD and SS (NEN 5825). BE: four
digits, the first not 0.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_PATTERNS: Final = {"nl": r"^[1-9][0-9]{3} ?[A-Za-z]{2}$", "be": r"^[1-9][0-9]{3}$"}
_NEVER: Final = ("SA", "SD", "SS")


def valid_postcodes(values: pl.Series, country: str) -> pl.Series:
    """Whether each text is a postcode of a country; null stays null.

    Args:
        values: Postcodes, with or without a space.
        country: `nl` or `be`.
    """
    fits = values.str.contains(_PATTERNS[country])
    return fits & ~values.str.slice(-2).str.to_uppercase().is_in(_NEVER)


def format_postcodes(values: pl.Series) -> pl.Series:
    """Postcodes as they are written on letters: `1234 AB`; others as they are, trimmed."""
    return values.str.strip_chars().str.to_uppercase().str.replace(r"^(\d{4})\s*([A-Z]{2})$", "$1 $2")
