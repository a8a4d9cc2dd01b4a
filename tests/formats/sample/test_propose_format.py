from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from formats.registry import check_options, read
from formats.sample.propose_format import propose_format
from warehouse.errors import FormatError, UsageError

SAMPLES = Path(__file__).parents[3] / "../shared/samples/ubl"
CSV = "Nr;Naam;Bedrag\n1001;José;12,50\n1002;Anna;13,00\n"


def options(data: bytes, name: str = "x") -> dict[str, object]:
    found = propose_format(data, file_name=name).options
    check_options(found, place=name)
    return found


@pytest.mark.parametrize(
    ("data", "encoding", "is_certain"),
    [
        (CSV.encode(), "utf-8", True),
        (CSV.encode("cp1252"), "windows-1252", False),
        (CSV.replace("é", "e").encode(), "utf-8", False),
        (CSV.encode("utf-8-sig"), "utf-8", True),
        (CSV.encode("utf-16"), "utf-16", True),
        (CSV.replace("é", "\x81").encode("latin-1"), "iso-8859-1", False),
    ],
)
def test_the_encoding_is_one_that_reads_every_byte(data: bytes, encoding: str, is_certain: bool) -> None:
    proposal = propose_format(data, file_name="x.csv")
    assert (proposal.options["encoding"], proposal.is_encoding_certain) == (encoding, is_certain)
    assert read(data, proposal.options, file_name="x.csv")["row"].rows.height == 2


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_the_delimiter_makes_even_rows(sign: str) -> None:
    text = CSV.replace(",", ".").replace(";", sign)
    assert options(text.encode())["delimiter"] == sign


def test_lines_above_the_header_are_skipped() -> None:
    found = options(("Openstaande posten\nper 1-11-2026\n" + CSV).encode())
    assert found["skip_rows"] == 2
    assert "columns" not in found


def test_a_table_without_header_gets_numbered_columns() -> None:
    found = options(b"1001;12,50;x\n1002;13,50;y\n")
    assert (found["header"], found["columns"]) == (False, ["column 1", "column 2", "column 3"])


TOTALLED = "Nr;Naam;Bedrag;Datum\n1001;Anna;12,50;30-05-2026\n1002;Bos;13,00;31-05-2026\n"


@pytest.mark.parametrize(
    ("last", "trailer"),
    [
        ("TOTAAL;2;25,50", {"code": "TOTAAL", "fields": {"field 2": 2, "field 3": 3}}),
        ("Totaal bedrag:;;25,50;", {"code": "Totaal bedrag:", "fields": {"field 3": 3}}),
        ("T;;;;2\r\n;;;\r\n", {"code": "T", "fields": {"field 5": 5}}),
        ("1003;Vos;1,00", None),
        ("T;2 stuks;25,50", None),
        ("EINDE;;;", None),
        ("T9;2;25,50", None),
        ("AB;1;2;3", None),
    ],
)
def test_a_last_line_of_a_word_and_numbers_states_totals(last: str, trailer: dict[str, object] | None) -> None:
    found = options((TOTALLED + last).encode())
    assert found.get("trailer") == trailer
    if trailer:
        table = read((TOTALLED + last).encode(), found, file_name="x.csv")["row"]
        assert table.rows["Nr"].to_list() == ["1001", "1002"]
        assert set(table.totals) == set(trailer["fields"])


def test_a_record_that_begins_with_a_name_is_no_line_of_totals() -> None:
    text = "Naam;Nr;Bedrag;Datum\nAnna;1001;12,50;30-05-2026\nBos;1002;13,00;31-05-2026\nVos;1003;1,00;\n"
    assert "trailer" not in options(text.encode())


def test_a_comma_in_quotes_is_no_delimiter() -> None:
    assert options(b'Nr;Naam\n1001;"Jansen, J."\n1002;"Vries, K."\n')["delimiter"] == ";"


def test_the_sheets_of_a_workbook_that_hold_a_table() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Open posten"
    for row in ([], ["Overzicht"], ["Nr", "Naam", "Bedrag"], [1, "Anna", 12.5]):
        sheet.append(row)
    book.create_sheet("Leeg")
    data = io.BytesIO()
    book.save(data)
    assert options(data.getvalue())["sheets"] == {"open_posten": {"sheet": "Open posten", "header_row": 3}}


@pytest.mark.parametrize(
    ("name", "expected"), [("Nr", {"header_row": 2, "header_rows": 2}), ("Factuur", {"header_row": 3})]
)
def test_groups_above_a_header_are_part_of_it_where_names_need_them(name: str, expected: dict[str, int]) -> None:
    book = openpyxl.Workbook()
    for row in ([], ["Debiteur", None, "Factuur"], ["Nr.", "Naam", name], [1, "Anna", 12.5], [2, "Bart", 3.5]):
        book.worksheets[0].append(row)
    data = io.BytesIO()
    book.save(data)
    assert options(data.getvalue())["sheets"] == {"sheet": {"sheet": "Sheet", **expected}}


def test_the_longest_list_of_a_json_document_holds_the_records() -> None:
    data = b'{"head": {"count": "2"}, "items": [{"nr": "1"}, {"nr": "2"}], "other": [{"a": 1}]}'
    found = options(data)
    assert (found["records"], found["totals"]) == ({"items": "$.items"}, {"head.count": "$.head.count"})


def test_objects_on_lines_are_json_lines() -> None:
    assert options(b'{"nr": 1}\n{"nr": 2}\n') == {"name": "json", "lines": True}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder with public UBL files is absent")
def test_standard_invoices_and_credit_notes_are_known() -> None:
    names = [options(path.read_bytes(), path.name)["name"] for path in sorted(SAMPLES.glob("*.xml"))]
    assert len(names) >= 10
    assert set(names) == {"ubl"}


def test_a_format_can_be_named() -> None:
    assert propose_format(b"a;b\n", file_name="x", name="fixed").options["records"] == {
        "row": {"fields": {"line": [1, 3]}}
    }


def test_a_statement_of_a_bank_needs_no_draft() -> None:
    data = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>'
    with pytest.raises(UsageError, match="bank"):
        propose_format(data, file_name="x.xml")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"one word", b"\x00\x01\x02", b"<a/>", b"PK\x03\x04broken"])
def test_what_no_format_reads_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="x"):
        propose_format(data, file_name="x")


def test_broken_xml_is_told_with_its_line() -> None:
    with pytest.raises(FormatError, match=r"x\.xml"):
        propose_format(b"<a>\n<b></a>", file_name="x.xml")
