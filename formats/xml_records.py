"""Records in XML files, described by XPath.

*Source*: XML 1.0, XPath 1.0; the layout stands in the mapping.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from lxml import etree

from formats import options as check
from formats.options import Option
from formats.table import Table, distinct_places, table
from formats.xml_source import Element, line_of, parse_xml
from formats.xml_walk import plan_walk, walk_records


def _columns(value: Any) -> str | None:
    if not isinstance(value, dict) or not value:
        return "must map columns to paths"
    groups = value.values() if all(isinstance(item, dict) for item in value.values()) else [value]
    for group in groups:
        wrong = check.texts(group) or next((fault for path in group.values() if (fault := _path(path))), None)
        if wrong:
            return wrong
    return None


def _paths(value: Any) -> str | None:
    return check.texts(value) or next((fault for path in value.values() if (fault := _path(path))), None)


def _path(value: str) -> str | None:
    try:
        etree.XPath(value)
    except etree.XPathSyntaxError:
        return f"holds {value!r}, which is no XPath"
    return None


OPTIONS: Final = {
    "record": Option(_paths, "Path of the element of each record.", is_required=True),
    "columns": Option(
        _columns, "Path of each column from its record; per record where there are several.", is_required=True
    ),
    "namespaces": Option(check.texts, "Prefixes used in the paths."),
    "totals": Option(_paths, "Path of each control total."),
}
"""Options of the format."""


def read_xml(data: bytes, options: dict[str, Any], *, file_name: str) -> dict[str, Table]:
    """The elements of each record, a column per path; a path that finds several texts joins them with a space.

    `line_number` is the line of the element, or its ordinal where elements share lines.

    Args:
        data: The file.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file is empty, not well-formed, or declares a document type.
    """
    namespaces = options.get("namespaces")
    columns = {name: columns_of(options, name) for name in options["record"]}
    totals_at = options.get("totals", {})
    walk = plan_walk(options["record"], columns, totals_at, namespaces or {}, partial(_finder, namespaces=namespaces))
    if walk is not None:
        return walk_records(data, walk, file_name=file_name)
    root = parse_xml(data, file_name=file_name)
    totals = {name: _text(root, _compile(path, namespaces)) or "" for name, path in totals_at.items()}
    tables = {name: _records(root, name, path, columns[name], namespaces) for name, path in options["record"].items()}
    return {name: found._replace(totals=totals) for name, found in tables.items()}


def columns_of(options: dict[str, Any], record: str) -> dict[str, str]:
    """Columns and paths of one record; `columns` may be given once for all records."""
    columns = options["columns"]
    return columns[record] if isinstance(columns.get(record), dict) else columns


def prefix_faults(options: dict[str, Any]) -> list[str]:
    """The paths that use a prefix or function which is not known, a sentence for each."""
    groups = [options["record"], options.get("totals", {}), *(columns_of(options, name) for name in options["record"])]
    faults = []
    for path in dict.fromkeys(path for group in groups for path in group.values()):
        try:
            _compile(path, options.get("namespaces"))(etree.Element("x"))
        except etree.XPathError as error:
            faults.append(f"path {path!r} cannot be followed ({error})")
    return faults


def _records(
    root: Element,
    name: str,
    path: str,
    columns: dict[str, str],
    namespaces: dict[str, str] | None,
) -> Table:
    elements: Any = _compile(path, namespaces)(root)
    finders = {column: _compile(place, namespaces) for column, place in columns.items()}
    return table(
        {column: [_text(element, finder) for element in elements] for column, finder in finders.items()},
        line_numbers=distinct_places([line_of(element) for element in elements]),
        record_type=name,
    )


def _finder(path: str, namespaces: dict[str, str] | None) -> Callable[[Element], str | None]:
    """How the text at a path is found from an element."""
    return partial(_text, finder=_compile(path, namespaces))


def _compile(path: str, namespaces: dict[str, str] | None) -> etree.XPath:
    return etree.XPath(path, namespaces=namespaces)


def _text(element: Element, finder: etree.XPath) -> str | None:
    found: Any = finder(element)
    if not isinstance(found, list):
        return str(found)
    if len(found) == 1:
        return _content(found[0]).strip() or None
    return " ".join(text for item in found if (text := _content(item).strip())) or None


def _content(item: Any) -> str:
    """The text of what a path found: an attribute, or an element with all that is in it."""
    if isinstance(item, str):
        return item
    return "".join(item.itertext()) if len(item) else item.text or ""
