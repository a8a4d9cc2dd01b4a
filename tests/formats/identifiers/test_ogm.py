"""Belgian structured communications have check digits, and are found in texts."""

from __future__ import annotations

import polars as pl
import pytest
from stdnum.be import ogm_vcs

from formats.identifiers.ogm import find_ogm_numbers, make_ogms, print_ogms

NUMBERS = pl.Series([f"{number:010d}" for number in range(1_000_000_000, 9_999_999_999, 89_999_999)])


def test_made_ogms_are_valid() -> None:
    assert all(ogm_vcs.is_valid(reference) for reference in make_ogms(NUMBERS))
    assert make_ogms(pl.Series(["1234567890", "0000000097", None])).to_list() == [
        *("+++123/4567/89002+++", "+++000/0000/09797+++", None)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+++123/4567/89002+++", ["1234567890"]),
        ("*** 123 / 4567 / 89002 ***", ["1234567890"]),
        ("factuur 123456789002 dank", ["1234567890"]),
        ("op 01/02/2026 ref 123456789002.", ["1234567890"]),
        ("999999999999 123456789002", ["1234567890"]),
        ("1123456789002", []),
        ("123456789003", []),
        ("12/3456789002", []),
        ("", []),
    ],
)
def test_ogms_are_found_in_texts(text: str, found: list[str]) -> None:
    frame = pl.DataFrame({"text": [text]})
    assert frame.select(find_ogm_numbers(pl.col("text"))).item().drop_nulls().to_list() == found


def test_ogms_are_printed_with_their_signs() -> None:
    assert print_ogms(pl.Series(["123456789002"])).to_list() == ["+++123/4567/89002+++"]
