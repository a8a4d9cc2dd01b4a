"""Workbooks of other kinds than xlsx; `files/open_items.xls` holds invented claims, for the hub writes no xls."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.claim_form import is_claim_form
from formats.corrected_workbook import read_corrections
from formats.decision_rows import read_decisions
from formats.sample.sheet_sample import workbook_options
from formats.table import FAULT_COLUMN
from formats.xlsx_table import read_xlsx
from tests.formats.records_told import records_lost
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


ODS = ods(text("nr") + text("naam"), number("1", "1") + text("Zoë"))
KINDS = {"xlsx of xls": XLS, "xlsx of ods": ODS}


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


@pytest.mark.parametrize("size", range(400, len(XLS), 1_100))
def test_a_reader_that_gives_up_on_a_workbook_that_was_cut_off_stops_nothing(size: int) -> None:
    data = XLS[:size]
    assert workbook_options(data) is None
    assert not is_claim_form(data)
    assert read_corrections(data, {"Correctie: {name}"}, file_name="x") is None
    assert read_decisions(data, file_name="x") is None
    with pytest.raises(FormatError, match="no workbook"):
        rows(data)


@pytest.mark.parametrize("name", ["xlsx of xls", "xlsx of ods"])
@settings(max_examples=12, deadline=None)
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=5))
def test_a_damaged_workbook_is_rows_or_a_finding(name: str, changes: list[tuple[float, int]]) -> None:
    data = bytearray(KINDS[name])
    for share, value in changes:
        data[int(share * (len(data) - 1))] = value
    assert records_lost(name, bytes(data)) == 0


def test_a_cell_of_xls_in_a_far_corner_does_not_take_all_memory() -> None:
    place = XLS.rindex(bytes.fromhex("fd000a00")) + 4
    data = XLS[:place] + bytes.fromhex("ffffffff") + XLS[place + 4 :]
    with pytest.raises(FormatError, match="the reader died of the workbook"):
        rows(data)
