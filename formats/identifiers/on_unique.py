"""Checks of single texts, applied to a whole column at the price of its distinct values."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def check_unique(values: pl.Series, is_valid: Callable[[str], bool]) -> pl.Series:
    """Whether each text passes a check, as booleans; null stays null.

    Args:
        values: Texts.
        is_valid: Check of one text.
    """
    distinct = values.cast(pl.String).drop_nulls().unique()
    known = pl.Series([is_valid(value) for value in distinct], dtype=pl.Boolean)
    return values.cast(pl.String).replace_strict(distinct, known, default=None, return_dtype=pl.Boolean)


def first_valid(
    texts: pl.Series, pattern: str, normalise: Callable[[pl.Expr], pl.Expr], is_valid: pl.Expr
) -> pl.Series:
    """In each text the first part that fits a pattern and is valid, else null.

    Args:
        texts: Free texts.
        pattern: Regular expression of a candidate.
        normalise: Makes a candidate, the column `found`, compact.
        is_valid: Whether the compact candidate in `found` is valid.
    """
    frame = texts.cast(pl.String).rename("text").to_frame().with_row_index("row")
    found = (
        frame.lazy()
        .select("row", pl.col("text").str.to_uppercase().str.extract_all(pattern).alias("found"))
        .explode("found", empty_as_null=True)
        .drop_nulls()
        .with_columns(normalise(pl.col("found")).alias("found"))
        .filter(is_valid)
        .group_by("row", maintain_order=True)
        .agg(pl.col("found").first())
        .collect()
    )
    return frame.join(found, on="row", how="left", maintain_order="left")["found"].rename(texts.name)
