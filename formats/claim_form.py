"""The form in which an operator types a claim: a workbook with lists to choose from, known by the name of its sheet."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

SHEET: Final = "Incassohub claim"
"""Name of the sheet with the claims: the mark of the form, whatever the file is called."""

_LISTS: Final = "Lists"
_ROWS: Final = 20
_HEADER_FILL: Final = PatternFill("solid", fgColor="1B5E6B")
_NEEDED_FILL: Final = PatternFill("solid", fgColor="FFF8DC")
_HEADER_FONT: Final = Font(bold=True, color="FFFFFF")
_FORMATS: Final = {"date": "yyyy-mm-dd", "amount": "0.00", "text": "@"}
_MOST_BYTES: Final = 1 << 20


def write_claim_form(
    columns: Mapping[str, str],
    choices: Mapping[str, Sequence[str]],
    *,
    needed: Sequence[str],
    filled: Mapping[str, str],
) -> bytes:
    """The empty form.

    Args:
        columns: Kind of each column, `text`, `date` or `amount`, by its heading, in order.
        choices: What can be chosen, by heading.
        needed: Headings of the columns that may not stay empty.
        filled: Texts that stand in the first row already, by heading.
    """
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = SHEET
    lists: Any = workbook.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    sheet.freeze_panes = "A2"
    for number, (heading, kind) in enumerate(columns.items(), start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(len(heading) + 2, 14)
        head = sheet.cell(1, number, heading)
        head.fill, head.font = _HEADER_FILL, _HEADER_FONT
        for row in range(2, _ROWS + 2):
            cell = sheet.cell(row, number)
            cell.number_format = _FORMATS[kind]
            if heading in needed:
                cell.fill = _NEEDED_FILL
        sheet.cell(2, number).value = filled.get(heading)
        place = f"{letter}2:{letter}{_ROWS + 1}"
        if heading in choices:
            _offer(sheet, lists, place, choices[heading])
        elif kind == "date":
            _check(sheet, place, "date", "36526", "a date: yyyy-mm-dd")
        elif kind == "amount":
            _check(sheet, place, "decimal", "0.01", "an amount above zero")
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def is_claim_form(data: bytes) -> bool:
    """Whether a file is the form: a workbook with a sheet of its name.

    Args:
        data: The file.
    """
    if not data.startswith(b"PK\x03\x04"):
        return False
    mark = f'name="{escape(SHEET)}"'.encode()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("xl/workbook.xml") as stream:
            return mark in stream.read(_MOST_BYTES)
    except (KeyError, zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError):
        # A damaged workbook is told by its reader.
        return False


def _offer(sheet: Any, lists: Any, place: str, choices: Sequence[str]) -> None:
    """A list to choose from, kept on the hidden sheet: a list within a cell may be 255 characters at most."""
    column = lists.max_column + 1 if lists.max_column > 1 or lists.cell(1, 1).value else 1
    for row, choice in enumerate(choices, start=1):
        lists.cell(row, column, choice)
    letter = get_column_letter(column)
    rule = DataValidation("list", formula1=f"={_LISTS}!${letter}$1:${letter}${len(choices)}", allow_blank=True)
    rule.error = "Choose from the list."
    rule.showErrorMessage = True
    rule.add(place)
    sheet.add_data_validation(rule)


def _check(sheet: Any, place: str, kind: Literal["date", "decimal"], least: str, words: str) -> None:
    rule = DataValidation(kind, operator="greaterThanOrEqual", formula1=least, allow_blank=True)
    rule.error = f"Write {words}."
    rule.showErrorMessage = True
    rule.add(place)
    sheet.add_data_validation(rule)
