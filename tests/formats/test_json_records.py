from __future__ import annotations

import polars as pl
import pytest

from formats.json_records import read_json, write_json
from formats.table import FAULT_COLUMN
from warehouse.errors import FormatError
from warehouse.findings import CODES

DOCUMENT = {"records": {"claims": "$.batch.claims"}, "totals": {"rows": "$.batch.count"}}
LINES = {"lines": True}


def test_nested_keys_become_columns_and_numbers_keep_their_text() -> None:
    data = b"""{"batch": {"count": 2, "claims": [
        {"nr": "A1", "amount": 12.50, "big": 12345678901234567890.10, "debtor": {"name": "Zo\\u00eb", "adult": true}},
        {"nr": "A2", "amount": 1e3, "debtor": {"name": null}, "tags": ["x", "y"]}]}}"""
    found = read_json(data, DOCUMENT, file_name="x.json")["claims"]
    assert found.totals == {"rows": "2"}
    assert found.rows.columns == [
        *("line_number", "record_type", "nr", "amount", "big", "debtor.name", "debtor.adult", "tags", FAULT_COLUMN)
    ]
    assert found.rows.rows() == [
        (1, "claims", "A1", "12.50", "12345678901234567890.10", "Zoë", "true", None, None),
        (2, "claims", "A2", "1e3", None, None, None, '["x", "y"]', None),
    ]


def test_a_document_can_be_the_list_itself() -> None:
    assert read_json(b'[{"a": 1}]', {}, file_name="x.json")["row"].rows["a"].to_list() == ["1"]


def test_lines_are_records_with_their_line() -> None:
    found = read_json(b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": "2"}\n', LINES, file_name="x.jsonl")["row"].rows
    assert found.select("line_number", "a").rows() == [(1, "1"), (3, "2")]


@pytest.mark.parametrize("line", [b"{broken", b"[1]", b'{"a": 1, "a": 2}', b'{"a": NaN}', b'{"line_number": 1}'])
def test_a_wrong_line_is_marked_alone(line: bytes) -> None:
    found = read_json(b'{"a": 1}\n' + line + b'\n{"a": 3}\n', LINES, file_name="x.jsonl")["row"].rows
    assert found.select("a", FAULT_COLUMN).rows() == [("1", None), (None, "record"), ("3", None)]


@pytest.mark.parametrize("value", [r'"\ud800"', r'["x", "\uDFFF"]', r'{"\udc00": 1}'])
def test_half_a_character_is_marked_and_does_not_stop_the_others(value: str) -> None:
    data = f'[{{"a": {value}}}, {{"a": "\\ud83d\\ude00"}}]'.encode()
    found = read_json(data, {}, file_name="x.json")["row"].rows
    assert found.select("a", FAULT_COLUMN).rows() == [(None, "record"), ("\U0001f600", None)]


def test_half_a_character_in_a_total_is_no_total() -> None:
    data = rb'{"batch": {"count": "\ud800", "claims": [{"a": 1}]}}'
    assert read_json(data, DOCUMENT, file_name="x.json")["claims"].totals == {"rows": ""}


@pytest.mark.parametrize("depth", [5_000, 100_000])
def test_an_object_that_is_too_deep_is_marked(depth: int) -> None:
    data = b'{"b": 1}\n' + b'{"a":' * depth + b"1" + b"}" * depth
    found = read_json(data, LINES, file_name="x.json")["row"].rows
    assert found.select("b", FAULT_COLUMN).rows() == [("1", None), (None, "record")]


def test_an_item_that_is_no_object_is_marked() -> None:
    assert read_json(b'[{"a": "x"}, 5]', {}, file_name="x.json")["row"].rows[FAULT_COLUMN].to_list() == [None, "record"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"{", "unreadable"),
        (b'{"batch": {"claims": [{"a": 1, "a": 2}]}}', "unreadable"),
        (b'{"batch": {"claims": [{"a": Infinity}]}}', "unreadable"),
        (b"[" * 100_000, "unreadable"),
        (b'{"batch": {"claims": 5}}', "columns"),
        (b'{"other": []}', "columns"),
        (b'{"batch": "\xe9"}', "encoding"),
    ],
)
def test_a_wrong_document_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_json(data, DOCUMENT, file_name="x.json")
    assert caught.value.code == CODES[code]


def test_a_syntax_error_is_told_with_its_line() -> None:
    with pytest.raises(FormatError) as caught:
        read_json(b'{"batch":\n oops}', DOCUMENT, file_name="x.json")
    assert caught.value.line_number == 2


FRAME = pl.DataFrame({"nr": ["A1", "A2"], "debtor.name": ["Zoë", None], "debtor.city": [None, "Ede"]})


@pytest.mark.parametrize("options", [DOCUMENT, LINES, {}])
def test_what_is_written_is_read_back(options: dict[str, object]) -> None:
    name = "claims" if options is DOCUMENT else "row"
    data = write_json({name: FRAME}, options, totals={name: {"rows": "2"}})
    found = read_json(data, options, file_name="x.json")[name]
    assert found.rows.select(FRAME.columns).equals(FRAME)
    assert found.totals == ({"rows": "2"} if options is DOCUMENT else {})


def test_numbers_and_flags_of_a_frame_are_written_as_such() -> None:
    assert write_json({"row": pl.DataFrame({"a": [1], "b": [True]})}, LINES) == b'{"a": 1, "b": true}\n'
