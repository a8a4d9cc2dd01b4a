from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mappings.expected_rules import ExpectedRule, read_expected
from mappings.yaml_file import read_yaml


def read(folder: Path, text: str) -> tuple[ExpectedRule | None, list[str]]:
    path = folder / "feed.yaml"
    path.write_text(text, encoding="utf-8")
    block = read_yaml(path, may_be_empty=True)
    rule = read_expected(block)
    block.close()
    return rule, [fault.cause for fault in block.faults]


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        ("every: workday", ExpectedRule("workday", 0, 0, 0, None)),
        ("every: week, by: tuesday, grace_days: 1", ExpectedRule("week", 2, 1, 2, None)),
        ("every: month, by: 31, since: 2026-01-01", ExpectedRule("month", 31, 0, 10, date(2026, 1, 1))),
        ("every: quarter, by: 5, early_days: 3", ExpectedRule("quarter", 5, 0, 3, None)),
    ],
)
def test_a_calendar_is_read(tmp_path: Path, keys: str, rule: ExpectedRule) -> None:
    assert read(tmp_path, f"expected: {{{keys}}}\n") == (rule, [])


def test_a_feed_may_have_no_calendar(tmp_path: Path) -> None:
    assert read(tmp_path, "") == (None, [])


@pytest.mark.parametrize(
    ("keys", "cause"),
    [
        ("every: year, by: 1", "'every' cannot be 'year'"),
        ("every: week, by: 1", "'by' cannot be '1'"),
        ("every: week", "'by' is missing"),
        ("every: month, by: 32", "'by' must be a whole number from 1 to 31"),
        ("every: workday, by: monday", "'by' says nothing about each working day"),
        ("every: workday, grace: 1", "'grace' is not a known key"),
        ("every: workday, since: soon", "'since' must be a date"),
    ],
)
def test_a_wrong_calendar_is_told(tmp_path: Path, keys: str, cause: str) -> None:
    assert cause in read(tmp_path, f"expected: {{{keys}}}\n")[1]
