from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mappings.yaml_file import Block, Fault, raise_faults, read_yaml
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
