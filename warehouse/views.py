"""The marts, views for analysts: one SQL file each with its descriptions in front, and two made from our own lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from warehouse.errors import ConfigurationError
from warehouse.findings import FINDINGS
from warehouse.tables import TABLES, column_descriptions, description_of

MARTS: Final = Path(__file__).parent / "marts"
"""Folder of the shipped views."""

_COLUMN: Final = re.compile(r"^-- ([a-z][a-z0-9_]*): (\S.*)$")
_CONTINUED: Final = re.compile(r"^--   +(\S.*)$")


class Mart(NamedTuple):
    """A view for analysts: its name, what a row is, what each column holds, and its query."""

    name: str
    description: str
    columns: dict[str, str]
    query: str


def load_marts(folder: Path = MARTS) -> list[Mart]:
    """Every view in the order in which they are made: the findings' codes, a folder's views by name, the descriptions.

    A file opens with comment lines: what a row of the view is, an empty comment line, then `-- column: description`
    for each column in order. A line that is indented continues the one above.

    Args:
        folder: Folder of `*.sql` files; a file has the name of its view.

    Raises:
        ConfigurationError: A file has no such opening.
    """
    marts = [_finding_codes(), *(_parse(file) for file in sorted(folder.glob("*.sql")))]
    return [*marts, _descriptions(marts)]


def view_statements(marts: list[Mart]) -> list[str]:
    """The statements that make and describe the views.

    Args:
        marts: Views of `load_marts`.
    """
    return [
        statement
        for mart in marts
        for statement in (
            f"CREATE OR REPLACE VIEW marts.{mart.name} AS\n{mart.query}",
            f"COMMENT ON VIEW marts.{mart.name} IS {literal(mart.description)}",
        )
    ]


def literal(value: str | int | None) -> str:
    """The value as SQL writes it.

    Args:
        value: A text, a number, or nothing.
    """
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _parse(file: Path) -> Mart:
    lines = file.read_text(encoding="utf-8").splitlines()
    opening = [line.rstrip() for line in lines[: _length_of_opening(lines)]]
    if "--" not in opening:
        raise ConfigurationError(
            "an empty comment line must part the description from the columns",
            place=f"{file}:1",
            cure="Write `-- what a row is`, `--`, then `-- column: description` for each column.",
        )
    border = opening.index("--")
    columns: dict[str, str] = {}
    for number, line in enumerate(opening[border + 1 :], start=border + 2):
        if match := _COLUMN.match(line):
            columns[match[1]] = match[2]
        elif columns and (match := _CONTINUED.match(line)):
            columns[list(columns)[-1]] += f" {match[1]}"
        else:
            raise ConfigurationError(
                "this line describes no column", place=f"{file}:{number}", cure="Write `-- column: description`."
            )
    description = " ".join(line.removeprefix("--").strip() for line in opening[:border])
    return Mart(file.stem, description, columns, "\n".join(lines[len(opening) :]).strip().rstrip(";"))


def _length_of_opening(lines: list[str]) -> int:
    for number, line in enumerate(lines):
        if not line.startswith("--"):
            return number
    return len(lines)


def _finding_codes() -> Mart:
    columns = {
        "code": "Number of the finding.",
        "name": "Name of the finding.",
        "severity": "Whether the record is refused for it (`error`) or passes (`warning`).",
        "cause": "What is wrong.",
        "cure": "What the sender can do.",
    }
    return Mart("finding_codes", "One row per kind of finding.", columns, _values(columns, list(FINDINGS.values())))


def _descriptions(marts: list[Mart]) -> Mart:
    # DuckLake keeps no comments on the columns of a view; this view says what they hold.
    columns = {
        "schema_name": "Schema.",
        "relation_name": "Table or view.",
        "column_name": "Column; empty for the table or view itself.",
        "description": "What it holds.",
    }
    own = Mart("descriptions", "One row per table, view and column, with its description.", columns, "")
    rows = [row for name in TABLES for row in _rows(name, description_of(name), column_descriptions(name))]
    rows += [row for mart in (*marts, own) for row in _rows(f"marts.{mart.name}", mart.description, mart.columns)]
    return own._replace(query=_values(columns, rows))


def _rows(name: str, description: str, columns: dict[str, str]) -> list[tuple[str, str, str | None, str]]:
    schema, _, relation = name.partition(".")
    return [
        (schema, relation, None, description),
        *((schema, relation, column, text) for column, text in columns.items()),
    ]


def _values(columns: dict[str, str], rows: Sequence[tuple[str | int | None, ...]]) -> str:
    values = ",\n".join("  (" + ", ".join(literal(value) for value in row) + ")" for row in rows)
    return f"SELECT * FROM (VALUES\n{values}\n) AS listed ({', '.join(columns)})"
