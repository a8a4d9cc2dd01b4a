"""VAT numbers of companies in the European Union.

*Source*: Directive 2006/112/EC article 215. NL: `NL`, nine digits, `B`, two digits, with the eleven-test of the
nine digits or (sole traders since 2020) ISO 7064 mod 97-10. BE: `BE` and the KBO number.
"""

from __future__ import annotations

import polars as pl

from formats.identifiers.company_number import is_kbo
from formats.identifiers.mod_97 import rest_97
from formats.identifiers.personal_number import passes_eleven_test


def is_vat_number(text: pl.Expr) -> pl.Expr:
    """Whether a compact VAT number is right: check digits for NL and BE, the form for other countries."""
    is_checked = passes_eleven_test(text.str.slice(2, 9)) | (rest_97(text, 14) == 1)
    is_dutch = text.str.contains(r"^NL[0-9]{9}B[0-9]{2}$") & is_checked
    is_belgian = text.str.contains(r"^BE[0-9]{10}$") & is_kbo(text.str.slice(2))
    is_other = text.str.contains(r"^[A-Z]{2}[A-Z0-9+*]{2,13}$") & ~text.str.slice(0, 2).is_in(["NL", "BE"])
    return is_dutch | is_belgian | is_other
