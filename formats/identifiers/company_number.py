"""Numbers of companies in the Dutch and Belgian trade registers.

*Source*: KvK: eight digits without check digit (Handelsregisterbesluit 2008). KBO: ten digits, the first 0 or
1, the last two 97 less the rest of the first eight after division by 97 (Royal Decree of 24 June 2003).
"""

from __future__ import annotations

import polars as pl


def is_kvk(text: pl.Expr) -> pl.Expr:
    """Whether eight digits are a Dutch company number; it has no check digit."""
    return text.str.contains(r"^[0-9]{8}$") & (text != "00000000")


def is_kbo(text: pl.Expr) -> pl.Expr:
    """Whether ten digits are a Belgian company number."""
    body = text.str.slice(0, 8).cast(pl.Int64, strict=False)
    check = text.str.slice(8, 2).cast(pl.Int64, strict=False)
    return text.str.contains(r"^[01][0-9]{9}$") & (97 - body % 97 == check)


def make_kbos(bodies: pl.Series) -> pl.Series:
    """The KBO numbers of bodies of at most eight digits, for synthetic files."""
    return bodies.cast(pl.String).str.zfill(8) + (97 - bodies % 97).cast(pl.String).str.zfill(2)
