"""Rows of a workbook of work items that comes back filled in: xlsx, ods, or a sheet of it saved as csv.

It is known by the heading of its column with the numbers of the items, whatever it is called. Rows in which nothing
was filled in are left out: nobody decided on them.
"""

from __future__ import annotations

from typing import Final

import fastexcel
import polars as pl

from formats.open_workbook import open_workbook
from formats.recognise import recognise
from formats.registry import read
from formats.table import FAULT_COLUMN, PLACE_COLUMNS, Table
from formats.workbook_mark import is_marked
from formats.xlsx_table import read_xlsx
from formats.zip_parts import check_zip, is_zip
from warehouse.errors import FormatError
from warehouse.findings import CODES

ITEM_HEADING: Final = "incassohub-item"
"""Heading of the column with the numbers of the items: the mark by which the workbook is known."""

ANSWERS: Final = ("decision", "book to", "until", "new owner", "new deadline", "remark")
"""Columns of which one must be filled in to make a row a decision."""

RECORD: Final = "decision"
"""Name of the record that the rows make."""

_HEAD_BYTES: Final = 1 << 16


def read_decisions(data: bytes, *, file_name: str) -> Table | None:
    """The rows of a workbook of work items on which something was filled in; none where the file is no such workbook.

    Args:
        data: The file.
        file_name: Its name, for errors.

    Raises:
        FormatError: It cannot be read.
    """
    rows = read_decision_sheets(data, file_name=file_name)
    if rows is None:
        return None
    present = [name for name in ANSWERS if name in rows.columns]
    # A cell that cannot be read may have been meant as an answer.
    is_answered = (
        pl.any_horizontal(pl.col(name).str.strip_chars() != "" for name in present) if present else pl.lit(value=False)
    )
    return Table(rows.filter(is_answered.fill_null(value=False) | pl.col(FAULT_COLUMN).is_not_null()), {})


def read_decision_sheets(data: bytes, *, file_name: str) -> pl.DataFrame | None:
    """All rows of a workbook of work items, sheet by sheet; none where the file is no such workbook.

    Args:
        data: The file.
        file_name: Its name, for errors.

    Raises:
        FormatError: It cannot be read.
    """
    if is_zip(data):
        return _of_workbook(data, file_name) if is_marked(data, ITEM_HEADING) else None
    if ITEM_HEADING.encode() not in data[:_HEAD_BYTES]:
        return None
    options = recognise(data, file_name=file_name).options
    if options["name"] != "csv":
        return None
    rows = read(data, options, file_name=file_name)["row"].rows
    return rows if ITEM_HEADING in rows.columns else None


def _of_workbook(data: bytes, file_name: str) -> pl.DataFrame | None:
    check_zip(data, file_name=file_name)
    try:
        names = open_workbook(data).sheet_names
    except fastexcel.FastExcelError:
        return None
    sheets = [rows for name in names if (rows := _sheet(data, name, file_name)) is not None]
    if not sheets:
        return None
    joined = pl.concat(sheets, how="diagonal")
    own = [name for name in joined.columns if name not in (*PLACE_COLUMNS, FAULT_COLUMN)]
    return joined.select(*PLACE_COLUMNS, *own, FAULT_COLUMN)


def _sheet(data: bytes, sheet: str, file_name: str) -> pl.DataFrame | None:
    """The rows of a sheet with numbers of items; none where it has no such column."""
    try:
        rows = read_xlsx(data, {"sheets": {sheet: {"sheet": sheet}}}, file_name=file_name)[sheet].rows
    except FormatError as error:
        if error.code == CODES["empty"]:
            return None
        raise
    return rows if ITEM_HEADING in rows.columns else None
