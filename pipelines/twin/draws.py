"""Draws that can be repeated: one stream of chance per seed, owner and purpose."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import polars as pl


class Draws:
    """Columns of chance; the first values of a column are the same whatever its length.

    Args:
        seed: Seed of the whole.
        owner: Whose values: a creditor, a bank.
    """

    def __init__(self, seed: int, owner: str) -> None:
        self._root = f"{seed}/{owner}"

    def choose(self, purpose: str, pool: Sequence[str], count: int) -> pl.Series:
        """Texts from a pool, with equal chance; put a text in twice for twice the chance."""
        return pl.Series(purpose, self._random(purpose).choices(pool, k=count), dtype=pl.String)

    def numbers(self, purpose: str, low: int, high: int, count: int) -> pl.Series:
        """Whole numbers from low up to, but not including, high."""
        return pl.Series(purpose, self._random(purpose).choices(range(low, high), k=count), dtype=pl.Int64)

    def chance(self, purpose: str, percent: int, count: int) -> pl.Series:
        """Truth with a chance of so many percent."""
        return self.numbers(purpose, 0, 100, count) < percent

    def amounts(self, purpose: str, count: int) -> pl.Series:
        """Amounts in cents as invoices have them: most between 30 and 600 euros, a few of thousands."""
        draw = self._random(purpose)
        # A product of draws has the long tail of real invoices, without a float.
        cents = [
            draw.randrange(2_000, 9_000) * draw.choice((1, 1, 2, 3, 5, 8, 40)) + draw.randrange(100)
            for _ in range(count)
        ]
        return pl.Series(purpose, cents, dtype=pl.Int64)

    def _random(self, purpose: str) -> Random:
        return Random(f"{self._root}/{purpose}")
