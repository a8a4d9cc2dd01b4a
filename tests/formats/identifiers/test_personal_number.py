"""Citizen service numbers and national numbers, as another library knows them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.be import nn
from stdnum.nl import bsn

from formats.identifiers.personal_number import is_national_number, passes_eleven_test
from tests.formats.identifiers.ask import answers


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 10**9 - 1), min_size=1))
def test_the_eleven_test_is_that_of_citizen_service_numbers(numbers: list[int]) -> None:
    texts = [f"{number:09d}" for number in numbers]
    assert answers(texts, passes_eleven_test) == [bsn.is_valid(text) for text in texts]


def test_national_numbers_of_both_centuries() -> None:
    right = ["85073003328", "17073003384"]
    assert [nn.is_valid(text) for text in right] == [True, True]
    assert answers([*right, "85073003327", "85133003328", "123"], is_national_number) == [
        True,
        True,
        False,
        False,
        False,
    ]
