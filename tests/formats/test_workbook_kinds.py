"""Workbooks of other kinds than xlsx; `files/open_items.xls` holds invented claims, for the hub writes no xls."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from formats.table import FAULT_COLUMN
from formats.xlsx_table import read_xlsx
from warehouse.errors import FormatError

XLS = (Path(__file__).parent / "files" / "open_items.xls").read_bytes()
SHEET = "Openstaande posten"
NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def text(value: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def number(value: str, shown: str, formula: str = "") -> str:
    attributes = f'office:value-type="float" office:value="{value}" {formula}'
    return f"<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>"


ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
)
DATE = (
    '<table:table-cell office:value-type="date" office:date-value="2026-01-05"><text:p>05-01-26</text:p>'
    "</table:table-cell>"
)


def ods(*rows: str) -> bytes:
    body = "".join(
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>" for row in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="Toelichting"><table:table-row>{ERROR}</table:table-row>'
        f'</table:table><table:table table:name="{SHEET}">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return packed.getvalue()


def rows(data: bytes, header_row: int = 1) -> pl.DataFrame:
    options = {"sheets": {"claims": {"sheet": SHEET, "header_row": header_row}}}
    return read_xlsx(data, options, file_name="claims")["claims"].rows.drop("record_type")


def test_xls_gives_the_same_texts_as_xlsx() -> None:
    assert rows(XLS).rows() == [
        (2, "00123", "1234.56", "2026-01-05", "=1+1", None),
        (3, "7", "-0.07", "46027", "Zoë", None),
        (4, "8", None, "05-01-2026", "x", "record"),
    ]


def test_ods_gives_values_and_not_what_is_shown() -> None:
    header = text("nr") + text("bedrag") + text("datum")
    found = rows(ods(header, text("00123") + number("1234.56", "1.234,56") + DATE))
    assert found.rows() == [(2, "00123", "1234.56", "2026-01-05", None)]


def test_a_formula_of_ods_has_its_value() -> None:
    found = rows(ods(text("nr"), number("2", "2", 'table:formula="of:=1+1"')))
    assert found["nr"].to_list() == ["2"]


def test_an_error_of_ods_marks_its_row_after_repeated_ones() -> None:
    repeated = f'<table:table-row table:number-rows-repeated="3">{text("x")}</table:table-row>'
    found = rows(ods(text("nr"), repeated, ERROR, text("y")))
    assert found.select("line_number", FAULT_COLUMN).rows() == [
        (2, None),
        (3, None),
        (4, None),
        (5, "record"),
        (6, None),
    ]


@pytest.mark.parametrize("first_row", [1, 4])
def test_a_formula_without_a_stored_value_marks_its_row(first_row: int) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = SHEET
    for place, value in (("A", "nr"), ("B", "bedrag")):
        page[f"{place}{first_row}"] = value
    page[f"A{first_row + 1}"], page[f"B{first_row + 1}"] = "1", "=SUM(1,2)"
    page[f"A{first_row + 2}"], page[f"B{first_row + 2}"] = "2", 3
    page[f"A{first_row + 3}"], page[f"B{first_row + 3}"] = "3", "#N/A"
    page[f"B{first_row + 3}"].data_type = "e"
    packed = io.BytesIO()
    book.save(packed)
    found = rows(packed.getvalue(), first_row)
    assert found.select("nr", FAULT_COLUMN).rows() == [("1", "record"), ("2", None), ("3", "record")]


@pytest.mark.parametrize("cut", [100, 600, 2000])
def test_an_xls_that_was_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(FormatError):
        rows(XLS[:cut])
