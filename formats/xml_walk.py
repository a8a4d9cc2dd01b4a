"""Records of an XML file read while it is parsed, so that memory holds their texts and not the document.

Only for paths that are plain: names from the root to a record, and from a record up and down to its columns. What a
column above a record says is known when the element there ends; every element is let go when it has been read. A layout
whose paths could look at what was let go is read from the whole document instead (`formats.xml_records`).

*Source*: XPath 1.0, abbreviated syntax.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import polars as pl

from formats.table import Table, distinct_places, table
from formats.xml_source import Element, line_of, walk_xml

_NAME: Final = r"(?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*"
_ABSOLUTE: Final = re.compile(rf"(?:/{_NAME})+")
_RELATIVE: Final = re.compile(rf"((?:\.\./)*)(?:\./)?({_NAME}(?:/{_NAME})*(?:/@{_NAME}|/text\(\))?|@{_NAME}|\.)")
_CHUNK: Final = 50_000

Path = tuple[str, ...]
Find = Callable[[Element], str | None]


class _Rule(NamedTuple):
    """A column: the record and its name, the place of the element that says it, and how it is found there."""

    record: str
    column: str
    at: Path
    find: Find


class Walk(NamedTuple):
    """How a layout is read in one pass.

    Args:
        records: Path of each record, as tags.
        rules: Every column.
        totals: How each control total is found in the root, when it ends.
    """

    records: dict[str, Path]
    rules: list[_Rule]
    totals: dict[str, Find]


def plan_walk(
    records: dict[str, str],
    columns: dict[str, dict[str, str]],
    totals: dict[str, str],
    namespaces: dict[str, str],
    compiled: Callable[[str], Find],
) -> Walk | None:
    """How a layout is read in one pass; none where a path is not plain, or looks at what is let go before.

    Args:
        records: Path of each record.
        columns: Paths of each record's columns.
        totals: Paths of the control totals.
        namespaces: Namespaces by prefix.
        compiled: Gives for a path how its text is found from an element.
    """
    if not all(_ABSOLUTE.fullmatch(path) for path in (*records.values(), *totals.values())):
        return None
    places = {name: _tags(path, namespaces) for name, path in records.items()}
    released = {place[:depth] for place in places.values() for depth in range(2, len(place) + 1)}
    rules: list[_Rule] = []
    for name, place in places.items():
        for column, path in columns[name].items():
            match = _RELATIVE.fullmatch(path)
            climbs = match[1].count("../") if match else len(place)
            if match is None or climbs >= len(place):
                return None
            at = place[: len(place) - climbs]
            if _is_released((*at, *_tags(match[2], namespaces)), at, released):
                return None
            rules.append(_Rule(name, column, at, compiled(path[len(match[1]) :])))
    roots = {place[0] for place in places.values()}
    for path in totals.values():
        place = _tags(path, namespaces)
        if len(roots) > 1 or place[0] not in roots or _is_released(place, place[:1], released):
            return None
    return Walk(places, rules, {name: compiled(path) for name, path in totals.items()})


def walk_records(data: bytes, walk: Walk, *, file_name: str) -> dict[str, Table]:
    """The records of a file.

    Args:
        data: The file.
        walk: How they are read.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: As `formats.xml_source.parse_xml`.
    """
    reading = _Reading(walk)
    tags = tuple(dict.fromkeys(tag for place in walk.records.values() for tag in place))
    for element in walk_xml(data, tags, file_name=file_name):
        reading.end(element, _place(element))
    return reading.tables()


class _Column:
    """Texts of a column, in parts that take little room."""

    def __init__(self) -> None:
        self._parts: list[pl.Series] = []
        self._open: list[str | None] = []
        self.count = 0

    def extend(self, text: str | None, times: int) -> None:
        self._open.extend([text] * times)
        self.count += times
        if len(self._open) >= _CHUNK:
            self._close()

    def series(self) -> pl.Series:
        self._close()
        return pl.concat(self._parts)

    def _close(self) -> None:
        self._parts.append(pl.Series(self._open, dtype=pl.String))
        self._open = []


class _Reading:
    """What was read so far."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._columns = {(rule.record, rule.column): _Column() for rule in walk.rules}
        self._lines: dict[str, list[int]] = {name: [] for name in walk.records}
        self._records: dict[Path, list[str]] = {}
        for name, path in walk.records.items():
            self._records.setdefault(path, []).append(name)
        self._by_place: dict[Path, list[_Rule]] = {}
        for rule in walk.rules:
            self._by_place.setdefault(rule.at, []).append(rule)
        self._inner = {place[:depth] for place in walk.records.values() for depth in range(1, len(place) + 1)}
        self._released: dict[int, set[str]] = {}
        for path in self._inner:
            self._released.setdefault(len(path), set()).add(path[-1])
        self._totals = dict.fromkeys(walk.totals, "")

    def end(self, element: Element, place: Path) -> None:
        """Takes in an element that is complete, and lets it go."""
        if place not in self._inner:
            return
        for name in self._records.get(place, ()):
            self._lines[name].append(line_of(element))
        for rule in self._by_place.get(place, ()):
            column = self._columns[rule.record, rule.column]
            times = len(self._lines[rule.record]) - column.count
            if times:
                column.extend(rule.find(element), times)
        if len(place) == 1:
            self._totals = {name: find(element) or "" for name, find in self._walk.totals.items()}
        else:
            _release(element, self._released[len(place)])

    def tables(self) -> dict[str, Table]:
        return {
            name: table(
                {
                    rule.column: self._columns[name, rule.column].series()
                    for rule in self._walk.rules
                    if rule.record == name
                },
                line_numbers=distinct_places(lines),
                record_type=name,
                totals=self._totals,
            )
            for name, lines in self._lines.items()
        }


def _tags(path: str, namespaces: dict[str, str]) -> Path:
    return tuple(_tag(step, namespaces) for step in path.strip("/").split("/") if step != ".")


def _tag(step: str, namespaces: dict[str, str]) -> str:
    prefix, colon, local = step.rpartition(":")
    return f"{{{namespaces.get(prefix, '')}}}{local}" if colon else local


def _is_released(path: Path, at: Path, released: set[Path]) -> bool:
    """Whether a path from an element leads through others that were let go before that element ended, or holds them."""
    is_through = any(path[:depth] in released for depth in range(len(at) + 1, len(path) + 1))
    return is_through or any(len(place) > len(path) and place[: len(path)] == path for place in released)


def _place(element: Element) -> Path:
    above: list[Any] = [one.tag for one in element.iterancestors()]
    return (*reversed(above), str(element.tag))


def _release(element: Element, tags: set[str]) -> None:
    """Empties an element, and takes those before it out of the document; it itself is still needed by the parser."""
    element.clear()
    parent, before = element.getparent(), element.getprevious()
    if parent is not None and before is not None and before.tag in tags:
        parent.remove(before)
