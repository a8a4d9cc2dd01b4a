"""A findings workbook that comes back from its sender, known by its own marks whatever the file is called.

The last column of each sheet is headed `incassohub-id` and holds the key of each record. Beside every column that was
wrong stands an empty one for the correction; what is changed in the sender's own columns counts as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

import fastexcel
import polars as pl

from formats.cell_text import shown_text
from formats.faults import file_fault
from formats.open_workbook import open_workbook
from formats.record_key import RecordKey, read_key
from formats.table import FAULT_COLUMN, RESERVED_COLUMNS
from formats.workbook_mark import is_marked
from formats.xlsx_table import read_xlsx
from warehouse.errors import FormatError
from warehouse.findings import CODES

KEY_HEADING: Final = "incassohub-id"
"""Heading of the column with the keys: the mark by which the workbook is known."""

CHANGES: Final = pl.Schema(
    {"line_number": pl.Int64, "record_type": pl.String, "column_name": pl.String, "value": pl.String}
)
"""Columns of what was changed."""


class CorrectedRow(NamedTuple):
    """A row of the workbook.

    Args:
        key: Record that it is about.
        cells: Texts in the sender's own columns, by column; none where a cell is empty.
        corrections: What was filled in beside them, by column; none where that was struck out since.
    """

    key: RecordKey
    cells: dict[str, str | None]
    corrections: dict[str, str | None]


def correction_heading(label: str, column: str) -> str:
    """The heading of the column in which a correction of another one is written.

    Args:
        label: Words for a correction in the sender's language.
        column: The sender's column.
    """
    return f"{label}: {column}"


def read_corrections(data: bytes, labels: Collection[str], *, file_name: str) -> list[CorrectedRow] | None:
    """The rows of a findings workbook that was sent back; none where the file is no such workbook.

    Args:
        data: The file.
        labels: Words for a correction in every language.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: A key was changed or is missing, stands twice, or the rows are of several deliveries.
    """
    if not is_marked(data, KEY_HEADING):
        return None
    try:
        names = open_workbook(data).sheet_names
    except fastexcel.FastExcelError:
        return None
    sheets = [rows for name in names if (rows := _sheet_rows(data, name, file_name)) is not None]
    if not sheets:
        return None
    found = [_row(row, set(labels), file_name) for rows in sheets for row in rows.iter_rows(named=True)]
    _check_keys([row.key for row in found], file_name)
    return found


def changed_cells(rows: Iterable[CorrectedRow], written: Mapping[RecordKey, Mapping[str, str | None]]) -> pl.DataFrame:
    """What the sender changed: line_number, record_type, column_name, and the new value, none where a cell was emptied.

    What stands in the column for the correction comes before what was changed in the sender's own column.

    Args:
        rows: Rows of the workbook.
        written: The records as the workbook that went out showed them, by key.
    """
    found = [
        (row.key.line_number, row.key.record_type, column, value)
        for row in rows
        for column, value in (_edited(row.cells, written.get(row.key, row.cells)) | row.corrections).items()
    ]
    return pl.DataFrame(found, schema=CHANGES, orient="row")


def _edited(cells: Mapping[str, str | None], written: Mapping[str, str | None]) -> dict[str, str | None]:
    """The cells that differ from what was written; white space and line ends, which programs change, do not count."""
    return {name: text for name, text in cells.items() if name in written and _seen(text) != _seen(written[name])}


def _seen(text: str | None) -> str:
    shown = " ".join(shown_text(text).split())
    return "0" if shown == "-0" else shown.removesuffix(" 00:00:00")


def _sheet_rows(data: bytes, sheet: str, file_name: str) -> pl.DataFrame | None:
    """The rows of a sheet with keys; none where the sheet has no such column."""
    try:
        rows = read_xlsx(data, {"sheets": {"row": {"sheet": sheet}}}, file_name=file_name)["row"].rows
    except FormatError as error:
        if error.code == CODES["empty"]:
            return None
        raise
    return rows if KEY_HEADING in rows.columns else None


def _row(row: dict[str, Any], labels: set[str], file_name: str) -> CorrectedRow:
    key = read_key(row[KEY_HEADING] or "")
    if key is None:
        cause = f"the {KEY_HEADING} of a row is missing or was changed: {row[KEY_HEADING] or 'nothing'}"
        raise file_fault("correction", cause, file_name=file_name, line_number=row["line_number"])
    if row[FAULT_COLUMN] is not None:
        cause = "a cell of the row holds an error such as #N/A, or a formula without its value"
        raise file_fault("correction", cause, file_name=file_name, line_number=row["line_number"])
    own = {name: text for name, text in row.items() if name not in (*RESERVED_COLUMNS, KEY_HEADING)}
    beside = {correction_heading(label, column): column for label in labels for column in own if column is not None}
    corrections: dict[str, str | None] = {
        beside[name]: text for name, text in own.items() if name in beside and text is not None
    }
    return CorrectedRow(key, {name: text for name, text in own.items() if name not in beside}, corrections)


def _check_keys(keys: list[RecordKey], file_name: str) -> None:
    if len({key.delivery_id for key in keys}) > 1:
        cause = "the workbook holds rows of several deliveries"
        raise file_fault("correction", cause, file_name=file_name)
    twice = next((key for key, count in Counter(keys).items() if count > 1), None)
    if twice is not None:
        cause = f"the record of line {twice.line_number} stands twice"
        raise file_fault("correction", cause, file_name=file_name)
