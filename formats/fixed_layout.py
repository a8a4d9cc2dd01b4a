"""Layouts of fixed-width files, as mappings write them, and the checks on them."""

from __future__ import annotations

from typing import Any, NamedTuple

from formats import options as check

Place = tuple[int, int]
"""First character, counted from 1, and length."""


class Kind(NamedTuple):
    """A kind of line: its code (empty where all lines are of one kind) and its fields."""

    code: str
    fields: dict[str, Place]


class Layout(NamedTuple):
    """A layout: encoding, place of the code, kinds of lines, what is carried, heading, trailer, width of a line."""

    encoding: str
    code: Place | None
    records: dict[str, Kind]
    carry: dict[str, list[str]]
    heading: Kind | None
    trailer: Kind | None
    width: int


def layout_of(options: dict[str, Any]) -> Layout:
    """The layout that checked options describe."""
    heading, trailer = options.get("heading"), options.get("trailer")
    return Layout(
        encoding=options.get("encoding", "utf-8"),
        code=_place(options["code"]) if "code" in options else None,
        records={name: _kind(kind) for name, kind in options["records"].items()},
        carry=options.get("carry", {}),
        heading=_kind(heading) if heading else None,
        trailer=_kind(trailer) if trailer else None,
        width=options.get("width", 0),
    )


def records_fault(value: Any) -> str | None:
    """What is wrong with the option `records`, if anything."""
    if not isinstance(value, dict) or not value:
        return "must map record names to {code, fields}"
    wrong = next((f"for {name!r}: {fault}" for name, kind in value.items() if (fault := trailer_fault(kind))), None)
    codes = [str(kind.get("code", "")) for kind in value.values()] if wrong is None else []
    return wrong or ("must give each record another code" if len(set(codes)) < len(codes) else None)


def trailer_fault(value: Any) -> str | None:
    """What is wrong with a kind of line, if anything: the option `heading` or `trailer`, or one of `records`."""
    if not isinstance(value, dict) or set(value) - {"code", "fields"}:
        return "must be {code, fields}"
    if "code" in value and not isinstance(value["code"], str):
        return "must give the code as a text in quotes"
    fields = value.get("fields")
    if not isinstance(fields, dict) or not fields:
        return "must give fields"
    wrong = [name for name, place in fields.items() if check.position(place)]
    return f"must give [start, length], both from 1, for field {wrong[0]!r}" if wrong else None


def _kind(value: dict[str, Any]) -> Kind:
    return Kind(value.get("code", ""), {name: _place(place) for name, place in value["fields"].items()})


def _place(value: list[int]) -> Place:
    start, length = value
    return start, length
