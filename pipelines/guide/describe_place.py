"""Where a column or total stands in its file: positions in a line, or the path of an element."""

from __future__ import annotations

from typing import Any

from formats.ubl_invoice import COLUMNS
from formats.xml_records import columns_of


def describe_position(options: dict[str, Any], record: str, column: str) -> str:
    """First and last position of a column in lines of fixed width, after the code of the line; else empty.

    Args:
        options: Name and options of the format.
        record: Record of the format.
        column: The column; of a parent line `parent.field`.
    """
    if options["name"] != "fixed":
        return ""
    kind, _, field = column.rpartition(".")
    if kind not in options["records"]:
        kind, field = record, column
    return _positions(options["records"][kind], field)


def describe_path(options: dict[str, Any], record: str, column: str) -> str:
    """The path of a column's element from the root; empty in formats without elements.

    Args:
        options: Name and options of the format.
        record: Record of the format.
        column: The column.
    """
    if options["name"] == "xml":
        return _from_root(options["record"][record], columns_of(options, record)[column])
    return COLUMNS[column][0] if options["name"] == "ubl" and COLUMNS.get(column) else ""


def describe_total(options: dict[str, Any], name: str) -> str:
    """The name of a total with its place: the positions in the first or last line, or the path of its element.

    Args:
        options: Name and options of the format.
        name: The total.
    """
    for line in (options[place] for place in ("heading", "trailer") if place in options):
        if name in line["fields"]:
            is_fixed = options["name"] == "fixed"
            place = _positions(line, name) if is_fixed else f"{line['code']}: {line['fields'][name]}"
            return f"{name}, {place}"
    path = options.get("totals", {}).get(name)
    return path or name


def _from_root(record: str, path: str) -> str:
    """The path of a value, where it is told from its record by steps up."""
    above = record.split("/")
    while path.startswith("../") and len(above) > 1:
        above, path = above[:-1], path.removeprefix("../")
    return "/".join([*above, path])


def _positions(kind: dict[str, Any], field: str) -> str:
    start, length = kind["fields"][field]
    positions = f"{start}–{start + length - 1}"
    return f"{kind['code']}: {positions}" if kind.get("code") else positions
