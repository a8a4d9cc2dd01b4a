"""A creditor's own database as the source of a feed: which query is asked, and how far its rows have been fetched."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final

from mappings.feeds import DatabaseSource, Mark
from mappings.yaml_block import Block

MARKS: Final[dict[str, str]] = {
    "integer": "A number that rises with every row, or every change of one.",
    "date": "A day.",
    "timestamp": "A moment.",
}
"""Kinds of marks, with their meaning."""

FOLDER: Final = "database"
"""First part of the names of deliveries that were fetched; no file in an inbox can have a name with a slash."""

_VARIABLE: Final = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_PARAMETER: Final = re.compile(r"(?<![:\w]):after\b")
_STRICTLY_AFTER: Final = re.compile(r"(?<![<>=])>\s*:after\b")


def read_source(block: Block) -> DatabaseSource | None:
    """The database that a feed is fetched from; none where its files are sent.

    Args:
        block: The feed's file.
    """
    found = block.block("source")
    if found is None:
        return None
    for key in ("files", "format", "totals"):
        if key in block.values:
            cause = f"'{key}' and 'source' exclude each other"
            block.fault(cause, f"Remove `{key}:`, which a source says by itself.", key)
            block.any(key)
    query = found.filled("query")
    source = DatabaseSource(_variable(found), query, _mark(found, query), found.place("database"))
    found.close()
    return source


def source_files(name: str) -> tuple[str, ...]:
    """The pattern of the names that what is fetched for a feed gets."""
    return (f"{FOLDER}/{name}/*",)


def source_format() -> dict[str, Any]:
    """The format of what is fetched."""
    return {"name": "json", "records": {"row": "$.rows"}, "totals": {"rows": "$.fetch.rows"}}


def parse_mark(kind: str, text: str) -> int | date | datetime:
    """The mark in a text.

    Args:
        kind: One of `MARKS`.
        text: Digits, or a day or moment as ISO 8601 has them.

    Raises:
        ValueError: The text holds no such mark.
    """
    if kind == "integer":
        return int(text)
    return date.fromisoformat(text) if kind == "date" else datetime.fromisoformat(text)


def _variable(found: Block) -> str:
    text = found.filled("database")
    variable = _VARIABLE.fullmatch(text)
    if variable is None and text:
        # The text is not repeated: an address holds a password.
        cure = "Put the address in an environment variable and write its name: `database: $NAME`."
        found.fault("'database' is a secret and cannot stand in this file", cure, "database")
    return variable[1] if variable else ""


def _mark(found: Block, query: str) -> Mark | None:
    inner = found.block("mark")
    if (inner is None) == bool(_PARAMETER.search(query)):
        cure = "Write `:after` in the query and `mark:` beside it, or neither: then every fetch brings all rows."
        found.fault("'mark' and the parameter `:after` of the query belong together", cure, "query")
    if _STRICTLY_AFTER.search(query):
        cure = "Write `>= :after`: what was fetched before is left out by the hub."
        found.fault("a row that gets the same mark later would be passed over", cure, "query")
    if inner is None:
        return None
    mark = Mark(inner.filled("column"), inner.text("kind", choices=MARKS), str(inner.any("start", "")))
    if "start" not in inner.values:
        inner.fault("'start' is missing", "Write the mark from which on the first fetch takes rows.")
    elif mark.kind in MARKS and not _is_mark(mark):
        inner.fault(f"'start' is no {mark.kind}", "Write digits, or a day or moment as yyyy-mm-dd hh:mm.", "start")
    inner.close()
    return mark


def _is_mark(mark: Mark) -> bool:
    try:
        parse_mark(mark.kind, mark.start)
    except ValueError:
        return False
    return True
