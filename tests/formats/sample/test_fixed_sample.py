from __future__ import annotations

from typing import Any

from formats.registry import check_options, read
from formats.sample.propose_format import propose_format


def lines(*rows: str, width: int = 60) -> bytes:
    return "".join(row.ljust(width) + "\r\n" for row in rows).encode()


def options(data: bytes) -> dict[str, Any]:
    found = propose_format(data, file_name="x.txt").options
    check_options(found, place="x.txt")
    return found


KINDS = lines(
    "00HEAD20261116",
    "01100001  Jansen              1011AB",
    "02F000001  PRE2026010120260115     1250",
    "02F000002  EIG2026021320260227    10000",
    "01100002  van der Berg        2022CD",
    "02F000003  PRE2026031420260328      999",
    "990000312249",
)


def test_kinds_parents_header_and_trailer_are_told_apart() -> None:
    found = options(KINDS)
    assert found["code"] == [1, 2]
    assert list(found["records"]) == ["line_00", "line_01", "line_02"]
    assert found["carry"] == {"line_02": ["line_01"]}
    assert found["trailer"]["code"] == "99"


def test_fields_start_at_dates_postcodes_gaps_and_after_codes() -> None:
    records = options(KINDS)["records"]
    assert list(records["line_01"]["fields"].values()) == [[3, 8], [11, 20], [31, 6]]
    assert [place[0] for place in records["line_02"]["fields"].values()] == [3, 12, 15, 23, 35]


def test_words_in_a_text_do_not_cut_it() -> None:
    table = read(KINDS, options(KINDS), file_name="x.txt")["line_02"].rows
    assert table["line_01.at_11"].to_list() == ["Jansen", "Jansen", "van der Berg"]


def test_lines_of_one_kind_need_no_code() -> None:
    data = lines(*(f"F{number:06}   20260{number % 8 + 1}15   {number}0000" for number in range(1, 40)))
    found = options(data)
    assert "code" not in found
    assert list(found["records"]) == ["row"]


def test_an_iban_ends_where_its_country_says() -> None:
    data = lines(
        "1 NL91ABNA0417164300x@y.example", "2 NL02ABNA0123456789z@y.example", "3                   q@y.example"
    )
    places = list(options(data)["records"]["row"]["fields"].values())
    assert [3, 18] in places
    assert places[-1][0] == 21
