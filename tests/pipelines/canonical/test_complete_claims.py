from __future__ import annotations

from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from mappings.fields import RECORD_FIELDS
from mappings.partners import Creditor, load_partners
from mappings.tree import SHIPPED
from pipelines.canonical.complete_claims import complete_claims


@cache
def creditor() -> Creditor:
    return replace(load_partners((SHIPPED,)).creditors["energie-noord"], country="nl", language="nl")


def completed(**columns: list[str | None]) -> pl.DataFrame:
    count = len(next(iter(columns.values())))
    fields = {name: field.dtype for name, field in RECORD_FIELDS["claim"].items()}
    given = {name: columns.get(name, [None] * count) for name in fields}
    return complete_claims(pl.DataFrame(given, schema=fields), creditor())


def test_a_name_that_is_given_stays_and_others_are_put_together() -> None:
    found = completed(
        name=["Jan Smit", None, None, None],
        initials=["P.", "P.", None, None],
        prefix=[None, "de", None, None],
        surname=["Berg", "Berg", "Berg", None],
    )
    assert found["name"].to_list() == ["Jan Smit", "P. de Berg", "Berg", None]


@pytest.mark.parametrize(
    ("additions", "whole"),
    [
        pytest.param([None, None, None], ["1", "2", None], id="no row has one"),
        pytest.param(["A", None, "B"], ["1 A", "2", "B"], id="some rows have one"),
    ],
)
def test_an_addition_stands_behind_the_house_number(additions: list[str | None], whole: list[str | None]) -> None:
    found = completed(house_number=["1", "2", None], house_number_addition=additions)
    assert found["house_number"].to_list() == whole


def test_a_postcode_is_written_as_in_its_country_on_every_row() -> None:
    found = completed(
        postcode=["1234ab", "1234ab", "B-9000", "1234ab", None, "NL-1234 AB", "L-1234"],
        country=[None, "be", "be", "nl", "nl", "nl", "lu"],
    )
    assert found["postcode"].to_list() == ["1234 AB", "1234AB", "9000", "1234 AB", None, "1234 AB", "1234"]
    assert found["country"].to_list() == ["nl", "be", "be", "nl", "nl", "nl", "lu"]
