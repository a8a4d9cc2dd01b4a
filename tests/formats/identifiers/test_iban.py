"""IBANs have the length of their country and check digits; two libraries agree."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schwifty import IBAN

from formats.identifiers.iban import compact_ibans, is_iban, make_ibans
from tests.formats.identifiers.ask import answers


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["ABNA", "RABO"]), st.integers(0, 10**10 - 1)), min_size=1))
def test_dutch_ibans_that_are_made_are_right_and_one_digit_off_is_wrong(accounts: list[tuple[str, int]]) -> None:
    banks, numbers = zip(*accounts, strict=True)
    made = make_ibans("nl", pl.Series(banks), pl.Series(numbers)).to_list()
    assert all(answers(made, is_iban))
    assert [str(IBAN.generate("NL", bank, str(number))) for bank, number in accounts] == made
    assert not any(answers([text[:-1] + str((int(text[-1]) + 1) % 10) for text in made], is_iban))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 10**7 - 1), min_size=1))
def test_belgian_ibans_have_national_check_digits_too(accounts: list[int]) -> None:
    made = make_ibans("be", pl.Series(["539"] * len(accounts)), pl.Series(accounts)).to_list()
    assert all(answers(made, is_iban))
    assert [str(IBAN.generate("BE", "539", str(account))) for account in accounts] == made


@pytest.mark.parametrize("country", ["DE", "FR", "LU", "MT", "NO"])
def test_ibans_of_other_countries_are_checked(country: str) -> None:
    made = str(IBAN.random(country, use_registry=False))
    assert answers([made, made[:-1], made + "0"], is_iban) == [True, False, False]


@pytest.mark.parametrize(
    "text", ["NL13RABO031745928", "XX00", "nl13rabo0317459287", "NL13RABO03174592877", "1234", "NLXXRABO0317459287"]
)
def test_what_has_not_the_form_is_no_iban(text: str) -> None:
    assert answers([text], is_iban) == [False]


def test_ibans_are_stored_without_spaces_and_dots() -> None:
    texts = pl.DataFrame({"iban": ["NL02 abna 0123 4567 89", "NL02.ABNA.0123456789", None]})
    assert texts.select(compact_ibans(pl.col("iban"))).to_series().to_list() == [*["NL02ABNA0123456789"] * 2, None]
