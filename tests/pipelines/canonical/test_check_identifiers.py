from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.be import nn
from stdnum.be import vat as kbo

from formats.identifiers.bsn import is_bsn
from formats.identifiers.iban import is_iban as is_one_iban
from pipelines.canonical import check_identifiers as check


def answers(texts: list[str], rule: Callable[[pl.Expr], pl.Expr]) -> list[bool]:
    return pl.DataFrame({"text": texts}).select(rule(pl.col("text")).fill_null(value=False)).to_series().to_list()


def with_check_digits(country: str, national: str) -> str:
    digits = "".join(str(int(sign, 36)) for sign in national + country + "00")
    return f"{country}{98 - int(digits) % 97:02d}{national}"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 10**10 - 1), min_size=1))
def test_ibans_that_are_made_are_right_and_one_digit_off_is_wrong(accounts: list[int]) -> None:
    made = [with_check_digits("NL", f"RABO{account:010d}") for account in accounts]
    off = [text[:-1] + str((int(text[-1]) + 1) % 10) for text in made]
    assert all(answers(made, check.is_iban))
    assert all(is_one_iban(text) for text in made)
    assert not any(answers(off, check.is_iban))


@pytest.mark.parametrize(
    "text", ["NL13RABO031745928", "XX00", "nl13rabo0317459287", "NL13RABO03174592877", "1234", "NLXXRABO0317459287"]
)
def test_what_has_not_the_form_is_no_iban(text: str) -> None:
    assert answers([text], check.is_iban) == [False]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 10**9 - 1), min_size=1))
def test_the_eleven_test_is_that_of_citizen_service_numbers(numbers: list[int]) -> None:
    texts = [f"{number:09d}" for number in numbers]
    assert answers(texts, check.passes_eleven_test) == [is_bsn(text) for text in texts]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(10_000_000, 19_999_999), min_size=1), st.integers(1, 97))
def test_belgian_company_numbers_have_their_check_digits(bodies: list[int], ending: int) -> None:
    right = [f"{body}{97 - body % 97:02d}" for body in bodies]
    assert all(answers(right, check.is_kbo))
    other = [f"{body}{ending:02d}" for body in bodies]
    assert answers(other, check.is_kbo) == [kbo.is_valid(text) for text in other]


def test_national_numbers_of_both_centuries() -> None:
    right = ["85073003328", "17073003384"]
    assert [nn.is_valid(text) for text in right] == [True, True]
    assert answers([*right, "85073003327", "85133003328", "123"], check.is_national_number) == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_vat_numbers() -> None:
    right = ["NL123456782B90", "BE0761448218", "DE136695976", "FR40303265045"]
    assert all(answers(right, check.is_vat_number))
    assert not any(answers(["NL123456781B90", "BE0761448219", "12345", "NL12"], check.is_vat_number))


def test_company_numbers_of_the_netherlands_are_eight_digits() -> None:
    assert answers(["58203914", "5820391", "00000000", "5820391A"], check.is_kvk) == [True, False, False, False]
