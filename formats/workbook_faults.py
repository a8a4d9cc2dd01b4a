"""Rows of a workbook with a cell whose value is not said: calamine reads such a cell as empty, and money would be lost.

*Source*: ECMA-376 part 1, 18.3.1.40 (`f`), 18.3.1.96 (`v`); OASIS OpenDocument 1.2 part 1, 19.675 and on, with the
`calcext` extension of LibreOffice, which marks errors.
"""

from __future__ import annotations

import io
import re
from typing import Final

import openpyxl

from formats.xml_source import Element, local_name, walk_xml
from formats.zip_parts import is_zip, zip_parts

_UNCALCULATED: Final = re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>|<f[^>]*/>\s*(?:<v\s*/>)?\s*</c>")
_ODS_ERROR: Final = b'value-type="error"'
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def unsaid_rows(data: bytes, sheet: str, *, file_name: str) -> list[int]:
    """Rows of a sheet with a formula of xlsx whose value was not stored, or an error of ods.

    Programs that only write workbooks leave the values of formulas out. Only workbooks that have any such cell are read
    a second time.

    Args:
        data: The workbook.
        sheet: Name of the sheet.
        file_name: Name of the file, for errors.
    """
    if not is_zip(data):
        return []
    parts = {name: part for name, part in zip_parts(data, file_name=file_name) if _may_hold_cells(name)}
    if _ODS_ERROR in parts.get("content.xml", b""):
        return _ods_errors(parts["content.xml"], sheet, file_name)
    return _uncalculated(data, sheet) if any(map(_UNCALCULATED.search, parts.values())) else []


def _may_hold_cells(name: str) -> bool:
    return name == "content.xml" or (name.startswith("xl/worksheets/") and name.endswith(".xml"))


def _uncalculated(data: bytes, sheet: str) -> list[int]:
    formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)[sheet].iter_rows()
    values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)[sheet].iter_rows()
    return [
        number
        for number, (told, found) in enumerate(zip(formulas, values, strict=True), start=1)
        if any(f.data_type == "f" and cell.value is None for f, cell in zip(told, found, strict=True))
    ]


def _ods_errors(content: bytes, sheet: str, file_name: str) -> list[int]:
    rows: list[int] = []
    number = 0
    for element in walk_xml(content, (f"{_TABLE}table-row", f"{_TABLE}table"), file_name=file_name):
        if local_name(element) == "table":
            if element.get(f"{_TABLE}name") == sheet:
                return rows
            rows, number = [], 0
        else:
            number += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            rows += [number] if any(map(_is_error, element)) else []
        element.clear()
    return rows


def _is_error(cell: Element) -> bool:
    return any(str(key).endswith("}value-type") and value == "error" for key, value in cell.attrib.items())
