"""A findings workbook shows the sender's own columns, runs nothing, and does not change from run to run."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import openpyxl
import polars as pl
import pytest

from formats.corrected_workbook import read_corrections
from formats.finding_texts import FindingTexts
from formats.record_key import RecordKey, read_key
from formats.workbook import write_findings_workbook
from mappings.finding_texts import load_finding_texts

DAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def dutch() -> FindingTexts:
    """Words in Dutch."""
    return load_finding_texts("nl")


def finding(line: int, code: int, **changes: Any) -> dict[str, Any]:
    """One row of `inbox.findings`."""
    return {
        "finding_id": f"D00000001-00000000/{line}/{code}",
        "creditor_id": "noorderlicht",
        "delivery_id": "D00000001-00000000",
        "line_number": line,
        "record_type": None,
        "code": code,
        "severity": "error",
        "outcome": "refused",
        "column_name": None,
        "value": None,
        "message": "In English.",
        "record": json.dumps({"factuur": "F1", "naam": "Jansen", "bedrag": "12,50"}),
        "first_delivery_id": None,
        **changes,
    }


_TEXTS = ("record_type", "column_name", "first_delivery_id")


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema_overrides=dict.fromkeys(_TEXTS, pl.String))


def sheet_rows(data: bytes, title: str | None = None) -> list[list[Any]]:
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    sheet = workbook[title or workbook.sheetnames[0]]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_own_columns_come_first_and_findings_of_a_record_are_joined(dutch: FindingTexts) -> None:
    rows = frame(
        finding(7, 2009, column_name="iban"), finding(7, 2003, column_name="bedrag"), finding(3, 2001), finding(7, 2009)
    )
    header, third, seventh = sheet_rows(write_findings_workbook(rows, dutch, business_date=DAY))
    assert header == [
        "Regel",
        "factuur",
        "naam",
        "bedrag",
        "Uw correctie: bedrag",
        "Status",
        "Code",
        "Wat er niet klopt",
        "Wat u kunt doen",
        "incassohub-id",
    ]
    assert third[:7] == ["3", "F1", "Jansen", "12,50", None, "geweigerd", "2001"]
    assert seventh[6] == "2003\n2009"
    assert seventh[7].startswith("bedrag: Het bedrag is niet te lezen")
    assert "iban: Het IBAN is onjuist" in seventh[7]
    assert seventh[4] is None
    assert read_key(seventh[9]) == RecordKey("D00000001-00000000", 7, None)


@pytest.mark.parametrize("text", ["=1+1", "+31 10 123", "-5", "@cmd", "\t=1", '=HYPERLINK("http://x.example")'])
def test_text_that_looks_like_a_formula_stays_text(dutch: FindingTexts, text: str) -> None:
    rows = frame(finding(3, 2001, record=json.dumps({text: text})))
    data = write_findings_workbook(rows, dutch, business_date=DAY)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    for cell in (sheet["B1"], sheet["B2"]):
        assert cell.value == text
        assert cell.data_type == "s"
        assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_amounts_and_dates_of_the_sender_stay_as_he_wrote_them(dutch: FindingTexts) -> None:
    record = {"nummer": "0012", "bedrag": "1.234,50", "datum": "01-02-2026", "groot": "12345678901234567890"}
    data = write_findings_workbook(frame(finding(3, 2001, record=json.dumps(record))), dutch, business_date=DAY)
    assert sheet_rows(data)[1][1:5] == list(record.values())


def test_what_is_typed_stays_text_and_own_columns_with_our_names_are_told_apart(dutch: FindingTexts) -> None:
    record = json.dumps({"Code": "X", "Regel": "1"})
    data = write_findings_workbook(frame(finding(3, 2008, column_name="Code", record=record)), dutch, business_date=DAY)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert header[:5] == ["Regel (Incassohub)", "Code", "Uw correctie: Code", "Regel", "Status"]
    assert header[5] == "Code (Incassohub)"
    assert sheet["C2"].number_format == "@"


def test_kinds_of_records_have_their_own_sheet_and_columns(dutch: FindingTexts) -> None:
    rows = frame(
        finding(0, 1006, record=None),
        finding(3, 2001, record_type="Mutaties: [nieuw]", record=json.dumps({"kenmerk": "1"})),
        finding(4, 2001, record_type="Posten"),
    )
    data = write_findings_workbook(rows, dutch, business_date=DAY)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["Bestand", "Mutaties   nieuw", "Posten"]
    assert sheet_rows(data, "Mutaties   nieuw")[0][1:3] == ["kenmerk", "Status"]
    assert sheet_rows(data, "Bestand")[1][2] == "1006"


def test_titles_that_excel_takes_for_the_same_get_a_number(dutch: FindingTexts) -> None:
    rows = frame(
        *(finding(line, 2001, record_type=kind) for line, kind in enumerate(("posten", "POSTEN", "Posten"), 1))
    )
    data = write_findings_workbook(rows, dutch, business_date=DAY)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["posten", "POSTEN 2", "Posten 3"]


def test_record_with_a_warning_is_told_as_booked(dutch: FindingTexts) -> None:
    rows = frame(finding(3, 2013, severity="warning", outcome="booked"), finding(4, 3001, outcome="duplicate"))
    statuses = [row[4] for row in sheet_rows(write_findings_workbook(rows, dutch, business_date=DAY))]
    assert statuses == ["Status", "verwerkt", "al bekend"]


def test_header_is_frozen_and_text_wraps(dutch: FindingTexts) -> None:
    data = write_findings_workbook(frame(finding(3, 2001)), dutch, business_date=DAY)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:I2"
    assert sheet["G2"].alignment.wrap_text
    assert sheet.column_dimensions["G"].width == 60


def test_control_characters_and_endless_texts_do_not_break_the_file(dutch: FindingTexts) -> None:
    rows = frame(finding(3, 2001, record=json.dumps({"a": "x\x00y", "b": "z" * 40000})))
    row = sheet_rows(write_findings_workbook(rows, dutch, business_date=DAY))[1]
    assert row[1] == "x y"
    assert len(row[2]) == 32767


def test_same_findings_in_any_order_give_the_same_bytes(dutch: FindingTexts) -> None:
    rows = [finding(3, 2001), finding(4, 2005), finding(4, 2009)]
    first = write_findings_workbook(frame(*rows), dutch, business_date=DAY)
    assert first == write_findings_workbook(frame(*reversed(rows)), dutch, business_date=DAY)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-16T00:00:00Z" in archive.read("docProps/core.xml")


def test_workbook_without_findings_is_a_bug(dutch: FindingTexts) -> None:
    with pytest.raises(AssertionError):
        write_findings_workbook(frame(finding(3, 2001)).clear(), dutch, business_date=DAY)


def test_a_record_that_waits_has_room_for_its_correction_and_the_status_says_so(dutch: FindingTexts) -> None:
    waits = finding(3, 3007, severity="warning", outcome="waiting", column_name="factuur")
    header, row = sheet_rows(write_findings_workbook(frame(waits), dutch, business_date=DAY))
    assert "Uw correctie: factuur" in header
    assert "wacht op de vordering" in row
    assert row[-1] is not None


def test_a_record_of_an_earlier_delivery_stands_in_a_sheet_of_its_own_without_a_key(dutch: FindingTexts) -> None:
    early = finding(3, 3004, first_delivery_id="D00000009-00000000")
    data = write_findings_workbook(frame(finding(3, 2001), early), dutch, business_date=DAY)
    header, row = sheet_rows(data, "D00000009-00000000 Records")
    assert "incassohub-id" not in header
    assert "3004" in row
    assert "incassohub-id" in sheet_rows(data, "Records")[0]


def test_a_workbook_of_more_records_than_a_person_corrects_shows_the_first_and_says_so(dutch: FindingTexts) -> None:
    rows = frame(*(finding(line, code, column_name="bedrag") for line in (4, 2, 9, 7) for code in (2003, 2009)))
    data = write_findings_workbook(rows, dutch, business_date=DAY, most_records=3)
    assert sheet_rows(data) == [[dutch.labels["more_records"]]]
    assert [row[0] for row in sheet_rows(data, "Records")[1:]] == ["2", "4", "7"]
    sent_back = read_corrections(data, [dutch.labels["correction"]], file_name="a.xlsx")
    assert sent_back is not None
    assert [row.key.line_number for row in sent_back] == [2, 4, 7]


def test_a_workbook_that_holds_all_its_records_says_nothing_of_others(dutch: FindingTexts) -> None:
    rows = frame(finding(2, 2003), finding(4, 2003))
    data = write_findings_workbook(rows, dutch, business_date=DAY, most_records=2)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["Records"]
