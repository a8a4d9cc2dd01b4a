"""SQL expressions over the columns of a record: what a feed may write under `where:` and `sql:`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

import polars as pl

FUNCTIONS: Final = frozenset(
    re.findall(
        r"\w+",
        "abs cast coalesce concat concat_ws date ends_with greatest initcap least left length lower lpad ltrim nullif "
        "regexp_like replace right rtrim split_part starts_with strpos substr trim try_cast upper",
    )
)
"""Functions an expression may call: each reads its own row only."""

_WORDS: Final = frozenset(
    re.findall(r"\w+", "and or not in between is like ilike case when then else end as interval any")
)
_TEXT: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_CALL: Final = re.compile(r"([A-Za-z_][A-Za-z_0-9]*)\s*\(")
_OTHER_ROWS: Final = re.compile(r"\b(select|over|filter|exists)\b", re.IGNORECASE)


def sql_value(text: str, columns: Sequence[str]) -> tuple[pl.Expr, pl.DataType]:
    """The expression that SQL stands for, and the type of what it gives.

    Args:
        text: SQL over columns of the source, all of them text; a name with spaces stands in double quotes.
        columns: Columns of the source.

    Returns:
        The expression, and its type.

    Raises:
        ValueError: The text is no such expression; the message says why, in words for its author.
    """
    _refuse_other_rows(text)
    try:
        expression = pl.sql_expr(text)
        names = set(expression.meta.root_names())
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"is no SQL expression ({str(error).splitlines()[0]})") from error
    for name in sorted(names - set(columns)):
        near = get_close_matches(name, columns, n=1)
        raise ValueError(f"names '{name}', which is no column" + (f"; did you mean '{near[0]}'?" if near else ""))
    if not names:
        raise ValueError("reads no column; write a constant without `sql:`")
    try:
        found = pl.DataFrame(schema=dict.fromkeys(columns, pl.String)).select(value=expression).schema["value"]
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"does not fit columns of text ({str(error).splitlines()[0]})") from error
    return expression, found


def _refuse_other_rows(text: str) -> None:
    """Refuse what looks beyond its own row: aggregates, windows and queries, which would mix records."""
    bare = _TEXT.sub("''", text)
    for word in _OTHER_ROWS.findall(bare):
        raise ValueError(f"uses '{word}', but it may read one record only")
    for name in _CALL.findall(bare):
        if name.lower() not in FUNCTIONS | _WORDS:
            raise ValueError(f"calls '{name}'; possible are: {', '.join(sorted(FUNCTIONS))}")
