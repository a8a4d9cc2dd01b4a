"""SQL over one row of known columns: what people may write in mappings and profiles, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

import polars as pl

_KEYWORDS: Final = frozenset(
    re.findall(r"\w+", "and or not in between is like ilike case when then else end as interval any date")
)
_TEXT: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_CALL: Final = re.compile(r"([A-Za-z_][A-Za-z_0-9]*)\s*\(")
_OTHER_ROWS: Final = re.compile(r"\b(select|over|filter|exists)\b", re.IGNORECASE)


def sql_expression(
    text: str, columns: Mapping[str, pl.DataType], functions: frozenset[str]
) -> tuple[pl.Expr, pl.DataType]:
    """The expression that SQL stands for, and the type of what it gives.

    Args:
        text: SQL; a name with spaces stands in double quotes.
        columns: Columns it may read, with their types.
        functions: Functions it may call: each reads its own row only.

    Raises:
        ValueError: The text is no such expression; the message says why, as a phrase that follows its name.
    """
    _refuse_other_rows(text, functions)
    try:
        expression = pl.sql_expr(text)
        names = set(expression.meta.root_names())
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"is no SQL expression ({_first_line(error)})") from error
    for name in sorted(names - set(columns)):
        near = get_close_matches(name, columns, n=1)
        raise ValueError(f"names '{name}', which is no column" + (f"; did you mean '{near[0]}'?" if near else ""))
    try:
        found = pl.DataFrame(schema=dict(columns)).select(value=expression).schema["value"]
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"does not fit the types of its columns ({_first_line(error)})") from error
    return expression, found


def _refuse_other_rows(text: str, functions: frozenset[str]) -> None:
    """Refuse what looks beyond its own row: aggregates, windows and queries, which would mix rows."""
    bare = _TEXT.sub("''", text)
    for word in _OTHER_ROWS.findall(bare):
        raise ValueError(f"uses '{word}', but it may read one row only")
    for name in _CALL.findall(bare):
        if name.lower() not in functions | _KEYWORDS:
            raise ValueError(f"calls '{name}'; possible are: {', '.join(sorted(functions))}")


def _first_line(error: Exception) -> str:
    """The first line of an error of the engine, without the plan that follows it."""
    return str(error).splitlines()[0]
