"""Names of dossiers in a reason: the first few, and how many more there are."""

from __future__ import annotations

from typing import Final

import polars as pl

_MOST_NAMED: Final = 5


def name_few(column: str) -> pl.Expr:
    """The first few names of each group in words, for `agg`: `1, 2, 3, 4, 5 and 7 more`.

    Args:
        column: The column of names.
    """
    names = pl.col(column).unique().sort()
    first = names.head(_MOST_NAMED)
    more = names.len().cast(pl.Int64) - first.len().cast(pl.Int64)
    text = pl.when(more > 0).then(pl.format(" and {} more", more)).otherwise(pl.lit(""))
    return pl.concat_str(first.str.join(", "), text)
