from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from mappings.snapshot_rules import SnapshotRule, read_snapshot
from mappings.yaml_file import read_yaml


def read(folder: Path, text: str) -> tuple[SnapshotRule | None, list[str]]:
    path = folder / "feed.yaml"
    path.write_text(text, encoding="utf-8")
    block = read_yaml(path)
    rule = read_snapshot(block)
    block.close()
    return rule, [fault.cause for fault in block.faults]


def test_a_snapshot_needs_no_more_than_its_mode(tmp_path: Path) -> None:
    assert read(tmp_path, "mode: snapshot\n") == (
        SnapshotRule("feed", "open", "payment", "withdrawal", Decimal(25)),
        [],
    )


def test_an_original_amount_is_lowered_by_credit_notes(tmp_path: Path) -> None:
    rule, faults = read(tmp_path, "mode: snapshot\nsnapshot: {amount: original, drop_percent: 2.5}\n")
    assert rule is not None
    assert (rule.lower, rule.drop_percent, faults) == ("credit_note", Decimal("2.5"), [])


def test_a_delta_has_no_snapshot(tmp_path: Path) -> None:
    assert read(tmp_path, "mode: delta\n") == (None, [])
    assert read(tmp_path, "snapshot: {gone: payment}\n")[1] == ["'snapshot' says nothing about a feed of what is new"]


@pytest.mark.parametrize(
    ("keys", "cause"),
    [
        ("lower: pay", "'lower' cannot be 'pay'"),
        ("drop_percent: 101", "'drop_percent' must be from 0 to 100"),
        ("amount: original, lower: payment", "a payment does not lower an original amount"),
        ("drop: 10", "'drop' is not a known key"),
    ],
)
def test_a_wrong_snapshot_is_told(tmp_path: Path, keys: str, cause: str) -> None:
    assert read(tmp_path, f"mode: snapshot\nsnapshot: {{{keys}}}\n")[1] == [cause]
