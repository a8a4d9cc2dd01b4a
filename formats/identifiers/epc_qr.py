"""Text of a QR code that fills in a SEPA credit transfer.

*Source*: EPC069-12 version 2.1: service tag, version 002, UTF-8, `SCT`, BIC (empty within the EEA), name of at most 70
characters, IBAN, amount from EUR0.01, purpose, then either a structured reference (ISO 11649) or a text of at most
140; lines end with LF; at most 331 bytes. A Belgian structured communication is no ISO 11649 reference and goes into
the text.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_LONGEST_NAME: Final = 70
"""Of at most four bytes each: with everything else it stays within 331 bytes unless all of them have four."""


def epc_text(name: pl.Expr, iban: pl.Expr, euros: pl.Expr, *, rf_reference: pl.Expr, text: pl.Expr) -> pl.Expr:
    """The lines of the code.

    Args:
        name: Payee; cut where it is too long, on one line.
        iban: Account of the payee, compact.
        euros: Amount with a point and two decimals.
        rf_reference: Compact RF reference; where it is null, the code has the text.
        text: Communication.
    """
    one_line = name.str.replace_all(r"\s+", " ").str.strip_chars()
    short = one_line.str.slice(0, _LONGEST_NAME).str.strip_chars_end()
    communication = pl.coalesce(rf_reference, pl.format("\n{}", text))
    return pl.format("BCD\n002\n1\nSCT\n\n{}\n{}\nEUR{}\n\n{}", short, iban, euros, communication)
