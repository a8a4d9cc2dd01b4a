"""Conditions in SQL over one row of documented columns: what people may write in a rule, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

import polars as pl

_TEXT_FUNCTIONS: Final = ("ends_with", "left", "length", "lower", "right", "starts_with", "substr", "trim", "upper")
FUNCTIONS: Final = frozenset({"abs", "coalesce", "greatest", "least", "nullif", *_TEXT_FUNCTIONS})
"""Functions a condition may call: each reads its own row only."""

_OPERATORS: Final = frozenset({"and", "or", "not", "in", "between", "like", "when", "then", "else", "case", "date"})
_STRING: Final = re.compile(r"'(?:[^']|'')*'")
_CALL: Final = re.compile(r"([A-Za-z_][A-Za-z_0-9]*)\s*\(")
_WORD: Final = re.compile(r"\b(select|over|filter|exists)\b", re.IGNORECASE)


def sql_condition(text: str, columns: Mapping[str, pl.DataType]) -> pl.Expr:
    """The condition as an expression that is true or false for each row; unknown counts as false.

    Args:
        text: SQL, for instance `debtor_type = 'consumer' AND open_cents >= 5000`.
        columns: Columns it may read, with their types.

    Returns:
        A Boolean expression without nulls.

    Raises:
        ValueError: The text is not such a condition; the message says why, in words for its author.
    """
    _refuse_other_rows(text)
    try:
        expression = pl.sql_expr(text)
        names = set(expression.meta.root_names())
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"it is not an SQL condition over known columns ({_first_line(error)})") from error
    for name in sorted(names - set(columns)):
        near = get_close_matches(name, columns, n=1)
        raise ValueError(
            f"it names '{name}', which is not a known column" + (f"; did you mean '{near[0]}'?" if near else "")
        )
    try:
        found = pl.DataFrame(schema=dict(columns)).select(expression.alias("condition")).schema["condition"]
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"its types do not fit ({_first_line(error)})") from error
    if found != pl.Boolean:
        raise ValueError(f"it gives {found}, and a condition must be true or false")
    return expression.fill_null(value=False)


def _refuse_other_rows(text: str) -> None:
    """Refuse what looks beyond its own row: aggregates, windows and queries, which would mix dossiers."""
    bare = _STRING.sub("''", text)
    for word in _WORD.findall(bare):
        raise ValueError(f"'{word}' is not possible: a condition reads one row")
    for name in _CALL.findall(bare):
        if name.lower() not in FUNCTIONS | _OPERATORS:
            raise ValueError(f"the function '{name}' is not possible; use one of: {', '.join(sorted(FUNCTIONS))}")


def _first_line(error: Exception) -> str:
    """The first line of an error of the engine, without the plan that follows it."""
    return str(error).splitlines()[0]
