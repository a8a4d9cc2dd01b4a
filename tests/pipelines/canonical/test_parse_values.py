from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.parse_rules import DATE_FORMS, ParseRule
from pipelines.canonical.parse_values import parse_value
from pipelines.canonical.render_values import render_value

DUTCH = ParseRule("amount", decimal=",", thousands=".")
POINT = ParseRule("amount")
CENTS = ParseRule("amount", implied_decimals=2)


def parse(text: str | None, rule: ParseRule) -> object:
    return pl.DataFrame({"text": [text]}, schema={"text": pl.String}).select(parse_value(pl.col("text"), rule)).item()


def there_and_back(values: list[object], dtype: pl.DataType, rule: ParseRule) -> list[object]:
    frame = pl.DataFrame({"value": values}, schema={"value": dtype})
    return frame.select(parse_value(render_value(pl.col("value"), rule), rule)).to_series().to_list()


@pytest.mark.parametrize(
    ("text", "rule", "cents"),
    [
        ("1.234,56", DUTCH, 123456),
        ("1.234", DUTCH, 123400),
        ("1,234", DUTCH, None),
        ("12,5", DUTCH, 1250),
        ("12.34,00", DUTCH, None),
        ("-0,50", DUTCH, -50),
        ("0,50-", DUTCH, -50),
        ("-0,50-", DUTCH, None),
        ("-0,00", DUTCH, 0),
        ("€ 1.000,00", DUTCH, 100000),
        ("1e9", DUTCH, None),
        ("1 000,00", DUTCH, None),
        ("", DUTCH, None),
        (",50", DUTCH, None),
        ("1.234", POINT, None),
        ("1,234.00", POINT, None),
        ("12.5", POINT, 1250),
        ("+12.50", POINT, 1250),
        ("99999999999999.99", POINT, 9999999999999999),
        ("999999999999999.99", POINT, None),
        ("00000012345", CENTS, 12345),
        ("123.45", CENTS, None),
    ],
)
def test_an_amount_is_read_in_the_agreed_form_only(text: str, rule: ParseRule, cents: int | None) -> None:
    assert parse(text, rule) == cents


@pytest.mark.parametrize(
    ("text", "forms", "day"),
    [
        ("01-03-2026", ("dd-mm-yyyy",), date(2026, 3, 1)),
        ("1-3-2026", ("dd-mm-yyyy",), None),
        ("1-3-2026", ("d-m-yyyy",), date(2026, 3, 1)),
        ("31-02-2026", ("dd-mm-yyyy",), None),
        ("29-02-2024", ("dd-mm-yyyy",), date(2024, 2, 29)),
        ("2026-03-01", ("dd-mm-yyyy", "yyyy-mm-dd"), date(2026, 3, 1)),
        ("03/01/2026", ("mm/dd/yyyy",), date(2026, 3, 1)),
        ("20260301", ("yyyymmdd",), date(2026, 3, 1)),
        ("01.03.26", ("dd.mm.yy",), date(2026, 3, 1)),
        ("46082", ("yyyy-mm-dd",), None),
        ("2026-03-01T00:00:00", ("yyyy-mm-dd",), None),
    ],
)
def test_a_date_is_read_in_the_agreed_forms_only(text: str, forms: tuple[str, ...], day: date | None) -> None:
    assert parse(text, ParseRule("date", date_forms=forms)) == day


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("10", ParseRule("percent"), 100000),
        ("10,5%", ParseRule("percent", decimal=","), 105000),
        ("0.12345", ParseRule("percent"), None),
        ("-1", ParseRule("percent"), None),
        ("Ja", ParseRule("boolean"), True),
        ("NON", ParseRule("boolean"), False),
        ("misschien", ParseRule("boolean"), None),
        ("X", ParseRule("boolean", codes={"X": "true"}), True),
        ("12", ParseRule("integer"), 12),
        ("1.0", ParseRule("integer"), None),
        ("P", ParseRule("code", codes={"P": "consumer"}), "consumer"),
        ("p", ParseRule("code", codes={"P": "consumer"}), None),
        (None, ParseRule("code", codes={"": "print"}), "print"),
        ("Consumer", ParseRule("code", choices=("consumer",)), "consumer"),
        ("other", ParseRule("code", choices=("consumer",)), None),
        ("nl13 rabo 0317 4592 87", ParseRule("iban"), "NL13RABO0317459287"),
        ("NL14RABO0317459287", ParseRule("iban"), None),
        ("as is", ParseRule("text"), "as is"),
    ],
)
def test_other_kinds(text: str | None, rule: ParseRule, value: object) -> None:
    assert parse(text, rule) == value


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(10**15), 10**15) | st.none(), min_size=1), st.sampled_from([DUTCH, POINT, CENTS]))
def test_a_rendered_amount_is_read_back(cents: list[int | None], rule: ParseRule) -> None:
    assert there_and_back(list(cents), pl.Int64(), rule) == cents


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dates(date(1970, 1, 1), date(2068, 12, 31)), min_size=1), st.sampled_from(sorted(DATE_FORMS)))
def test_a_rendered_date_is_read_back_in_every_form(days: list[date], form: str) -> None:
    assert there_and_back(list(days), pl.Date(), ParseRule("date", date_forms=(form,))) == days


def test_other_rendered_values_are_read_back() -> None:
    assert there_and_back([0, 5, 100000, 9999999], pl.Int64(), ParseRule("percent", decimal=",")) == [
        0,
        5,
        100000,
        9999999,
    ]
    assert there_and_back([True, False, None], pl.Boolean(), ParseRule("boolean")) == [True, False, None]
    codes = ParseRule("code", codes={"P": "consumer", "Q": "consumer", "Z": "business"})
    assert there_and_back(["consumer", "business", None], pl.String(), codes) == ["consumer", "business", None]
    assert there_and_back([7, None], pl.Int64(), ParseRule("integer")) == [7, None]
