from __future__ import annotations

import polars as pl
import pytest

from formats.csv_table import read_csv, write_csv
from formats.registry import read
from formats.table import FAULT_COLUMN
from warehouse.errors import FormatError
from warehouse.findings import CODES

SEMICOLON = {"delimiter": ";"}


def rows(data: bytes, **options: object) -> pl.DataFrame:
    return read_csv(data, SEMICOLON | options, file_name="claims.csv")["row"].rows


def fault(data: bytes, **options: object) -> FormatError:
    with pytest.raises(FormatError) as caught:
        rows(data, **options)
    return caught.value


def test_rows_are_text_with_their_line() -> None:
    found = rows(b"Nr;Bedrag\r\n001;12,50\r\n002;\r\n")
    assert found.columns == ["line_number", "record_type", "Nr", "Bedrag", FAULT_COLUMN]
    assert found.rows() == [(2, None, "001", "12,50", None), (3, None, "002", None, None)]
    assert found.schema == {
        "line_number": pl.Int64,
        **dict.fromkeys(["record_type", "Nr", "Bedrag", FAULT_COLUMN], pl.String),
    }


def test_quoted_fields_hold_delimiters_and_quotes() -> None:
    found = rows(b'a;b\n"x;y";"say ""hi"""\n"";z\n')
    assert found.select("a", "b").rows() == [("x;y", 'say "hi"'), (None, "z")]


def test_line_number_is_the_first_line_of_a_record_over_several_lines() -> None:
    found = rows(b'a;b\n1;"two\nlines"\n2;x\n\n3;y\n')
    assert found["line_number"].to_list() == [2, 4, 6]
    assert found["b"].to_list() == ["two\nlines", "x", "y"]


@pytest.mark.parametrize("first", [b"1;2\n", b'1;"2\n2"\n'])
def test_ragged_rows_are_marked_and_their_neighbours_kept(first: bytes) -> None:
    found = rows(b"a;b\n" + first + b"1\n1;2;3\n4;5\n")
    assert found[FAULT_COLUMN].to_list() == [None, "record", "record", None]
    assert found.select("a", "b").rows()[1:] == [("1", None), ("1", "2"), ("4", "5")]


def test_a_second_header_is_marked() -> None:
    assert rows(b"a;b\n1;2\na;b\n3;4\n")[FAULT_COLUMN].to_list() == [None, "record", None]


def test_a_stray_quote_in_a_field_is_text() -> None:
    assert rows(b'a;b\n1;5" pipe\n2;6" pipe\n')["b"].to_list() == ['5" pipe', '6" pipe']


def test_blank_lines_and_lines_of_delimiters_are_left_out() -> None:
    found = rows(b"a;b\n\n1;2\n;\n\n3;4\n\n\n")
    assert found["line_number"].to_list() == [3, 6]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_any_line_end_is_read(ending: bytes) -> None:
    found = rows(ending.join([b"a;b", b"1;2", b"3;4"]))
    assert found.select("line_number", "a", "b").rows() == [(2, "1", "2"), (3, "3", "4")]


@pytest.mark.parametrize(
    ("data", "lines", "faults"),
    [
        pytest.param(b"a;b\r\n1;2\n3;4\r\n", [2, 3], [None, None], id="two kinds of line ends"),
        pytest.param(b"a;b\r\n1;2\r3;4\r\n", [2, 3], [None, None], id="a bare return"),
        pytest.param(b"a;b\n1;2;3\n4\n", [2, 3], ["record", "record"], id="as many signs in all"),
        pytest.param(b"a;b\n1\n\n3;4\n", [2, 4], ["record", None], id="blank and short"),
    ],
)
def test_lines_that_only_look_even_are_read_one_by_one(data: bytes, lines: list[int], faults: list[str | None]) -> None:
    found = rows(data)
    assert found["line_number"].to_list() == lines
    assert found[FAULT_COLUMN].to_list() == faults


def test_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert "a" in rows(b"\xef\xbb\xbfa;b\n1;2\n").columns


def test_rows_above_the_header_are_skipped() -> None:
    found = rows(b"Export 2026;;\n\na;b\n1;2\n", skip_rows=2)
    assert found.select("line_number", "a", "b").rows() == [(4, "1", "2")]


def test_a_file_without_header_takes_its_names_from_the_layout() -> None:
    found = rows(b"1;2\n3;4\n", header=False, columns=["a", "b"])
    assert found.select("line_number", "a", "b").rows() == [(1, "1", "2"), (2, "3", "4")]


def test_a_file_without_quoting_keeps_quotes() -> None:
    assert rows(b'a;b\n"1;2"\n', quote="")["a"].to_list() == ['"1']


def test_single_byte_encodings_are_read() -> None:
    found = rows("naam;bedrag\nCafé;€ 5\n".encode("windows-1252"), encoding="windows-1252")
    assert found.select("naam", "bedrag").rows() == [("Café", "€ 5")]


def test_columns_without_a_name_are_called_by_ordinal() -> None:
    assert "column 2" in rows(b"a;\n1;2\n").columns


def test_an_open_quote_is_told_with_the_line_where_it_opened() -> None:
    error = fault(b'a;b\n1;2\n3;"x\n4;5\n6;7\n')
    assert (error.code, error.line_number) == (CODES["unreadable"], 3)
    assert "never closes" in error.cause


def test_text_behind_a_closing_quote_is_told_with_its_line() -> None:
    error = fault(b'a;b\n1;2\n"x"y;3\n')
    assert (error.code, error.line_number) == (CODES["unreadable"], 3)


def test_a_column_that_stands_twice_is_refused() -> None:
    error = fault(b"a;b; a \n1;2;3\n")
    assert (error.code, error.line_number) == (CODES["columns"], 1)
    assert "'a' stands 2 times" in error.cause


def test_a_reserved_column_name_is_refused() -> None:
    assert fault(b"line_number;b\n1;2\n").code == CODES["columns"]


def test_a_wrong_byte_is_told_with_its_line() -> None:
    error = fault(b"a;b\n1;2\n3;caf\xe9\n")
    assert (error.code, error.line_number) == (CODES["encoding"], 3)
    assert str(error).startswith("claims.csv:3: ")


def test_a_nul_is_refused_with_its_line() -> None:
    error = fault(b"a;b\n1;\x002\n")
    assert (error.code, error.line_number) == (CODES["unreadable"], 2)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"  \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert fault(data).code == CODES["empty"]


def test_a_header_alone_gives_no_rows() -> None:
    assert rows(b"a;b\r\n").height == 0


AWKWARD = pl.DataFrame(
    {
        "naam": ["Café; de Hoek", 'zei "dag"', "twee\nregels", "  ruimte ", None, "x\ry"],
        "bedrag": ["1,00", None, "-3", "€ 4", "5", "6"],
    }
)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "iso-8859-15"])
@pytest.mark.parametrize("skip_rows", [0, 2])
def test_what_is_written_is_read_back(encoding: str, skip_rows: int) -> None:
    options = SEMICOLON | {"encoding": encoding, "skip_rows": skip_rows}
    found = read_csv(write_csv({"row": AWKWARD}, options), options, file_name="x.csv")["row"].rows
    assert found.drop("line_number", "record_type", FAULT_COLUMN).equals(AWKWARD)
    assert found[FAULT_COLUMN].null_count() == AWKWARD.height


def test_a_file_without_header_is_written_and_read_back() -> None:
    options = {"header": False, "columns": ["naam", "bedrag"], "line_end": "lf"}
    data = write_csv({"row": AWKWARD}, options)
    assert data.startswith("Café; de Hoek".encode())
    assert read_csv(data, options, file_name="x.csv")["row"].rows["bedrag"].to_list() == AWKWARD["bedrag"].to_list()


def test_a_mark_is_written_where_asked() -> None:
    assert write_csv({"row": AWKWARD}, {"bom": True}).startswith(b"\xef\xbb\xbfnaam")


def test_places_and_faults_are_not_written() -> None:
    read = rows(b"a;b\n1;2\n")
    assert write_csv({"row": read}, SEMICOLON) == b"a;b\r\n1;2\r\n"


def test_a_character_outside_the_encoding_is_not_written() -> None:
    with pytest.raises(FormatError, match="has no character"):
        write_csv({"row": pl.DataFrame({"a": ["Łódź"]})}, {"encoding": "iso-8859-15"})


WITH_TOTALS = {
    "delimiter": ";",
    "heading": {"code": "H", "fields": {"day": 2}},
    "trailer": {"code": "T", "fields": {"rows": 2, "sum": 4}},
}


@pytest.mark.parametrize("end", ["", "\r\n", ";;\r\n;;\r\n"])
def test_the_first_and_the_last_line_state_totals(end: str) -> None:
    data = f'H;20261116\r\na;b\r\n1;2\r\n"3\r\n3";4\r\nT;2;"x;y"; 6,00 {end}'.encode()
    found = read_csv(data, WITH_TOTALS, file_name="claims.csv")["row"]
    assert found.rows.select("line_number", "a", "b").rows() == [(3, "1", "2"), (4, "3\r\n3", "4")]
    assert found.totals == {"day": "20261116", "rows": "2", "sum": "6,00"}


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a;b\n1;2\nT;1;;2\n", 1),
        (b"H;1\na;b\n1;2\n", 3),
        (b'H;1\na;b\n1;2\nT;1;"2\n', 4),
        (b"T;1;;2\n", 1),
        (b"H;1\ra;b\n1;2\nT;1\n", 1),
        (b"H;1\n", 1),
    ],
)
def test_a_line_of_totals_that_is_not_there_is_told(data: bytes, line: int) -> None:
    with pytest.raises(FormatError, match="states the totals is not there") as caught:
        read_csv(data, WITH_TOTALS, file_name="claims.csv")
    assert (caught.value.code, caught.value.line_number) == (CODES["unreadable"], line)


def test_a_total_that_its_line_does_not_reach_is_empty() -> None:
    found = read_csv(b"H\na;b\n1;2\nT;1\n", WITH_TOTALS, file_name="claims.csv")["row"]
    assert found.totals == {"day": "", "rows": "1", "sum": ""}


@pytest.mark.parametrize("quote", ['"', ""])
def test_lines_of_totals_are_written_and_read_back(quote: str) -> None:
    options = {**WITH_TOTALS, "quote": quote, "skip_rows": 1}
    totals = {"row": {"rows": "1", "sum": "2,00", "day": "20261116"}}
    data = write_csv({"row": pl.DataFrame({"a": ["1"], "b": ["2"]})}, options, totals=totals)
    assert data == b"H;20261116\r\n\r\na;b\r\n1;2\r\nT;1;;2,00\r\n"
    found = read_csv(data, options, file_name="claims.csv")["row"]
    assert (found.totals, found.rows.select("line_number", "a").rows()) == (totals["row"], [(4, "1")])


def test_a_file_of_nothing_but_totals_is_refused() -> None:
    with pytest.raises(FormatError, match="no records"):
        read(b"H;1\nT;0;;0\n", {"name": "csv", **WITH_TOTALS}, file_name="claims.csv")
