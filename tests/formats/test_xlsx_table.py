from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import polars as pl
import pytest

from formats import zip_parts
from formats.open_workbook import open_workbook
from formats.table import FAULT_COLUMN
from formats.xlsx_table import read_xlsx, write_xlsx
from warehouse.errors import FormatError
from warehouse.findings import CODES

ONE = {"sheets": {"claims": {"sheet": "Openstaande posten"}}}


def workbook(cells: dict[str, object], sheet: str = "Openstaande posten") -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for place, value in cells.items():
        page[place] = value
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def rows(data: bytes, header_row: int = 1) -> pl.DataFrame:
    options = {"sheets": {"claims": {"sheet": "Openstaande posten", "header_row": header_row}}}
    return read_xlsx(data, options, file_name="claims.xlsx")["claims"].rows


def test_a_header_of_two_rows_puts_the_group_before_the_name() -> None:
    cells = {"B2": "Debiteur", "D2": "Factuur", "F2": "Saldo"}
    cells |= {"A3": "Regel", "B3": "Nr", "C3": "Naam", "D3": "Nr", "E3": "Bedrag", "G3": "Nog", "A4": "1", "D4": "F1"}
    options = {"sheets": {"claims": {"sheet": "Openstaande posten", "header_row": 2, "header_rows": 2}}}
    found = read_xlsx(workbook(cells), options, file_name="claims.xlsx")["claims"].rows
    names = ["Regel", "Debiteur Nr", "Debiteur Naam", "Factuur Nr", "Factuur Bedrag", "Saldo", "Nog"]
    assert found.columns[2:-1] == names
    assert found.select("line_number", "Regel", "Factuur Nr").rows() == [(4, "1", "F1")]


def test_a_header_of_two_rows_is_written_and_read_back() -> None:
    options = {"sheets": {"claims": {"sheet": "A", "header_row": 3, "header_rows": 2}}}
    data = write_xlsx({"claims": pl.DataFrame({"Debiteur Nr": ["1"], "Factuur Nr": ["F1"]})}, options)
    found = read_xlsx(data, options, file_name="x.xlsx")["claims"].rows
    assert found.select("line_number", "Debiteur Nr", "Factuur Nr").rows() == [(5, "1", "F1")]


def test_rows_carry_the_row_of_the_sheet_and_the_record() -> None:
    found = rows(workbook({"A3": "nr", "B3": "naam", "A4": "1", "A6": "2", "B6": "x"}), header_row=3)
    assert found.rows() == [(4, "claims", "1", None, None), (6, "claims", "2", "x", None)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 1, 5), "2026-01-05"),
        (datetime.fromisoformat("2026-01-05 13:04"), "2026-01-05 13:04:00"),
        (1234.5, "1234.5"),
        (7, "7"),
        (2.0, "2"),
        (0.1 + 0.2, "0.3"),
        (19.99, "19.99"),
        (1234567.89, "1234567.89"),
        (123456789012.12, "123456789012.12"),
        (-0.0, "0"),
        (-12.3, "-12.3"),
        (True, "true"),
        (False, "false"),
        ("00123", "00123"),
        ("05-01-2026", "05-01-2026"),
        (12345678901234, "12345678901234"),
    ],
)
def test_values_become_plain_text(value: object, text: str) -> None:
    assert rows(workbook({"A1": "x", "A2": value}))["x"].to_list() == [text]


def test_columns_start_where_the_table_starts() -> None:
    found = rows(workbook({"C2": "nr", "D2": "bedrag", "C3": "1", "D3": 2.5}), header_row=2)
    assert found.select("nr", "bedrag").rows() == [("1", "2.5")]


def test_a_row_with_an_excel_error_is_marked() -> None:
    found = rows(workbook({"A1": "nr", "B1": "x", "A2": "1", "B2": "#N/A", "A3": "2", "B3": "ok", "B4": "#REF!"}))
    assert found.select("line_number", FAULT_COLUMN).rows() == [(2, "record"), (3, None), (4, "record")]


def test_several_sheets_give_several_records() -> None:
    options = {"sheets": {"a": {"sheet": "Een"}, "b": {"sheet": "Twee", "header_row": 2}}}
    tables = {"a": pl.DataFrame({"x": ["1"]}), "b": pl.DataFrame({"y": ["2", "3"]})}
    found = read_xlsx(write_xlsx(tables, options), options, file_name="x.xlsx")
    assert found["a"].rows.rows() == [(2, "a", "1", None)]
    assert found["b"].rows.rows() == [(3, "b", "2", None), (4, "b", "3", None)]


def test_a_missing_sheet_is_told_with_those_there_are() -> None:
    with pytest.raises(FormatError, match="the file has 'Blad1'") as caught:
        rows(workbook({"A1": "x"}, sheet="Blad1"))
    assert caught.value.code == CODES["columns"]


def test_a_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(FormatError, match="'x' stands 2 times") as caught:
        rows(workbook({"A1": "x", "B1": "x ", "A2": 1}))
    assert (caught.value.code, caught.value.line_number) == (CODES["columns"], 1)


def test_a_sheet_without_header_is_empty() -> None:
    with pytest.raises(FormatError) as caught:
        rows(workbook({}))
    assert caught.value.code == CODES["empty"]


@pytest.mark.parametrize("data", [b"", b"nr;bedrag\n", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        rows(data)
    assert caught.value.code == CODES["unreadable"]


def test_a_workbook_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_parts, "_SMALL_BYTES", 100)
    monkeypatch.setattr(zip_parts, "_MOST_GROWTH", 1)
    with pytest.raises(FormatError, match="unpacks to more than"):
        rows(workbook({"A1": "x"}))


WRITTEN = pl.DataFrame(
    {
        "naam": ["Café", None, "=1+1", "  ruim "],
        "datum": ["2026-01-05", "2026-12-31", None, "2024-02-29"],
        "bedrag": ["1234.5", "-3", "0.07", None],
    }
)
TYPED = ONE | {"types": {"datum": "date", "bedrag": "number"}}


def test_what_is_written_is_read_back() -> None:
    found = rows(write_xlsx({"claims": WRITTEN}, TYPED))
    assert found.select(WRITTEN.columns).equals(WRITTEN)


def test_dates_and_numbers_are_real_and_text_is_no_formula() -> None:
    page = openpyxl.load_workbook(io.BytesIO(write_xlsx({"claims": WRITTEN}, TYPED))).worksheets[0]
    assert page["B2"].is_date
    assert page["C2"].value == 1234.5
    assert (page["A4"].value, page["A4"].data_type) == ("=1+1", "s")


def test_the_same_frames_give_the_same_bytes() -> None:
    first = write_xlsx({"claims": WRITTEN}, TYPED)
    assert first == write_xlsx({"claims": WRITTEN}, TYPED)
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert parts.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2


def test_a_control_character_is_not_written() -> None:
    with pytest.raises(FormatError, match="cannot hold"):
        write_xlsx({"claims": pl.DataFrame({"x": ["a\x01"]})}, ONE)


@pytest.mark.parametrize("kind", ["date", "number"])
def test_a_value_that_does_not_fit_its_type_is_not_written(kind: str) -> None:
    with pytest.raises(FormatError, match="does not fit its column"):
        write_xlsx({"claims": pl.DataFrame({"x": ["morgen"]})}, ONE | {"types": {"x": kind}})


def test_a_time_of_day_does_not_lose_its_row() -> None:
    assert rows(workbook({"A1": "x", "A2": time(3, 4)})).height == 1


@pytest.mark.parametrize(
    ("place", "is_read"), [("XFD1048576", False), ("ZZ200000", False), ("XFD9", True), ("B1048576", True)]
)
def test_a_cell_in_the_far_corner_of_a_sheet_does_not_take_all_memory(place: str, is_read: bool) -> None:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"], sheet[place] = "nr", "1", "x"
    book.save(packed)
    if is_read:
        assert open_workbook(packed.getvalue()).sheet_names == ["Sheet"]
    else:
        with pytest.raises(FormatError, match="a cell stands in row"):
            read_xlsx(packed.getvalue(), {"sheets": {"row": {"sheet": "Sheet"}}}, file_name="x")
