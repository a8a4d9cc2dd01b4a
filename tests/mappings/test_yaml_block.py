from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mappings.yaml_block import Block, Fault, raise_faults
from mappings.yaml_file import read_yaml
from warehouse.errors import ConfigurationError


def read(folder: Path, text: str) -> Block:
    path = folder / "some.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


def test_an_unknown_key_is_told_with_the_likely_one(tmp_path: Path) -> None:
    block = read(tmp_path, "files: x\nfromat: y\n")
    block.text("files")
    block.text("format", "")
    block.close()
    assert block.faults == [Fault(block.path, 2, "'fromat' is not a known key", "Did you mean 'format'?")]


def test_all_faults_are_told_at_once_with_file_and_line(tmp_path: Path) -> None:
    block = read(tmp_path, "a: {x: 1}\nb: ja\n")
    block.text("a")
    block.flag("b", default=False)
    block.number("c")
    with pytest.raises(ConfigurationError) as raised:
        raise_faults(block.faults)
    told = str(raised.value)
    assert "3 faults" in told
    assert all(f"some.yaml:{line}: " in told for line in (1, 2))


def test_a_single_fault_is_the_place_of_the_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"f.yaml:4: it is wrong\. Mend it\.") as raised:
        raise_faults([Fault(tmp_path / "f.yaml", 4, "it is wrong", "Mend it.")])
    assert raised.value.place.endswith("f.yaml:4")


def test_numbers_are_scaled_exactly(tmp_path: Path) -> None:
    block = read(tmp_path, "a: 0.1\nb: 12\nc: 9999999999999.99\n")
    assert [block.scaled("a", 4), block.scaled("b", 2), block.scaled("c", 2)] == [1000, 1200, 999_999_999_999_999]
    assert block.scaled("d", 2, None) is None
    assert block.faults == []


@pytest.mark.parametrize("value", ["0.001", "-1", "true", "'5'", "[5]", "{a: 5}", "x", "10000000000000"])
def test_what_cannot_be_scaled_is_a_fault(tmp_path: Path, value: str) -> None:
    block = read(tmp_path, f"a: {value}\n")
    assert block.scaled("a", 2) == 0
    assert [fault.line for fault in block.faults] == [1]


@pytest.mark.parametrize(("value", "found"), [("0", 0), ("9", 9), ("10", 1), ("-1", 1), ("1.0", 1), ("true", 1)])
def test_whole_numbers_keep_within_their_bounds(tmp_path: Path, value: str, found: int) -> None:
    assert read(tmp_path, f"a: {value}\n").whole("a", 1, lowest=0, highest=9) == found


def test_days_are_dates_or_faults(tmp_path: Path) -> None:
    block = read(tmp_path, "a: 2026-01-31\nb: tomorrow\nc: 2026-02-30\n")
    assert [block.day("a"), block.day("b"), block.day("c", None)] == [date(2026, 1, 31), date.min, None]
    assert [(fault.line, fault.cause) for fault in sorted(block.faults)] == [
        (2, "'b' must be a date"),
        (3, "'2026-02-30' is no date"),
    ]


def test_a_text_that_must_be_filled_is_not_empty(tmp_path: Path) -> None:
    block = read(tmp_path, "a: ''\nb:\nc: x\n")
    assert [block.filled("a"), block.filled("b", None), block.filled("c"), block.filled("d", "y")] == [
        "",
        None,
        "x",
        "y",
    ]
    assert [fault.line for fault in block.faults] == [1, 2]


def test_blocks_are_one_or_many(tmp_path: Path) -> None:
    block = read(tmp_path, "a: {x: 1}\nb: [{x: 1}, {x: 2}]\nc: [1]\n")
    assert [len(block.blocks(key)) for key in "abc"] == [1, 2, 0]
    assert [fault.line for fault in block.faults] == [3]


def test_an_absent_block_is_one_without_keys(tmp_path: Path) -> None:
    block = read(tmp_path, "a: {x: 1}\nb:\n")
    assert block.inner("a").plain() == {"x": 1}
    assert block.inner("b").plain() == {}
    assert block.faults == []
    assert block.inner("c", is_required=True).plain() == {}
    assert [fault.cause for fault in block.faults] == ["'c' is missing"]


def test_a_place_is_the_file_and_the_line_of_a_key(tmp_path: Path) -> None:
    block = read(tmp_path, "a: 1\nb: 2\n")
    assert block.place("b") == f"{tmp_path / 'some.yaml'}:2"
    assert block.place() == f"{tmp_path / 'some.yaml'}:1"
