"""A column in which real dates, dates as text and bare serials of Excel stand among each other: none is misread."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from formats.registry import read
from mappings.feed_file import check_feed
from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Booked, Stock
from tests.pipelines.canonical import build

FEED = """\
files: ["*.xlsx"]
format: {name: xlsx, sheets: {row: {sheet: Sheet}}}
forms: {decimal: ".", dates: [yyyy-mm-dd, dd-mm-yyyy, dd-mm-yy]}
records:
  row:
    books: claim
    columns: {nr: claim_reference, klant: debtor_reference, naam: name, bedrag: principal_cents, vervalt: due_date}
    values: {debtor_type: consumer}
"""


def booked(folder: Path, *due: object) -> Booked:
    """Book a workbook with a claim for each cell of a date."""
    path = folder / "claims.yaml"
    path.write_text(FEED, encoding="utf-8")
    feed, faults = check_feed(path, partner_id="energie-noord", partner_kind="creditor")
    assert faults == []
    book, packed = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(["nr", "klant", "naam", "bedrag", "vervalt"])
    for number, value in enumerate(due):
        book.worksheets[0].append([f"F{number}", f"K{number}", "Jansen", 12.5, value])
    book.save(packed)
    tables = read(packed.getvalue(), feed.format, file_name="a.xlsx")
    delivery = replace(build.delivery(1, "energie-noord", "a.xlsx", b""), feed=feed, tables=tables, error=None)
    return book_deliveries([delivery], Stock(), creditors=build.partners().creditors)


def test_real_dates_and_texts_are_read_and_a_bare_serial_is_told(tmp_path: Path) -> None:
    found = booked(tmp_path, date(2026, 5, 1), "02-05-2026", "03-05-26", 46146, "2026-05-05")
    assert found.facts.claims["due_date"].to_list() == [date(2026, 5, day) for day in (1, 2, 3, 5)]
    assert found.findings.select("line_number", "code", "value").rows() == [(5, 2005, "46146")]


@pytest.mark.parametrize("text", ["31-02-2026", "29-02-25", "00-05-2026", "5/1/2026", "1 mei 2026", "46146.5"])
def test_what_is_no_agreed_date_is_told(tmp_path: Path, text: str) -> None:
    found = booked(tmp_path, text, "02-05-2026")
    assert found.facts.claims["claim_reference"].to_list() == ["F1"]
    assert found.findings.select("line_number", "code", "value").rows() == [(2, 2005, text)]


@pytest.mark.parametrize(("text", "year"), [("01-05-68", None), ("01-05-25", 2025), ("01-05-99", 1999)])
def test_two_digits_of_a_year_are_a_year_that_can_be(tmp_path: Path, text: str, year: int | None) -> None:
    found = booked(tmp_path, text)
    years = [due.year for due in found.facts.claims["due_date"]]
    assert years == ([] if year is None else [year])
    assert found.findings["code"].to_list() == ([2006] if year is None else [])
