"""VAT numbers of companies in the European Union.

*Source*: Directive 2006/112/EC article 215. NL: `NL`, nine digits, `B`, two digits, with the eleven-test of the
nine digits or (sole traders since 2020) ISO 7064 mod 97-10. BE: `BE` and the KBO number.
"""

from __future__ import annotations

import polars as pl
from stdnum.eu import vat

from formats.identifiers.on_unique import check_unique


def is_vat_number(text: str) -> bool:
    """Whether a text is a VAT number with its country, with or without spaces and dots."""
    return text[:2].isalpha() and bool(vat.is_valid(text))


def valid_vat_numbers(values: pl.Series) -> pl.Series:
    """Whether each text is a VAT number; null stays null."""
    return check_unique(values, is_vat_number)


def compact_vat_numbers(values: pl.Series) -> pl.Series:
    """Numbers as they are stored: upper case, letters and digits only."""
    return values.str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
