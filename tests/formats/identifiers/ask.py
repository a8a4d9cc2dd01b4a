"""The answers of a rule to texts, as a test asks them."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def answers(texts: list[str], rule: Callable[[pl.Expr], pl.Expr]) -> list[bool]:
    """Whether each text passes; empty counts as no."""
    return pl.DataFrame({"text": texts}).select(rule(pl.col("text")).fill_null(value=False)).to_series().to_list()
