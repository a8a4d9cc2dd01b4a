"""SQL expressions over the columns of a record: what a feed may write under `where:` and `sql:`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import polars as pl

from mappings.sql_expression import sql_expression

FUNCTIONS: Final = frozenset(
    re.findall(
        r"\w+",
        "abs cast coalesce concat concat_ws date ends_with greatest initcap least left length lower lpad ltrim nullif "
        "regexp_like replace right rtrim split_part starts_with strpos substr trim try_cast upper",
    )
)
"""Functions an expression may call."""


def sql_value(text: str, columns: Sequence[str]) -> tuple[pl.Expr, pl.DataType]:
    """The expression that SQL stands for, and the type of what it gives.

    Args:
        text: SQL over columns of the source, all of them text; a name with spaces stands in double quotes.
        columns: Columns of the source.

    Raises:
        ValueError: The text is no such expression; the message says why, as a phrase that follows its name.
    """
    expression, found = sql_expression(text, dict.fromkeys(columns, pl.String()), FUNCTIONS)
    if not expression.meta.root_names():
        raise ValueError("reads no column; write a constant without `sql:`")
    return expression, found
