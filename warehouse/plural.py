"""The English word behind a number: `1 record`, `2 records`."""

from __future__ import annotations

import polars as pl


def plural(number: int, one: str, many: str | None = None) -> str:
    """The word that goes with a number.

    Args:
        number: How many there are.
        one: The word for one of them.
        many: The word for another number of them; that for one with an `s` when not given.
    """
    return one if number == 1 else many or f"{one}s"


def plural_of(column: str, one: str, many: str | None = None) -> pl.Expr:
    """The word that goes with the number of each row, as text.

    Args:
        column: Column with the numbers.
        one: The word for one of them.
        many: The word for another number of them; that for one with an `s` when not given.
    """
    return pl.when(pl.col(column) == 1).then(pl.lit(one)).otherwise(pl.lit(many or f"{one}s"))
