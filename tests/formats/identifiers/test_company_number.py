"""Numbers of the Dutch and Belgian trade registers."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.be import vat as kbo

from formats.identifiers.company_number import is_kbo, is_kvk, make_kbos
from tests.formats.identifiers.ask import answers


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1_000_000, 19_999_999), min_size=1), st.integers(1, 97))
def test_belgian_company_numbers_have_their_check_digits(bodies: list[int], ending: int) -> None:
    made = make_kbos(pl.Series(bodies)).to_list()
    assert all(answers(made, is_kbo))
    other = [f"{body:08d}{ending:02d}" for body in bodies]
    assert answers(other, is_kbo) == [kbo.is_valid(text) for text in other]


def test_company_numbers_of_the_netherlands_are_eight_digits() -> None:
    assert answers(["58203914", "5820391", "00000000", "5820391A"], is_kvk) == [True, False, False, False]
