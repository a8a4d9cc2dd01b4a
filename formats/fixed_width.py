"""Files of fixed-width lines: a code tells the kind of each line, a heading or trailer states totals.

*Source*: the layout in the mapping; positions count characters from 1. Child lines can carry the fields of the last
parent line before them.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from formats import options as check
from formats.faults import file_fault
from formats.fixed_layout import Kind, Layout, layout_of, records_fault, trailer_fault
from formats.options import Option
from formats.table import FAULT_COLUMN, Table, table
from formats.text import decode

OPTIONS: Final = {
    "encoding": Option(check.encoding, "Encoding; utf-8 when left out."),
    "code": Option(
        check.position,
        "Position of the code that tells the kind of a line; none where all lines are of one kind.",
    ),
    "records": Option(records_fault, "Code and fields, as [start, length], of each record.", is_required=True),
    "carry": Option(check.lists, "Records whose fields the lines after them get, as `parent.field`."),
    "heading": Option(trailer_fault, "Code and fields of the first line, which states totals."),
    "trailer": Option(trailer_fault, "Code and fields of the last line, which states the totals."),
    "width": Option(check.count, "Length of every line; another length is a fault of that line."),
    "line_end": Option(check.one_of("crlf", "lf"), "Line end when writing; crlf when left out."),
}
"""Options of the format."""

UNKNOWN: Final = "unknown"
"""Record of the lines that have no known code, in the column `line`."""


def read_fixed(data: bytes, options: dict[str, Any], *, file_name: str) -> dict[str, Table]:
    """The lines of each record; the fields of heading and trailer are the totals of every table.

    A line of another width, without its parent or with an unknown code is marked in `__fault`; the last go to
    the record `unknown`.

    Args:
        data: The file.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: Wrong encoding, nothing in the file, no heading at its start, or no trailer at its end.
    """
    layout = layout_of(options)
    text = decode(data, layout.encoding, file_name=file_name).rstrip("\r\n\x1a")
    if not text.strip():
        raise file_fault("empty", "the file is empty", file_name=file_name)
    lines = _lines(text, layout)
    lines, stated = _without_heading(lines, layout, file_name)
    lines, totals = _without_trailer(lines, layout, file_name)
    totals = stated | totals
    tables = {name: _table(lines, name, layout, totals) for name in layout.records}
    strangers = lines.filter(pl.col("record").is_null())
    if strangers.height:
        tables[UNKNOWN] = table(
            {"line": strangers["line"]},
            line_numbers=strangers["line_number"],
            faults=["record"] * strangers.height,
            totals=totals,
        )
    return tables


def _lines(text: str, layout: Layout) -> pl.DataFrame:
    code = pl.lit("") if layout.code is None else _slice(layout.code)
    names = {kind.code: name for name, kind in layout.records.items()}
    if layout.trailer:
        names[layout.trailer.code] = ""
    return (
        pl.read_lines(text.encode(), row_index_name="line_number", row_index_offset=1)
        .with_columns(pl.col("line").str.strip_suffix("\r"))
        .filter(pl.col("line").str.strip_chars() != "")
        .with_columns(code.replace_strict(names, default=None, return_dtype=pl.String).alias("record"))
    )


def _without_heading(lines: pl.DataFrame, layout: Layout, file_name: str) -> tuple[pl.DataFrame, dict[str, str]]:
    if layout.heading is None:
        return lines, {}
    assert layout.code is not None, "a layout with a heading has a place for codes"
    first = lines.head(1)
    if first.select(_slice(layout.code)).item() != layout.heading.code:
        cause = f"the file does not begin with its heading {layout.heading.code!r}"
        raise file_fault("unreadable", cause, file_name=file_name, line_number=int(first["line_number"][0]))
    return lines.slice(1), _stated(first, layout.heading)


def _without_trailer(lines: pl.DataFrame, layout: Layout, file_name: str) -> tuple[pl.DataFrame, dict[str, str]]:
    if layout.trailer is None:
        return lines, {}
    trailers = lines.filter(pl.col("record") == "")
    last = 0 if lines.is_empty() else int(lines["line_number"][-1])
    if trailers["line_number"].to_list() != [last]:
        cause = f"the file does not end with its one trailer; it has {trailers.height}"
        raise file_fault("unreadable", cause, file_name=file_name, line_number=last)
    return lines.slice(0, lines.height - 1), _stated(trailers, layout.trailer)


def _stated(line: pl.DataFrame, kind: Kind) -> dict[str, str]:
    """The totals in a line."""
    totals = line.select(_slice(place).alias(name) for name, place in kind.fields.items()).row(0, named=True)
    return {name: value or "" for name, value in totals.items()}


def _table(lines: pl.DataFrame, name: str, layout: Layout, totals: dict[str, str]) -> Table:
    parents = layout.carry.get(name, ())
    placed = lines.with_columns(
        pl.when(pl.col("record") == parent).then(pl.col("line")).forward_fill().alias(f"{parent} line")
        for parent in parents
    ).filter(pl.col("record") == name)
    fields = {field: _slice(place) for field, place in layout.records[name].fields.items()}
    for parent in parents:
        source = pl.col(f"{parent} line")
        fields |= {f"{parent}.{field}": _slice(place, source) for field, place in layout.records[parent].fields.items()}
    is_wrong = [pl.col(f"{parent} line").is_null() for parent in parents]
    if layout.width:
        is_wrong.append(pl.col("line").str.len_chars() != layout.width)
    fault = pl.when(pl.any_horizontal(is_wrong) if is_wrong else pl.lit(False)).then(pl.lit("record"))
    found = placed.select(
        "line_number", fault.alias(FAULT_COLUMN), *(value.alias(key) for key, value in fields.items())
    )
    return table(
        {field: found[field] for field in fields},
        line_numbers=found["line_number"],
        record_type=name,
        faults=found[FAULT_COLUMN].to_list(),
        totals=totals,
    )


def _slice(place: tuple[int, int], line: pl.Expr | None = None) -> pl.Expr:
    start, length = place
    return (pl.col("line") if line is None else line).str.slice(start - 1, length).str.strip_chars()
