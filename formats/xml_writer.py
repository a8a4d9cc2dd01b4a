"""The inverse of `formats.xml_records`: frames to nested elements, from the same paths."""

from __future__ import annotations

from typing import Any

import polars as pl
from lxml import etree

from formats.faults import file_fault
from formats.table import text_columns
from formats.xml_records import columns_of
from formats.xml_source import Element, new_root, to_bytes


def write_xml(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """A document with an element per row, rows of one parent under one element, then the totals.

    Paths may be made of names, `..`, `.` and `@name`. Rows share a parent while the columns that climb to it stay the
    same.

    Args:
        tables: A frame per record.
        options: Options of `formats.xml_records`.
        totals: Totals of any record.
    """
    namespaces = options.get("namespaces") or {}
    names = [name for name in options["record"] if name in tables]
    root = new_root(_tag(_steps(options, names[0])[0], namespaces), namespaces)
    for name in names:
        _write_record(root, _steps(options, name), tables[name], columns_of(options, name), namespaces)
    stated = {key: value for record in (totals or {}).values() for key, value in record.items()}
    for key, path in options.get("totals", {}).items():
        if key in stated:
            _place(root, path.strip("/").split("/")[1:], stated[key], namespaces)
    return to_bytes(root)


def _write_record(
    root: Element, steps: list[str], frame: pl.DataFrame, columns: dict[str, str], namespaces: dict[str, str]
) -> None:
    depth = len(steps) - 1
    levels: list[list[tuple[str, list[str]]]] = [[] for _ in steps]
    for column, path in columns.items():
        parts = [part for part in path.split("/") if part != "."]
        climbs = parts.count("..")
        levels[depth - climbs].append((column, parts[climbs:]))
    opened: list[Element] = [root]
    shown: list[tuple[str | None, ...]] = []
    for row in text_columns(frame).iter_rows(named=True):
        keys = [tuple(row.get(column) for column, _ in level) for level in levels[:depth]]
        same = 0
        while same < len(shown) and keys[same] == shown[same]:
            same += 1
        if shown and same == 0:
            cause = "columns of the root differ between rows"
            raise file_fault("unreadable", cause, file_name="file to send", cure="Write a file for each of them.")
        del opened[max(1, same) :]
        for level in range(same, depth + 1):
            if level:
                opened.append(etree.SubElement(opened[-1], _tag(steps[level], namespaces)))
            for column, parts in levels[level]:
                if row.get(column) is not None:
                    _place(opened[-1], parts, row[column], namespaces)
        shown = keys


def _place(element: Element, parts: list[str], value: str, namespaces: dict[str, str]) -> None:
    for part in parts:
        if part.startswith("@"):
            element.set(_tag(part[1:], namespaces), value)
            return
        found = element.find(_tag(part, namespaces))
        element = etree.SubElement(element, _tag(part, namespaces)) if found is None else found
    element.text = value


def _steps(options: dict[str, Any], record: str) -> list[str]:
    path: str = options["record"][record]
    return path.strip("/").split("/")


def _tag(name: str, namespaces: dict[str, str]) -> str:
    prefix, colon, local = name.rpartition(":")
    return f"{{{namespaces[prefix]}}}{local}" if colon else local
