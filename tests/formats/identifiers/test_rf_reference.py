"""RF references have check digits, and are found in texts."""

from __future__ import annotations

import polars as pl
import pytest
from stdnum import iso11649

from formats.identifiers.rf_reference import find_rf_numbers, make_rf_references, print_rf_references

NUMBERS = pl.Series([f"{number:010d}" for number in range(1_000_000_000, 9_999_999_999, 89_999_999)])


def found_in(text: str | None) -> list[str]:
    frame = pl.DataFrame({"text": [text]}, schema={"text": pl.String})
    found = frame.select(find_rf_numbers(pl.col("text"))).item()
    return [] if found is None else found.drop_nulls().to_list()


def test_made_rf_references_are_valid() -> None:
    assert all(iso11649.is_valid(reference) for reference in make_rf_references(NUMBERS))
    assert make_rf_references(pl.Series(["1234567890", None])).to_list() == ["RF471234567890", None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RF471234567890", ["1234567890"]),
        ("BETALING RF47 1234 5678 90 DANK", ["1234567890"]),
        ("RF47-1234-5678-90/20261116", ["1234567890"]),
        ("RF47 1234 5678 90 2026", ["1234567890"]),
        ("RF48 1234 5678 90", []),
        ("RF481234567890 RF471234567890", ["1234567890"]),
        ("RF561000000000 EN RF471234567890", ["1000000000", "1234567890"]),
        ("RF47 1234", []),
        ("", []),
        (None, []),
    ],
)
def test_rf_references_are_found_in_texts(text: str | None, found: list[str]) -> None:
    assert found_in(text) == found


def test_rf_references_are_printed_in_fours() -> None:
    assert print_rf_references(pl.Series(["RF471234567890"])).to_list() == ["RF47 1234 5678 90"]
