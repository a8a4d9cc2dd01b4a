"""Conditions in SQL over one row of documented columns: what people may write in a profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from mappings.sql_expression import sql_expression

_TEXT_FUNCTIONS: Final = ("ends_with", "left", "length", "lower", "right", "starts_with", "substr", "trim", "upper")
FUNCTIONS: Final = frozenset({"abs", "coalesce", "greatest", "least", "nullif", *_TEXT_FUNCTIONS})
"""Functions a condition may call."""


def sql_condition(text: str, columns: Mapping[str, pl.DataType]) -> pl.Expr:
    """The condition as an expression that is true or false for each row; unknown counts as false.

    Args:
        text: SQL, for instance `debtor_type = 'consumer' AND open_cents >= 5000`.
        columns: Columns it may read, with their types.

    Returns:
        A Boolean expression without nulls.

    Raises:
        ValueError: The text is not such a condition; the message says why, as a phrase that follows its name.
    """
    expression, found = sql_expression(text, columns, FUNCTIONS)
    if found != pl.Boolean:
        raise ValueError(f"gives {found}, and a condition must be true or false")
    return expression.fill_null(value=False)
