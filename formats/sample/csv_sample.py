"""Separated values in a sample: delimiter, quotes, header, lines above it, a last line that states totals."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Any, Final

from formats.sample.text_sample import TextSample

_DELIMITERS: Final = (";", "\t", "|", ",")
_LINES: Final = 200
_LEAST_COLUMNS: Final = 2
_MOST_SKIPPED: Final = 20
_VALUE: Final = re.compile(r"\d{3,}|^\d+([.,]\d+)?$|@|^-?\d")
_CODE: Final = re.compile(r"[^\W\d_]{1,20}( [^\W\d_]{1,20})?:?")
_NUMBER: Final = re.compile(r"-?\d[\d.,' ]*")


def csv_options(sample: TextSample) -> dict[str, Any] | None:
    """The options of `csv` that read a sample into even rows; none where no delimiter does.

    Args:
        sample: Text and encoding.

    Returns:
        Options with `name`; columns without a header are called `column 1`, `column 2`.
    """
    head = "".join(sample.text.splitlines(keepends=True)[:_LINES])
    found = [(_evenness(rows), rows, sign) for sign in _DELIMITERS if len(rows := _rows(head, sign)) > 1]
    found = [entry for entry in found if entry[0] > 0]
    if not found:
        return None
    _, rows, delimiter = max(found, key=lambda entry: entry[0])
    width = _usual_width(rows)
    skipped = next(place for place, row in enumerate(rows) if len(row) == width)
    options: dict[str, Any] = {"name": "csv", "encoding": sample.encoding, "delimiter": delimiter}
    if 0 < skipped <= _MOST_SKIPPED:
        options["skip_rows"] = skipped
    if not _is_header(rows[skipped]):
        options |= {"header": False, "columns": [f"column {number}" for number in range(1, width + 1)]}
    if trailer := _trailer(sample.text, delimiter, rows[skipped:]):
        options["trailer"] = trailer
    return options


def _trailer(text: str, delimiter: str, rows: list[list[str]]) -> dict[str, Any] | None:
    """The last line as one that states totals: a word, then numbers and gaps, where no record begins with a word.

    Args:
        text: The whole sample.
        delimiter: What parts its fields.
        rows: First rows of the table, the header among them.
    """
    last = _rows(text.rstrip(f"\r\n {delimiter}").rpartition("\n")[2], delimiter)
    cells = [cell.strip() for cell in last[0]] if last else []
    numbers = {f"field {place}": place for place, cell in enumerate(cells, 1) if _NUMBER.fullmatch(cell)}
    if not numbers or not _CODE.fullmatch(cells[0]) or len(numbers) != sum(map(bool, cells[1:])):
        return None
    records = [row for row in rows[1:] if row and [cell.strip() for cell in row[: len(cells)]] != cells]
    if not records or len(numbers) + 1 == len(records[0]) or any(_CODE.fullmatch(row[0].strip()) for row in records):
        return None
    return {"code": cells[0], "fields": numbers}


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The rows that a delimiter makes; none where quotes do not close."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return []


def _evenness(rows: list[list[str]]) -> int:
    """How many cells stand in rows of the usual width; 0 where that is one cell, or where most rows differ."""
    width = _usual_width(rows)
    if width < _LEAST_COLUMNS:
        return 0
    # What stands above the header need not be even, nor a last line that may state totals.
    table = [row for row in rows[next(place for place, row in enumerate(rows) if len(row) == width) :] if row]
    even = sum(len(row) == width for row in table)
    is_apart = len(table[-1]) != width and _CODE.fullmatch(table[-1][0].strip()) is not None
    return even * width if even * 10 >= (len(table) - is_apart) * 8 else 0


def _usual_width(rows: list[list[str]]) -> int:
    """The number of cells that most rows have, of those with more than one."""
    widths = Counter(len(row) for row in rows if len(row) >= _LEAST_COLUMNS)
    return widths.most_common(1)[0][0] if widths else 0


def _is_header(cells: list[str]) -> bool:
    """Whether a row holds names: all different, none of them a number, a date or an address."""
    names = [cell.strip().lower() for cell in cells]
    named = [name for name in names if name]
    return len(set(named)) == len(named) and bool(named) and not any(_VALUE.search(name) for name in named)
