from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from mappings.draft_words import load_draft_words
from pipelines.draft.choose_forms import choose_forms
from pipelines.draft.measure_columns import Measured, measure_columns

WORDS = load_draft_words()


def measured(name: str, *values: str) -> Measured:
    return measure_columns(pl.DataFrame({name: values}), WORDS)[name]


def forms_of(*, dates: Sequence[Measured] = (), amounts: Sequence[Measured] = (), fixed: bool = False) -> Any:
    return choose_forms(dates, amounts, has_fixed_width=fixed)


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (("13-04-2026", "05-06-2026"), "dd-mm-yyyy"),
        (("04/13/2026", "05/06/2026"), "mm/dd/yyyy"),
        (("2026-04-03",), "yyyy-mm-dd"),
        (("20260413",), "yyyymmdd"),
        (("3.4.2026", "13.4.2026"), "d.m.yyyy"),
    ],
)
def test_a_day_above_twelve_proves_the_order(values: tuple[str, ...], form: str) -> None:
    forms, own, questions = forms_of(dates=[measured("d", *values)])
    assert (forms, own, questions) == ({"dates": [form]}, {}, {})


def test_an_order_that_nothing_proves_is_asked() -> None:
    forms, _, questions = forms_of(dates=[measured("due", "03-04-2026", "11-12-2026")])
    assert forms == {"dates": ["?"]}
    assert questions["date_order"].parts == {
        "columns": ("'due'",),
        "example": "03-04-2026",
        "forms": ("dd-mm-yyyy", "mm-dd-yyyy"),
    }


def test_another_column_of_the_file_proves_the_order() -> None:
    forms, own, questions = forms_of(dates=[measured("due", "03-04-2026"), measured("sent", "23-04-2026")])
    assert (forms, own, questions) == ({"dates": ["dd-mm-yyyy"]}, {}, {})


def test_a_column_with_other_signs_proves_nothing() -> None:
    forms, own, questions = forms_of(dates=[measured("due", "03-04-2026"), measured("born", "1980-05-23")])
    assert forms == {"dates": ["yyyy-mm-dd"]}
    assert own == {"due": {"dates": ["?"]}}
    assert list(questions) == ["date_order"]


def test_days_as_excel_counts_them_are_asked() -> None:
    _, _, questions = forms_of(dates=[measured("due", "46340", "46341")])
    assert list(questions) == ["date_numbers"]


@pytest.mark.parametrize(
    ("values", "forms"),
    [
        (("12,50",), {"decimal": ","}),
        (("1.234,50", "1.000"), {"decimal": ",", "thousands": "."}),
        (("12.50", "7"), {"decimal": "."}),
        (("1,234.50",), {"decimal": ".", "thousands": ","}),
    ],
)
def test_digits_after_a_sign_prove_that_it_is_decimal(values: tuple[str, ...], forms: dict[str, str]) -> None:
    assert forms_of(amounts=[measured("sum", *values)]) == (forms, {}, {})


@pytest.mark.parametrize("values", [("1.234",), ("1,234", "7"), ("12,50", "12.50")])
def test_a_doubtful_decimal_sign_is_asked(values: tuple[str, ...]) -> None:
    forms, _, questions = forms_of(amounts=[measured("sum", *values)])
    assert forms == {"decimal": "?"}
    assert list(questions) == ["decimal_sign"]


@pytest.mark.parametrize(("fixed", "forms"), [(True, {"implied_decimals": 2}), (False, {})])
def test_whole_numbers_are_asked_about(fixed: bool, forms: dict[str, int]) -> None:
    found, _, questions = forms_of(amounts=[measured("sum", "1250", "990")], fixed=fixed)
    assert found == forms
    assert list(questions) == ["cents"]
