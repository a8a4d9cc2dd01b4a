"""Tables in workbooks: read with calamine (xlsx, xlsm, xlsb, xls, ods), written as xlsx with openpyxl.

*Source*: ECMA-376 (Office Open XML), MS-XLS, OASIS OpenDocument 1.2; the tables have a header row.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

import fastexcel
import openpyxl
import polars as pl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell

from formats import options as check
from formats.faults import file_fault
from formats.formula_text import is_formula_text
from formats.header import column_names
from formats.open_workbook import open_workbook, panics_as_errors
from formats.options import Option
from formats.table import FAULT_COLUMN, Table, table, text_columns
from formats.workbook_faults import unsaid_rows
from formats.zip_parts import check_zip, is_zip

_HEADER_KEYS: Final = ("header_row", "header_rows")


def _sheets(value: Any) -> str | None:
    if not isinstance(value, dict) or not value:
        return "must map record names to {sheet, header_row, header_rows}"
    for name, place in value.items():
        if not isinstance(place, dict) or set(place) - {"sheet", *_HEADER_KEYS} or check.text(place.get("sheet")):
            return f"must give {{sheet, header_row, header_rows}} for {name!r}"
        for key in _HEADER_KEYS:
            row = place.get(key, 1)
            if check.count(row) or row == 0:
                return f"must give a {key} of 1 or more for {name!r}"
    return None


OPTIONS: Final = {
    "sheets": Option(
        _sheets,
        "`sheet` of each record; `header_row`, where its header starts; `header_rows`: how many rows it has, the names "
        "above a column are put together. Both are 1 when left out.",
        is_required=True,
    ),
    "types": Option(check.choices("date", "number"), "Columns written as real dates and numbers; the rest is text."),
}
"""Options of the format."""

_ZIP_MOMENT = (2000, 1, 1, 0, 0, 0)
_CORE_MOMENT = "2000-01-01T00:00:00Z"


def read_xlsx(data: bytes, options: dict[str, Any], *, file_name: str) -> dict[str, Table]:
    """The rows of the named sheets, each under its record's name; `line_number` is the row of the sheet.

    Dates become `yyyy-mm-dd`, numbers plain decimals of at most 15 digits (what Excel keeps), booleans `true` and
    `false`, formulas their stored value. Empty rows are left out; a row with an error such as `#N/A`, or a formula
    whose value was not stored, is marked in `__fault`.

    Args:
        data: The file.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: No workbook, a sheet that is missing, or a column named twice.
    """
    if is_zip(data):
        check_zip(data, file_name=file_name)
    try:
        workbook = open_workbook(data)
    except fastexcel.FastExcelError as error:
        why = str(error).partition("\n")[0]
        cause = f"the file is no workbook of Excel or OpenDocument that can be read ({why})"
        raise file_fault("unreadable", cause, file_name=file_name) from error
    return {name: _read_sheet(workbook, data, name, place, file_name) for name, place in options["sheets"].items()}


def write_xlsx(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """A workbook with a sheet per record, the same bytes for the same frames; text is never taken for a formula.

    Args:
        tables: A frame per record of `sheets`.
        options: `OPTIONS`.
        totals: Unused, for all writers take them.

    Raises:
        FormatError: A value is no date or number where it should be, or holds a character that workbooks cannot hold.
    """
    kinds = options.get("types", {})
    pages = {
        place["sheet"]: (_last_header_row(place), text_columns(tables[name]))
        for name, place in options["sheets"].items()
    }
    # A workbook that is left half written complains when it is thrown away, so values are converted beforehand.
    ready = {sheet: (row, frame.columns, _values(frame, kinds, sheet)) for sheet, (row, frame) in pages.items()}
    workbook = openpyxl.Workbook(write_only=True)
    for title, (header_row, names, rows) in ready.items():
        sheet = workbook.create_sheet(title)
        for _ in range(header_row - 1):
            sheet.append([])
        for row in (names, *rows):
            sheet.append([_cell(sheet, value) for value in row])
    packed = io.BytesIO()
    workbook.save(packed)
    return _repack(packed.getvalue())


def joined_names(header: list[tuple[str | None, ...]]) -> list[str | None]:
    """The names of columns in a header of one row or more: those of groups before their own.

    A group stands above its first column only, as in merged cells. A name with nothing below it is no group.

    Args:
        header: The rows of the header, from above.
    """
    *groups, own = header
    names: list[str | None] = list(own)
    for row in reversed(groups):
        above: str | None = None
        for place, text in enumerate(row):
            below = names[place]
            above = text or above
            names[place] = f"{above} {below}" if above and below else above if text else below
            above = above if below else None
    return names


def _last_header_row(place: dict[str, Any]) -> int:
    return int(place.get("header_row", 1)) + int(place.get("header_rows", 1)) - 1


def _read_sheet(
    workbook: fastexcel.ExcelReader, data: bytes, record_type: str, place: dict[str, Any], file_name: str
) -> Table:
    header_row = _last_header_row(place)
    try:
        with panics_as_errors():
            sheet = workbook.load_sheet(place["sheet"], header_row=None, skip_rows=0, dtypes="string")
            cells, errors = _cells(sheet)
    except fastexcel.SheetNotFoundError as error:
        found = ", ".join(repr(name) for name in workbook.sheet_names)
        cause = f"sheet {place['sheet']!r} is missing; the file has {found}"
        raise file_fault("columns", cause, file_name=file_name) from error
    except fastexcel.FastExcelError as error:
        cause = f"sheet {place['sheet']!r} cannot be read"
        raise file_fault("unreadable", cause, file_name=file_name) from error
    if cells.height < header_row:
        raise file_fault("empty", f"sheet {place['sheet']!r} has no row {header_row}", file_name=file_name)
    header_place = f"{file_name}:{place['sheet']}"
    header = cells.slice(header_row - place.get("header_rows", 1), place.get("header_rows", 1)).rows()
    names = column_names(joined_names(header), file_name=header_place, line_number=header_row)
    errors += unsaid_rows(data, place["sheet"], file_name=file_name)
    body = cells.slice(header_row)
    rows = table(
        dict(zip(names, body.select(_plain(column) for column in body.columns).get_columns(), strict=True)),
        line_numbers=range(header_row + 1, cells.height + 1),
        record_type=record_type,
    ).rows.with_columns(
        pl.when(pl.col("line_number").is_in(errors))
        .then(pl.lit("record"))
        .otherwise(pl.col(FAULT_COLUMN))
        .alias(FAULT_COLUMN)
    )
    says_something = pl.any_horizontal(pl.col(name).is_not_null() for name in (*names, FAULT_COLUMN))
    return Table(rows.filter(says_something), {})


def _plain(column: str) -> pl.Expr:
    """Text of a cell without what the reader adds: midnight on dates, digits past the fifteenth, the sign of zero."""
    value = pl.col(column)
    is_noisy = value.str.contains(r"^-?\d{7,}\.\d{8,9}$")
    rounded = value.cast(pl.Float64, strict=False).round_sig_figs(15).cast(pl.String)
    return (
        pl.when(is_noisy)
        .then(rounded.str.strip_suffix(".0"))
        .when(value == "-0")
        .then(pl.lit("0"))
        .otherwise(value.str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1"))
        .alias(column)
    )


def _cells(sheet: Any) -> tuple[pl.DataFrame, list[int]]:
    """The cells of a sheet as text, and the rows with an error such as `#N/A`, which is an empty text there."""
    batch, found = sheet.to_arrow_with_errors()
    cells = pl.from_arrow(batch)
    assert isinstance(cells, pl.DataFrame), "a batch of columns is a frame"
    return cells, sorted({error.position[0] + 1 for error in found.errors} if found else ())


def _values(frame: pl.DataFrame, kinds: dict[str, str], sheet: str) -> list[tuple[Any, ...]]:
    """Rows with real dates and numbers in the columns that ask for them."""
    try:
        convert = [_CONVERSIONS[kinds.get(name, "text")] for name in frame.columns]
        return [
            tuple(None if value is None else change(value) for change, value in zip(convert, row, strict=True))
            for row in frame.iter_rows()
        ]
    except (ValueError, ArithmeticError) as error:
        cause = f"a value does not fit its column ({error})"
        raise file_fault(
            "unreadable", cause, file_name=sheet, cure="Correct the value, or write it as text."
        ) from error


def _printable(value: str) -> str:
    if ILLEGAL_CHARACTERS_RE.search(value):
        raise ValueError(f"{value!r} holds a character that a workbook cannot hold")
    return value


def _cell(sheet: Any, value: Any) -> Cell | None:
    if value is None:
        return None
    cell: Cell = WriteOnlyCell(sheet)
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, str):
        # Else a text that starts with `=` would become a formula.
        cell.data_type = "s"
        if is_formula_text(value):
            # Shown as text also after someone has edited the cell.
            cell.quotePrefix = True
    return cell


def _repack(packed: bytes) -> bytes:
    """The same workbook with all moments fixed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _CORE_MOMENT.encode(), part)
            copy.writestr(zipfile.ZipInfo(name, _ZIP_MOMENT), part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


_CONVERSIONS: Final[dict[str, Callable[[str], Any]]] = {
    "date": date.fromisoformat,
    "number": Decimal,
    "text": _printable,
}
