"""Sums inside groups of neighbouring rows, without hashing: frames of the engine are always sorted by group."""

from __future__ import annotations

import polars as pl


def before_in_run(amount: pl.Expr, group: str) -> pl.Expr:
    """Sum of the rows of the same group that stand above a row.

    Args:
        amount: Amounts.
        group: Column whose equal values are neighbours.
    """
    above = amount.cum_sum() - amount
    is_first = pl.col(group).ne_missing(pl.col(group).shift(1))
    return above - pl.when(is_first).then(above).forward_fill()


def total_of_run(amount: pl.Expr, group: str) -> pl.Expr:
    """Sum of all rows of a row's group.

    Args:
        amount: Amounts.
        group: Column whose equal values are neighbours.
    """
    through = amount.cum_sum()
    is_first = pl.col(group).ne_missing(pl.col(group).shift(1))
    is_last = pl.col(group).ne_missing(pl.col(group).shift(-1))
    return pl.when(is_last).then(through).backward_fill() - pl.when(is_first).then(through - amount).forward_fill()
