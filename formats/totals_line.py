"""A line of separated values that states totals of its file: the first one, above the header, or the last one."""

from __future__ import annotations

import csv
import io
from typing import Any, Final, NamedTuple

from formats.faults import file_fault
from formats.options import count, text
from warehouse.errors import FormatError

_FIRST_FIELD: Final = 2


class Signs(NamedTuple):
    """What parts the fields of a line: the delimiter, and the quote around fields, empty for none."""

    delimiter: str
    quote: str


def totals_line_fault(value: Any) -> str | None:
    """What is wrong with the option `heading` or `trailer` of separated values, if anything."""
    if not isinstance(value, dict) or set(value) != {"code", "fields"} or text(value["code"]):
        return "must be {code, fields}, with the code as a text"
    fields = value["fields"]
    if not isinstance(fields, dict) or not fields:
        return "must give fields"
    wrong = [name for name, place in fields.items() if count(place) or place < _FIRST_FIELD]
    return f"must give the number of a field, 2 or more, for {wrong[0]!r}" if wrong else None


def take_totals(content: str, options: dict[str, Any], signs: Signs, *, file_name: str) -> tuple[str, dict[str, str]]:
    """The text of a file without its last line, where that states totals, and all totals that are stated.

    Args:
        content: The text of the file.
        options: Options of the format, with `heading` and `trailer` or without.
        signs: What parts the fields.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file begins or ends with another line.
    """
    totals: dict[str, str] = {}
    if "heading" in options:
        totals |= _totals(content.partition("\n")[0], options["heading"], signs, 1, file_name)
    if "trailer" in options:
        # Spreadsheets leave lines of mere delimiters behind.
        content = content.rstrip(f"\r\n {signs.delimiter}")
        above, _, last = content.rpartition("\n")
        totals |= _totals(last, options["trailer"], signs, content.count("\n") + 1, file_name)
        content = above.rstrip("\r\n")
    return content, totals


def write_totals(
    options: dict[str, Any], totals: dict[str, dict[str, str]] | None, signs: Signs, line_end: str
) -> tuple[str, str]:
    """The first and the last line of a file, each empty where it states no totals.

    Args:
        options: Options of the format, with `heading` and `trailer` or without.
        totals: Totals of any record.
        signs: What parts the fields.
        line_end: End of a line.
    """
    stated = {key: value for record in (totals or {}).values() for key, value in record.items()}
    heading, trailer = (
        _line(options[name], stated, signs) + line_end if name in options else "" for name in ("heading", "trailer")
    )
    return heading, trailer


def _line(line: dict[str, Any], stated: dict[str, str], signs: Signs) -> str:
    cells = [line["code"], *([""] * (max(line["fields"].values()) - 1))]
    for name, place in line["fields"].items():
        cells[place - 1] = stated.get(name, "")
    if not signs.quote:
        return signs.delimiter.join(cells)
    out = io.StringIO()
    csv.writer(out, delimiter=signs.delimiter, quotechar=signs.quote, lineterminator="").writerow(cells)
    return out.getvalue()


def _totals(found: str, line: dict[str, Any], signs: Signs, line_number: int, file_name: str) -> dict[str, str]:
    cells = _cells(found.rstrip("\r"), signs)
    if not cells or cells[0].strip() != line["code"]:
        raise _absent(line, line_number, file_name)
    return {name: cells[place - 1].strip() if place <= len(cells) else "" for name, place in line["fields"].items()}


def _cells(found: str, signs: Signs) -> list[str]:
    """The fields of a line; none where it is no whole record, or more than one."""
    if "\r" in found:
        return []
    if not signs.quote:
        return found.split(signs.delimiter)
    reader = csv.reader([found], delimiter=signs.delimiter, quotechar=signs.quote, strict=True)
    try:
        return next(reader, [])
    except csv.Error:
        return []


def _absent(line: dict[str, Any], line_number: int, file_name: str) -> FormatError:
    cause = f"the line that states the totals is not there: it begins with {line['code']!r}"
    cure = "Export the file again: it may have been cut off."
    return file_fault("unreadable", cause, file_name=file_name, line_number=line_number, cure=cure)
