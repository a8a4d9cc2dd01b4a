"""The parts of a condition that must all be true, and the columns that each reads: what `why` tells of a rule."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

_TOKEN: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\w+|\S|\s+")


def and_parts(text: str) -> list[str]:
    """The parts of a condition that `AND` joins at the top; the condition itself where there is one part.

    An `AND` in brackets, in `CASE … END`, or between the bounds of `BETWEEN` joins nothing at the top. Where an `OR`
    stands at the top, the condition is one part: it binds weaker.

    Args:
        text: SQL that was checked (`sql_condition`).
    """
    parts, depth, bounds = [""], 0, 0
    for token in _TOKEN.findall(text):
        word = token.upper()
        if word in {"(", "CASE"}:
            depth += 1
        elif word in {")", "END"}:
            depth -= 1
        elif depth == 0 and word == "OR":
            return [text.strip()]
        elif depth == 0 and word == "BETWEEN":
            bounds += 1
        elif depth == 0 and word == "AND" and bounds:
            bounds -= 1
        elif depth == 0 and word == "AND":
            parts.append("")
            continue
        parts[-1] += token
    return [part.strip() for part in parts]


def names_in(text: str) -> list[str]:
    """The columns that a condition reads, in order, each once.

    Args:
        text: SQL that was checked (`sql_condition`).
    """
    return list(dict.fromkeys(pl.sql_expr(text).meta.root_names()))
