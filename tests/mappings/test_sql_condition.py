"""A condition reads one row of known columns, is true or false, and says what is wrong otherwise."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from mappings.sql_condition import sql_condition

COLUMNS = {"cents": pl.Int64(), "town": pl.String(), "day": pl.Date(), "is_open": pl.Boolean()}
ROWS = pl.DataFrame(
    {
        "cents": [100, 5_000, None],
        "town": ["Dorp", "Select (over) stad", None],
        "day": [date(2026, 1, 1), date(2026, 6, 1), None],
        "is_open": [True, False, None],
    },
    schema=COLUMNS,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cents >= 5000", [False, True, False]),
        ("NOT cents >= 5000", [True, False, False]),
        ("cents BETWEEN 1 AND 200 OR town IS NULL", [True, False, True]),
        ("town = 'Select (over) stad'", [False, True, False]),
        ("town IN ('Dorp', 'Stad')", [True, False, False]),
        ("day >= DATE '2026-03-01'", [False, True, False]),
        ("is_open", [True, False, False]),
        ("coalesce(cents, 0) * 2 = 0", [False, False, True]),
        ("starts_with(lower(town), 'dor')", [True, False, False]),
        ("TRUE", [True, True, True]),
    ],
)
def test_a_condition_is_true_or_false_for_each_row(text: str, wanted: list[bool]) -> None:
    assert ROWS.with_columns(fits=sql_condition(text, COLUMNS))["fits"].to_list() == wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cent > 1", "did you mean 'cents'"),
        ("nonsense = 1", "'nonsense', which is no column$"),
        ("cents", "true or false"),
        ("cents >", "no SQL expression"),
        ("town > 1", "does not fit the types"),
        ("COUNT(*) > 1", "calls 'COUNT'"),
        ("cents > LAG(cents) OVER (ORDER BY day)", "uses 'OVER'"),
        ("EXISTS (SELECT 1)", "uses 'EXISTS'"),
        ("is_open; DROP TABLE x", "no SQL expression"),
        ("", "no SQL expression"),
    ],
)
def test_a_wrong_condition_says_why(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        sql_condition(text, COLUMNS)
