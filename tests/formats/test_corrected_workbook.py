"""A findings workbook that comes back is known by its marks, and its corrections are read where they were written."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import openpyxl
import polars as pl
import pytest

from formats.corrected_workbook import changed_cells, read_corrections
from formats.record_key import RecordKey, read_key, write_key
from formats.workbook import write_findings_workbook
from mappings.finding_texts import load_finding_texts
from warehouse.errors import FormatError

LABELS = {load_finding_texts(language).labels["correction"] for language in ("nl", "fr", "en")}
KEY = RecordKey("D00000001-00000000", 3, None)


def workbook(language: str = "nl") -> Any:
    rows = [
        {
            "finding_id": f"D00000001-00000000/{line}",
            "delivery_id": "D00000001-00000000",
            "first_delivery_id": None,
            "line_number": line,
            "record_type": None,
            "code": 2008,
            "outcome": "refused",
            "column_name": "soort",
            "record": json.dumps({"factuur": f"F{line}", "soort": "PART", "naam": "=1+1"}),
        }
        for line in (3, 4)
    ]
    frame = pl.DataFrame(rows, schema_overrides={"record_type": pl.String, "first_delivery_id": pl.String})
    texts = load_finding_texts(language)
    return openpyxl.load_workbook(io.BytesIO(write_findings_workbook(frame, texts, business_date=date(2026, 11, 16))))


def saved(book: Any) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_corrections_beside_a_column_and_in_it_are_read_in_every_language(language: str) -> None:
    book = workbook(language)
    sheet = book.worksheets[0]
    sheet["D2"], sheet["B3"] = "P", "F9"
    first, second = read_corrections(saved(book), LABELS, file_name="x.xlsx") or []
    assert first.key == KEY
    assert first.corrections == {"soort": "P"}
    assert first.cells["soort"] == "PART"
    assert first.cells["naam"] == "=1+1"
    assert second.corrections == {}
    assert second.cells["factuur"] == "F9"


def test_what_was_changed_is_told_apart_from_what_was_written() -> None:
    book = workbook()
    sheet = book.worksheets[0]
    sheet["D2"], sheet["C3"], sheet["E3"] = "P", None, " =1+1\r\n"
    rows = read_corrections(saved(book), LABELS, file_name="x.xlsx") or []
    written = {row.key: {"factuur": f"F{row.key.line_number}", "soort": "PART", "naam": "=1+1"} for row in rows}
    assert changed_cells(rows, written).rows() == [(3, None, "soort", "P"), (4, None, "soort", None)]
    assert changed_cells(rows, {}).rows() == [(3, None, "soort", "P")]


def test_rows_that_were_sorted_or_removed_and_sheets_that_were_added_do_not_matter() -> None:
    book = workbook()
    sheet = book.worksheets[0]
    sheet.delete_rows(2)
    sheet.title = "anders"
    book.create_sheet("eigen notities")
    (row,) = read_corrections(saved(book), LABELS, file_name="x.xlsx") or []
    assert row.key.line_number == 4


def test_a_file_without_the_mark_is_none() -> None:
    book = openpyxl.Workbook()
    book.active.append(["factuur", "soort"])
    assert read_corrections(saved(book), LABELS, file_name="x.xlsx") is None
    book.active.append(["incassohub-id in a text", "x"])
    assert read_corrections(saved(book), LABELS, file_name="x.xlsx") is None
    assert read_corrections(b"PK\x03\x04 nothing", LABELS, file_name="x.xlsx") is None
    assert read_corrections(b"a;b\r\n1;2\r\n", LABELS, file_name="x.csv") is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (write_key(KEY)[:-1] + "x", "missing or was changed"),
        (None, "missing or was changed"),
        (write_key(KEY._replace(line_number=4)), "stands twice"),
        (write_key(KEY._replace(delivery_id="D00000002-00000000")), "several deliveries"),
    ],
)
def test_a_key_that_was_changed_refuses_the_workbook(text: str | None, fault: str) -> None:
    book = workbook()
    sheet = book.worksheets[0]
    sheet.cell(2, sheet.max_column).value = text
    with pytest.raises(FormatError, match=fault):
        read_corrections(saved(book), LABELS, file_name="x.xlsx")


@pytest.mark.parametrize("kind", [None, "Posten", "a/b", "é [x]"])
def test_a_key_is_read_as_it_was_written_and_not_when_it_was_counted_up(kind: str | None) -> None:
    key = RecordKey("D00000012-0a1b2c3d.0002", 7, kind)
    assert read_key(write_key(key)) == key
    assert read_key(write_key(key).replace("/7/", "/8/")) is None
