from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from formats.recognise import assume, recognise, recognise_head
from formats.registry import FORMATS, check_options, read
from warehouse.errors import FormatError
from warehouse.findings import CODES

SAMPLES = Path(__file__).parents[2] / "../shared/samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder with public files is absent")
FOLDERS = {"camt": "camt", "mt940": "mt940", "coda": "coda", "ubl": "ubl"}
CSV = "nr;naam;bedrag\r\n1;Zoë;2,50\r\n2;Bart;3,50\r\n".encode("windows-1252")


def workbook(rows: int = 3) -> bytes:
    packed = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (["nr", "naam"], [1, "Zoë"], [2, "Bart"])[:rows]:
        book.worksheets[0].append(row)
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (CSV, "csv", "between ';', in windows-1252"),
        (b'{"nr": "1", "euros": 2.5}\n{"nr": "2", "euros": 3}\n', "json", "an object on each line"),
        (b'[{"nr": "1", "euros": 2.5}, {"nr": "2", "euros": 3}]', "json", "JSON"),
        (b"<a><b><c>1</c><d>2</d><e>3</e></b><b><c>1</c><d>2</d><e>3</e></b></a>", "xml", "/a/b repeats"),
        (b"1NL0000000001 20260101 000125\r\n" * 4, "fixed", "29 long"),
        (workbook(), "xlsx", "a table on 'Sheet'"),
    ],
)
def test_a_file_is_recognised_and_read_by_what_it_holds(data: bytes, name: str, why: str) -> None:
    found = recognise(data, file_name="x")
    assert found.options["name"] == name
    assert why in found.why
    check_options(found.options, place="x")
    assert sum(table.rows.height for table in read(data, found.options, file_name="x").values()) >= 2


@pytest.mark.parametrize(
    ("data", "name", "line_number", "cause"),
    [
        (b'nr;naam\n1;x\n2;"y\n3;z\n', "csv", 3, "never closes"),
        (b"nr;naam\n", "csv", 0, "holds no records"),
        (b'[{"nr": 1},\n{"nr": 2}\n', "json", 3, "not JSON"),
    ],
)
def test_a_file_that_is_not_whole_is_recognised_so_that_its_fault_has_a_line(
    data: bytes, name: str, line_number: int, cause: str
) -> None:
    found = recognise(data, file_name="x")
    assert found.options["name"] == name
    with pytest.raises(FormatError, match=cause) as caught:
        read(data, found.options, file_name="x")
    assert caught.value.line_number == line_number


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (b"nr;naam\n1;x\n2;y;z\n3\n", [None, "record", "record"]),
        (b'{"nr": 1}\nonzin\n{"nr": 2}\n', [None, "record", None]),
        ("nr;naam\n1;Zoë\n2;y\n".encode("utf-16-le"), [None, None]),
        ("nr;naam\n1;Zoë\n2;y\n".encode("utf-16-be"), [None, None]),
    ],
)
def test_ragged_rows_broken_lines_and_missing_marks_leave_the_rest_readable(
    data: bytes, faults: list[str | None]
) -> None:
    options = recognise(data, file_name="x").options
    assert read(data, options, file_name="x")["row"].rows["__fault"].to_list() == faults


@needs_samples
@pytest.mark.parametrize("folder", FOLDERS)
def test_public_files_are_recognised_by_their_start(folder: str) -> None:
    files = sorted((SAMPLES / folder).iterdir())
    names = {
        path.name: found and found.options["name"] for path in files if (found := recognise_head(path.read_bytes()))
    }
    assert names == {path.name: FOLDERS[folder] for path in files}


@pytest.mark.parametrize(
    ("data", "code", "cause"),
    [
        (b"", "empty", "is empty"),
        (b"\xef\xbb\xbf \r\n", "empty", "is empty"),
        (b"%PDF-1.7\nx;y\n1;2\n", "unreadable", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "unreadable", "a picture"),
        (b"\0\1\2\3" * 99, "unreadable", "cannot be recognised"),
        (b"<a><b>", "unreadable", "not well-formed"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "unreadable", "document type"),
        (b"PK\x03\x04nonsense", "unreadable", "a workbook or an archive"),
        (b"<a><b/></a>", "unreadable", "nothing in the XML repeats"),
        (workbook(rows=1), "empty", "no sheet of the workbook"),
    ],
)
def test_what_cannot_be_recognised_is_told(data: bytes, code: str, cause: str) -> None:
    with pytest.raises(FormatError, match=cause) as caught:
        recognise(data, file_name="x")
    assert caught.value.code == CODES[code]


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("xlsx", "xml")])
def test_a_format_that_is_named_is_tried_on_any_text(name: str) -> None:
    options = assume(name, b"een regel\r\nnog een regel, langer\r\n", file_name="x")
    assert options["name"] == name
    check_options(options, place="x")


def test_a_format_that_must_know_more_than_the_file_tells_is_told() -> None:
    for name in ("xlsx", "xml"):
        with pytest.raises(FormatError):
            assume(name, b"een regel\r\n", file_name="x")
