"""Sums inside groups of neighbouring rows, without hashing: frames of the engine are always sorted by group."""

from __future__ import annotations

import polars as pl

_ROW = pl.int_range(pl.len(), dtype=pl.UInt32)


def first_of_run(group: str) -> pl.Expr:
    """Number of the first row of a row's group.

    Args:
        group: Column whose equal values are neighbours; not empty.
    """
    is_first = pl.col(group) != pl.col(group).shift(1)
    return pl.when(is_first.fill_null(value=True)).then(_ROW).forward_fill()


def last_of_run(group: str) -> pl.Expr:
    """Number of the last row of a row's group.

    Args:
        group: Column whose equal values are neighbours; not empty.
    """
    is_last = pl.col(group) != pl.col(group).shift(-1)
    return pl.when(is_last.fill_null(value=True)).then(_ROW).backward_fill()


def before_in_run(amount: pl.Expr, first: str = "first") -> pl.Expr:
    """Sum of the rows of the same group that stand above a row.

    Args:
        amount: Amounts.
        first: Column of `first_of_run`.
    """
    above = amount.cum_sum() - amount
    return above - above.gather(pl.col(first))


def total_of_run(amount: pl.Expr, first: str = "first", last: str = "last") -> pl.Expr:
    """Sum of all rows of a row's group.

    Args:
        amount: Amounts.
        first: Column of `first_of_run`.
        last: Column of `last_of_run`.
    """
    through = amount.cum_sum()
    return through.gather(pl.col(last)) - (through - amount).gather(pl.col(first))


def sum_runs(rows: pl.DataFrame, group: str, **amounts: pl.Expr) -> pl.DataFrame:
    """Sums of each group, one row per group, in their order.

    Args:
        rows: Rows.
        group: Column whose equal values are neighbours; not empty.
        amounts: Amounts to sum, by name.
    """
    is_last = pl.col(group) != pl.col(group).shift(-1)
    through = rows.select(amount.cum_sum().alias(name) for name, amount in amounts.items())
    ends = through.filter(rows.select(is_last.fill_null(value=True)).to_series())
    return ends.select(pl.all() - pl.all().shift(1, fill_value=0))


def sum_by_number(rows: pl.DataFrame, key: str, amount: str, count: int) -> pl.Series:
    """Sums per number, as a column with one row per number.

    Args:
        rows: Rows in any order; those whose numbers are marked as sorted take least time.
        key: Column of numbers below `count`; not empty.
        amount: Column of amounts.
        count: How many numbers there are.
    """
    none = pl.repeat(0, count, dtype=pl.Int64, eager=True)
    if rows.is_empty():
        return none
    ordered = rows.select(key, amount).sort(key)
    numbers = ordered.filter(pl.col(key).ne_missing(pl.col(key).shift(-1)))[key]
    return none.scatter(numbers, sum_runs(ordered, key, cents=pl.col(amount))["cents"])
