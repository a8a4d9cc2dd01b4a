"""Any bytes, in any format: rows, or a finding; never a crash, and no record lost without a word."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.recognise import recognise
from formats.registry import FORMATS, read
from formats.table import FAULT_COLUMN
from formats.xlsx_table import read_xlsx
from tests.formats.records_told import COLUMNS, OPTIONS, outcome, records_lost
from tests.fuzz.seeds import SEEDS
from warehouse.errors import FormatError
from warehouse.findings import CODES

PLAIN = {name: files[0] for name, files in SEEDS.items() if name in ("json lines", "csv totals", *FORMATS)}
CSV: dict[str, Any] = {"name": "csv", **OPTIONS["csv"]}
TEXT = st.text(alphabet="nr;aë\"'\r\n\t ,.-<>&/{}[]:=RT0129\x00\ufeff\u2028", max_size=120)


@pytest.mark.parametrize("name", PLAIN)
def test_every_record_of_a_file_that_is_right_is_a_row(name: str) -> None:
    found = outcome(name, PLAIN[name])
    assert isinstance(found, dict)
    assert records_lost(name, PLAIN[name]) == 0
    assert all(table.rows[FAULT_COLUMN].null_count() == table.rows.height > 0 for table in found.values())


@pytest.mark.parametrize("name", PLAIN)
@settings(max_examples=60, deadline=None)
@given(data=st.one_of(st.binary(max_size=120), TEXT.map(str.encode)))
def test_any_bytes_are_rows_or_a_finding(name: str, data: bytes) -> None:
    assert records_lost(name, data) == 0


@pytest.mark.parametrize("name", PLAIN)
@settings(max_examples=80, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_file_is_rows_or_a_finding(name: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(PLAIN[name])
    for place, value in changes:
        data[place % len(data)] = value
    assert records_lost(name, bytes(data)) == 0


@pytest.mark.parametrize("name", PLAIN)
@settings(max_examples=40, deadline=None)
@given(cut=st.floats(0, 1))
def test_a_file_that_was_cut_off_is_rows_or_a_finding(name: str, cut: float) -> None:
    assert records_lost(name, PLAIN[name][: int(len(PLAIN[name]) * cut)]) == 0


@pytest.mark.parametrize("name", [name for name in PLAIN if not name.startswith("xlsx")])
@settings(max_examples=40, deadline=None)
@given(places=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=3))
def test_a_file_with_a_piece_twice_or_moved_is_rows_or_a_finding(name: str, places: list[tuple[float, float]]) -> None:
    lines = PLAIN[name].splitlines(keepends=True)
    for source, target in places:
        lines.insert(int(target * len(lines)), lines[int(source * (len(lines) - 1))])
    assert records_lost(name, b"".join(lines)) == 0


@settings(max_examples=100, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), TEXT.map(str.encode)))
def test_any_bytes_are_recognised_or_a_finding(data: bytes) -> None:
    with suppress(FormatError):
        found = recognise(data, file_name="x")
        assert found.options["name"] in FORMATS
        assert found.why


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.lists(CELL | st.just("a\nb"), min_size=1, max_size=5), max_size=6))
def test_no_row_of_a_table_is_lost(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([COLUMNS, *rows])
    said = [row for row in rows if any(row) or len(row) != len(COLUMNS)]
    with suppress(FormatError):
        found = read(out.getvalue().encode(), CSV, file_name="x")["row"].rows
        is_right = [len(row) == 3 and [cell.strip() for cell in row] != COLUMNS for row in said]
        assert found[FAULT_COLUMN].is_null().to_list() == is_right
        assert found.select(COLUMNS).rows() == [tuple(cell or None for cell in [*row, "", ""][:3]) for row in said]


@settings(max_examples=100, deadline=None)
@given(
    records=st.lists(st.dictionaries(CELL, CELL | st.none() | st.integers() | st.booleans(), max_size=4), max_size=5)
)
def test_no_object_of_json_lines_is_lost(records: list[dict[str, Any]]) -> None:
    lines = "\n".join(json.dumps(record) for record in records)
    with suppress(FormatError):
        found = read(lines.encode(), {"name": "json", "lines": True}, file_name="x")["row"].rows
        assert found.height == len(records)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.lists(st.none() | CELL | st.integers(-(10**9), 10**9), min_size=3, max_size=3), max_size=5))
def test_no_cell_of_a_workbook_is_lost(rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "A"
    for number, row in enumerate([COLUMNS, *rows], start=1):
        for place, value in enumerate(row, start=1):
            page.cell(number, place).value = value
            if isinstance(value, str):
                page.cell(number, place).data_type = "s"
    packed = io.BytesIO()
    book.save(packed)
    found = read_xlsx(packed.getvalue(), {"name": "xlsx", **OPTIONS["xlsx"]}, file_name="x")["row"].rows
    expected = [tuple(None if cell in (None, "") else str(cell) for cell in row) for row in rows]
    assert found.select(COLUMNS).rows() == [row for row in expected if any(cell is not None for cell in row)]


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("inside", ["x", "x\n"])
def test_ten_megabytes_in_one_cell_are_a_cell(quote: str, inside: str) -> None:
    cell = inside * (10_000_000 // len(inside))
    data = f"nr;naam;bedrag\n1;{quote or chr(34)}{cell}{quote or chr(34)};2,50\n2;x;3\n".encode()
    found = read(data, CSV, file_name="x")["row"].rows
    assert found["naam"].str.len_chars().to_list() == [10_000_000, 1]


def test_a_quote_that_never_closes_is_told_with_its_line_however_long_the_file() -> None:
    data = b'nr;naam;bedrag\n1;x;2\n2;"x;3\n' + b"3;x;4\n" * 100_000
    with pytest.raises(FormatError, match="never closes") as caught:
        read(data, CSV, file_name="x")
    assert caught.value.line_number == 3


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><file><row nr="1"><naam>&b;</naam></row></file>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><file><row nr="1"><naam>&x;</naam></row></file>',
        '<!DOCTYPE file SYSTEM "http://127.0.0.1:9/x.dtd"><file><row nr="1"/></file>',
        '<file><row nr="1"><naam>&x;</naam></row></file>',
        "<file>" + "<a>" * 300 + "</a>" * 300 + "</file>",
    ],
)
def test_entities_document_types_and_depth_are_refused(document: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(document.encode(), {"name": "xml", **OPTIONS["xml"]}, file_name="x")
    assert caught.value.code == CODES["unreadable"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"%PDF-1.7\n", "a PDF"), (b"PK\x03\x04\n", "an archive"), (b"\xd0\xcf\x11\xe0", "Office"), (b"PAR1", "Parquet")],
)
def test_a_binary_with_the_name_of_a_table_is_told_by_what_it_is(data: bytes, kind: str) -> None:
    with pytest.raises(FormatError, match=kind) as caught:
        read(data, CSV, file_name="x.csv")
    assert caught.value.code == CODES["unreadable"]


@pytest.mark.parametrize("name", ["*", "^.*$", "line_number", "__fault"])
def test_a_column_with_a_name_that_cannot_be_is_a_finding(name: str) -> None:
    with pytest.raises(FormatError, match="is reserved"):
        read(f"nr;{name}\n1;2\n".encode(), CSV, file_name="x")
    found = read(json.dumps({name: "1"}).encode(), {"name": "json", "lines": True}, file_name="x")["row"].rows
    assert found[FAULT_COLUMN].to_list() == ["record"]
