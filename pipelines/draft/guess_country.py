"""The country whose addresses, accounts and company numbers a sample shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from formats.identifiers.company_number import is_kbo
from formats.table import RESERVED_COLUMNS, Table

_ROWS: Final = 1_000
_MOST_PERCENT: Final = 80


def guess_country(tables: Iterable[Table]) -> str | None:
    """`nl` or `be` where the sample shows one of both; none where it shows neither, or both.

    Args:
        tables: The sample.
    """
    shown = {country for table in tables for country in _countries(table.rows.head(_ROWS))}
    return shown.pop() if len(shown) == 1 else None


def _countries(rows: pl.DataFrame) -> set[str]:
    """The countries that columns show in nearly all their values."""
    signs = {"nl": _is_dutch, "be": _is_belgian}
    columns = [name for name in rows.columns if name not in RESERVED_COLUMNS]
    shares = {
        country: rows.select(_percent(sign(pl.col(name)), pl.col(name)).alias(name) for name in columns)
        for country, sign in signs.items()
    }
    return {
        country
        for country, share in shares.items()
        if columns and max(value or 0 for value in share.row(0)) >= _MOST_PERCENT
    }


def _percent(fits: pl.Expr, text: pl.Expr) -> pl.Expr:
    return fits.sum().cast(pl.Int64) * 100 // text.count().cast(pl.Int64).clip(lower_bound=1)


def _is_dutch(text: pl.Expr) -> pl.Expr:
    """A postcode or an account of the Netherlands."""
    return text.str.contains(r"^\s*(?:[1-9]\d{3} ?[A-Za-z]{2}|NL\d{2} ?[A-Z]{4}[\d ]{10,14})\s*$")


def _is_belgian(text: pl.Expr) -> pl.Expr:
    """A company number or an account of Belgium."""
    bare = text.str.replace_all(r"[. ]", "").str.replace("(?i)^be", "")
    return is_kbo(bare) | text.str.contains(r"^\s*BE\d{2}[\d ]{12,16}\s*$")
