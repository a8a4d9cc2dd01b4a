"""Tables in the sheets of a workbook: which sheets hold one, and the row of their header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import fastexcel
import polars as pl

from formats.open_workbook import open_workbook, panics_as_errors
from formats.xlsx_table import joined_names

_ROWS_LOOKED_AT: Final = 30
_LEAST_COLUMNS: Final = 2


def workbook_options(data: bytes) -> dict[str, Any] | None:
    """The options of `xlsx` that read the tables of a workbook; none where the bytes are no workbook, or hold no table.

    Args:
        data: The sample.

    Returns:
        Options with `name`; records are called after their sheets.
    """
    try:
        with panics_as_errors():
            return _options(open_workbook(data))
    except fastexcel.FastExcelError:
        return None


def _options(workbook: fastexcel.ExcelReader) -> dict[str, Any] | None:
    sheets: dict[str, Any] = {}
    for title in workbook.sheet_names:
        header_row = _header_row(workbook, title)
        if header_row:
            place: dict[str, Any] = {"sheet": title} | ({"header_row": header_row} if header_row > 1 else {})
            sheets[_record_name(title, sheets)] = place | _groups(workbook, title, header_row)
    return {"name": "xlsx", "sheets": sheets} if sheets else None


def _header_row(workbook: fastexcel.ExcelReader, title: str) -> int:
    """The first row that is as full as the fullest one, with a row below it; 0 where the sheet holds no table."""
    cells = workbook.load_sheet(title, header_row=None, skip_rows=0, dtypes="string").to_polars()
    if not cells.width:
        return 0
    filled = cells.head(_ROWS_LOOKED_AT).select(pl.sum_horizontal(pl.all().is_not_null().cast(pl.Int64))).to_series()
    most = max(filled.to_list(), default=0)
    if most < _LEAST_COLUMNS:
        return 0
    row = next(place for place, count in enumerate(filled, start=1) if count * 10 >= most * 8)
    return row if row < cells.height else 0


def _groups(workbook: fastexcel.ExcelReader, title: str, header_row: int) -> dict[str, int]:
    """Options for a header with a row of groups above it, where names are only told apart by their groups."""
    cells = workbook.load_sheet(title, header_row=None, skip_rows=0, dtypes="string").to_polars()
    header = cells.slice(max(header_row - 2, 0), 2).rows()
    if header_row == 1 or _are_different(header[1]) or not _are_different(joined_names(header)):
        return {}
    return {"header_row": header_row - 1, "header_rows": 2}


def _are_different(names: Sequence[str | None]) -> bool:
    """Whether the names in a header differ by more than capitals and points."""
    bare = [re.sub(r"\W+", "", name.lower()) for name in names if name]
    return len(set(bare)) == len(bare)


def _record_name(title: str, taken: dict[str, Any]) -> str:
    """A name for a record: the title in lower case, with a number where it is taken."""
    name = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_") or "sheet"
    return name if name not in taken else f"{name}_{len(taken) + 1}"
