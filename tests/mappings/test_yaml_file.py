from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mappings.yaml_block import Block
from mappings.yaml_file import read_yaml
from warehouse.errors import ConfigurationError


def read(folder: Path, text: str) -> Block:
    path = folder / "some.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


def test_scalars_keep_what_was_written(tmp_path: Path) -> None:
    block = read(tmp_path, "a: no\nb: 010\nc: 12.50\nd: 2026-01-31\ne: true\nf: 12:30\ng:\nh: 7\n")
    values = {
        "a": "no",
        "b": "010",
        "c": Decimal("12.50"),
        "d": date(2026, 1, 31),
        "e": True,
        "f": "12:30",
        "g": None,
        "h": 7,
    }
    assert block.values == values


def test_keys_are_texts_as_written(tmp_path: Path) -> None:
    assert read(tmp_path, "01: a\nno: b\n1: c\n").plain() == {"01": "a", "no": "b", "1": "c"}


def test_a_key_that_stands_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    block = read(tmp_path, "a: 1\nb: 2\na: 3\n")
    assert [(fault.line, fault.cause) for fault in block.faults] == [(3, "'a' stands twice, also on line 1")]


@pytest.mark.parametrize("text", ["a: [1, 2\n", "a: b: c\n", "\tx: 1\n", "- 1\n", ""])
def test_what_is_no_mapping_is_an_error_with_a_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(tmp_path, text)
    assert raised.value.place.rpartition(":")[2].isdigit()


def test_a_file_that_is_away_or_no_utf8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("naam: café".encode("cp1252"))
    for name in ("away.yaml", "latin.yaml"):
        with pytest.raises(ConfigurationError):
            read_yaml(tmp_path / name)


def test_a_date_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    assert read(tmp_path, "a: 2026-02-30\n").faults[0].cause == "'2026-02-30' is no date"


def test_a_file_without_keys_may_be_a_mapping_without_keys(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("# only a comment\n", encoding="utf-8")
    assert read_yaml(path, may_be_empty=True).plain() == {}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("a: !!int x\n", "'x' is no number"),
        ("a: !!float x\n", "'x' is no float"),
        ("? [a]\n: b\n", "a key must be a single value"),
    ],
)
def test_what_is_not_what_it_says_is_a_fault(tmp_path: Path, text: str, cause: str) -> None:
    assert [fault.cause for fault in read(tmp_path, text).faults] == [cause]


@pytest.mark.parametrize("text", ["a: &b {c: *b}\n", "a: " + "[" * 3000 + "]" * 3000])
def test_a_file_without_a_bottom_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match="holds itself"):
        read(tmp_path, text)
