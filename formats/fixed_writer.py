"""The inverse of `formats.fixed_width`: frames to fixed-width lines with a heading and a trailer."""

from __future__ import annotations

from typing import Any

import polars as pl

from formats.faults import file_fault
from formats.fixed_layout import Kind, Layout, layout_of
from formats.table import text_columns
from formats.text import encode


def write_fixed(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """Lines of the given records, in the order of `line_number`, between the heading and the trailer with the totals.

    A parent that is carried and not given itself is written from its children's `parent.field` columns, once for each
    run of equal values. Text is padded with spaces on the right.

    Args:
        tables: A frame per record; `line_number` orders lines of different records.
        options: Options of `formats.fixed_width`.
        totals: Totals of any record; all go to the heading and the trailer.

    Raises:
        FormatError: A value is longer than its field, or the encoding lacks a character.
    """
    layout = layout_of(options)
    frames = [_lines(frame, name, layout) for name, frame in tables.items()]
    frames += [
        _parent_lines(tables[child], parent, layout)
        for child, parents in layout.carry.items()
        for parent in parents
        if parent not in tables and child in tables
    ]
    lines = pl.concat(frames).sort("line_number", "rank", maintain_order=True)["line"].to_list()
    stated = {key: value for record in (totals or {}).values() for key, value in record.items()}
    if layout.heading:
        lines = [_line_of_totals(layout.heading, "heading", layout, stated), *lines]
    if layout.trailer:
        lines.append(_line_of_totals(layout.trailer, "trailer", layout, stated))
    line_end = "\n" if options.get("line_end") == "lf" else "\r\n"
    return encode("".join(f"{line}{line_end}" for line in lines), layout.encoding, file_name="file to send")


def _line_of_totals(kind: Kind, name: str, layout: Layout, stated: dict[str, str]) -> str:
    row = pl.DataFrame(
        {field: [stated.get(field)] for field in kind.fields}, schema=dict.fromkeys(kind.fields, pl.String)
    )
    _refuse_too_long(row, kind, name)
    return str(row.select(_line(kind, layout, row.columns)).item())


def _lines(frame: pl.DataFrame, name: str, layout: Layout) -> pl.DataFrame:
    kind = layout.records[name]
    values = text_columns(frame)
    _refuse_too_long(values, kind, name)
    return _numbered(frame).select(
        "line_number", pl.lit(1).alias("rank"), values.select(_line(kind, layout, values.columns)).to_series()
    )


def _parent_lines(children: pl.DataFrame, parent: str, layout: Layout) -> pl.DataFrame:
    """One line before each run of children that have the same parent."""
    kind = layout.records[parent]
    prefix = f"{parent}."
    own = [name for name in children.columns if name.startswith(prefix)]
    values = text_columns(_numbered(children).select("line_number", *own)).rename(
        lambda name: name.removeprefix(prefix)
    )
    numbers = _numbered(children)["line_number"]
    is_first = values.with_columns(pl.struct(pl.all()).alias("parent")).select(
        pl.col("parent").ne_missing(pl.col("parent").shift()).fill_null(True)
    )
    firsts = values.with_columns(numbers).filter(is_first.to_series())
    _refuse_too_long(firsts, kind, parent)
    return firsts.select("line_number", pl.lit(0).alias("rank"), _line(kind, layout, values.columns))


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    if "line_number" in frame.columns:
        return frame.with_columns(pl.col("line_number").cast(pl.Int64))
    return frame.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("line_number"))


def _line(kind: Kind, layout: Layout, present: list[str]) -> pl.Expr:
    """The line: code and fields at their places, spaces between and after them."""
    places = [
        (place, pl.col(name).fill_null("") if name in present else pl.lit("")) for name, place in kind.fields.items()
    ]
    if layout.code:
        places.append((layout.code, pl.lit(kind.code)))
    parts: list[pl.Expr] = []
    end = 1
    for (start, length), value in sorted(places, key=lambda item: item[0]):
        parts += [pl.lit(" " * (start - end)), value.str.pad_end(length)]
        end = start + length
    parts.append(pl.lit(" " * max(0, layout.width + 1 - end)))
    return pl.concat_str(parts).alias("line")


def _refuse_too_long(values: pl.DataFrame, kind: Kind, record: str) -> None:
    present = {name: place[1] for name, place in kind.fields.items() if name in values.columns}
    longest = values.select(pl.col(name).str.len_chars().max().fill_null(0) for name in present).rows()
    wrong = [
        name for (name, limit), length in zip(present.items(), (longest or [()])[0], strict=True) if length > limit
    ]
    if wrong:
        cause = f"field {wrong[0]!r} of {record!r} has a value longer than {present[wrong[0]]} characters"
        raise file_fault("unreadable", cause, file_name="file to send", cure="Shorten the value, or widen the field.")
