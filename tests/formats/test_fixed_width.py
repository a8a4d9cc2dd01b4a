from __future__ import annotations

import polars as pl
import pytest

from formats.fixed_width import UNKNOWN, read_fixed
from formats.fixed_writer import write_fixed
from formats.table import FAULT_COLUMN, Table
from warehouse.errors import FormatError
from warehouse.findings import CODES

LAYOUT = {
    "code": [1, 2],
    "records": {
        "debtor": {"code": "10", "fields": {"number": [3, 4], "name": [7, 10], "city": [17, 4]}},
        "claim": {"code": "20", "fields": {"reference": [3, 6], "amount": [9, 8]}},
    },
    "carry": {"claim": ["debtor"]},
    "trailer": {"code": "99", "fields": {"rows": [3, 4], "amount": [7, 10]}},
    "width": 20,
}
GOOD = """\
10D001Jansen    Ede
20C0000112,50
20C000021,00
10D002Zoë
20C000032,25
9900030000001575
"""


def file(text: str = GOOD, width: int = 20, encoding: str = "utf-8") -> bytes:
    return "".join(f"{line:{width}}\r\n" for line in text.splitlines()).encode(encoding)


def read(data: bytes, **options: object) -> dict[str, Table]:
    return read_fixed(data, LAYOUT | options, file_name="claims.txt")


def test_lines_are_cut_by_their_code() -> None:
    assert read(file())["debtor"].rows.rows() == [
        (1, "debtor", "D001", "Jansen", "Ede", None),
        (4, "debtor", "D002", "Zoë", None, None),
    ]


def test_children_carry_the_fields_of_the_last_parent_even_the_empty_ones() -> None:
    found = read(file())["claim"].rows
    assert found.columns[2:-1] == ["reference", "amount", "debtor.number", "debtor.name", "debtor.city"]
    assert found["line_number"].to_list() == [2, 3, 5]
    assert found["debtor.name"].to_list() == ["Jansen", "Jansen", "Zoë"]
    assert found["debtor.city"].to_list() == ["Ede", "Ede", None]


def test_the_trailer_gives_the_totals_as_written() -> None:
    assert read(file())["claim"].totals == {"rows": "0003", "amount": "0000001575"}


def test_a_line_of_another_width_is_marked() -> None:
    data = file().replace(b"1,00        \r\n", b"1,00\r\n")
    assert read(data)["claim"].rows[FAULT_COLUMN].to_list() == [None, "record", None]


def test_a_child_without_parent_is_marked() -> None:
    data = file("20C0000112,50\n9900010000001250\n")
    assert read(data)["claim"].rows[FAULT_COLUMN].to_list() == ["record"]


def test_lines_with_an_unknown_code_are_kept_apart_and_marked() -> None:
    found = read(file(GOOD.replace("20C00002", "21C00002")))
    assert found[UNKNOWN].rows.rows() == [(3, None, "21C000021,00        ", "record")]
    assert found["claim"].rows["line_number"].to_list() == [2, 5]


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("9900030000001575\n", ""),
        GOOD + "10D003Late\n",
        GOOD + "9900030000001575\n",
    ],
)
def test_a_file_must_end_with_its_one_trailer(text: str) -> None:
    with pytest.raises(FormatError, match="one trailer") as caught:
        read(file(text))
    assert caught.value.code == CODES["unreadable"]


@pytest.mark.parametrize("data", [b"", b"\r\n \r\n", b"\x1a"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        read(data)
    assert caught.value.code == CODES["empty"]


def test_positions_count_characters_in_any_encoding() -> None:
    found = read(file(encoding="iso-8859-15"), encoding="iso-8859-15")
    assert found["debtor"].rows["name"].to_list() == ["Jansen", "Zoë"]


def test_a_wrong_encoding_is_told_with_its_line() -> None:
    with pytest.raises(FormatError) as caught:
        read(file(encoding="iso-8859-15"))
    assert (caught.value.code, caught.value.line_number) == (CODES["encoding"], 4)


def test_one_kind_of_line_needs_no_code() -> None:
    options = {"records": {"row": {"fields": {"a": [1, 2], "b": [3, 2]}}}}
    found = read_fixed(b"A1B1\nA2\n", options, file_name="x")["row"].rows
    assert found.select("a", "b").rows() == [("A1", "B1"), ("A2", None)]


def test_what_is_read_is_written_back_byte_for_byte() -> None:
    found = read(file())
    tables = {name: found[name].rows for name in ("debtor", "claim")}
    assert write_fixed(tables, LAYOUT, totals={"claim": found["claim"].totals}) == file()


def test_carried_parents_are_written_from_their_children() -> None:
    found = read(file())["claim"]
    assert write_fixed({"claim": found.rows}, LAYOUT, totals={"claim": found.totals}) == file()


def test_lines_are_numbered_where_no_place_is_given() -> None:
    frame = pl.DataFrame({"reference": ["A", "B"], "amount": [None, "5"]})
    options = LAYOUT | {"carry": {}, "line_end": "lf"}
    assert (
        write_fixed({"claim": frame}, options) == b"20A                 \n20B     5           \n99                  \n"
    )


def test_a_value_longer_than_its_field_is_not_written() -> None:
    frame = pl.DataFrame({"reference": ["TOOLONG"], "amount": ["1"]})
    with pytest.raises(FormatError, match="'reference' of 'claim'"):
        write_fixed({"claim": frame}, LAYOUT | {"carry": {}})


HEADING = {"heading": {"code": "00", "fields": {"day": [3, 8], "sum": [11, 8]}}}


def test_the_heading_gives_totals_beside_those_of_the_trailer() -> None:
    found = read(file("0020261116   15,75\n" + GOOD), **HEADING)
    assert found["claim"].totals == {"day": "20261116", "sum": "15,75", "rows": "0003", "amount": "0000001575"}
    assert found["claim"].rows["line_number"].to_list() == [3, 4, 6]


@pytest.mark.parametrize("text", [GOOD, "9900030000001575\n"])
def test_a_heading_that_is_not_there_is_told(text: str) -> None:
    with pytest.raises(FormatError, match="does not begin with its heading '00'") as caught:
        read(file(text), **HEADING)
    assert (caught.value.code, caught.value.line_number) == (CODES["unreadable"], 1)


def test_a_heading_alone_has_no_trailer() -> None:
    with pytest.raises(FormatError, match="does not end with its one trailer"):
        read(file("0020261116\n"), **HEADING)


def test_a_heading_is_written_and_read_back() -> None:
    layout = LAYOUT | HEADING
    data = file("0020261116   15,75\n" + GOOD)
    tables = read_fixed(data, layout, file_name="claims.txt")
    frames = {name: found.rows.drop("record_type", FAULT_COLUMN) for name, found in tables.items()}
    totals = {"day": "20261116", "sum": "   15,75", "rows": "0003", "amount": "0000001575"}
    assert write_fixed(frames, layout, totals={"claim": totals}) == data
