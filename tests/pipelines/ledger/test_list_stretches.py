from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.dated import build_periods
from pipelines.ledger.list_stretches import list_stretches

PERIODS = build_periods([[(date(1990, 1, 1), 0)], [(date(2000, 1, 1), 60_000), (date(2018, 7, 1), 80_000)]])


def stretches_of(**given: Any) -> pl.DataFrame:
    claim = {
        "as_of": date(2019, 1, 1),
        "interest_from": date(2016, 2, 29),
        "series": 1,
        "cap_months": 12,
        "act_act": False,
        "per_month": False,
        "full_month": False,
        "added_ppm": 5_000,
    }
    schema = {"series": pl.Int32, "cap_months": pl.Int32}
    return list_stretches(pl.DataFrame([claim | given], schema_overrides=schema), PERIODS)[1]


def test_stretches_end_at_anniversaries_of_a_leap_day_and_where_the_rate_changes() -> None:
    found = stretches_of()
    assert found["until_date"].to_list()[:4] == [
        date(2017, 2, 28),
        date(2018, 2, 28),
        date(2018, 7, 1),
        date(2019, 2, 10),
    ]
    assert found["capitalises"].to_list() == [True, True, False, False]
    assert found["rate_ppm"].to_list() == [65_000, 65_000, 65_000, 85_000]


def test_without_compounding_only_the_rate_cuts() -> None:
    found = stretches_of(cap_months=0)
    assert found["from_date"].to_list() == [date(2016, 2, 29), date(2018, 7, 1)]
    assert not found["capitalises"].any()


def test_monthly_rate_capitalises_by_the_year_where_the_terms_say_so() -> None:
    found = stretches_of(series=0, per_month=True, interest_from=date(2017, 10, 31))
    capitalising = found.filter("capitalises")["until_date"].to_list()
    assert capitalising == [date(2018, 10, 31)]
    assert found["until_date"].to_list()[:4] == [
        date(2017, 11, 30),
        date(2017, 12, 31),
        date(2018, 1, 31),
        date(2018, 2, 28),
    ]


def test_day_before_the_first_rate_has_none() -> None:
    found = stretches_of(interest_from=date(1999, 6, 1), as_of=date(2000, 3, 1))
    assert found["rate_ppm"].to_list() == [None, 65_000]


@pytest.mark.parametrize("other", [1, 2**62])
def test_claims_of_one_day_and_rule_share_their_stretches(other: int) -> None:
    row = {
        "as_of": date(2019, 1, 1), "interest_from": date(2018, 1, 1), "series": 0, "cap_months": 0,
        "act_act": False, "per_month": False, "full_month": False, "added_ppm": None,
    }  # fmt: skip
    claims = pl.DataFrame([row, row, row | {"added_ppm": other}], schema_overrides={"series": pl.Int32})
    pointing, stretches = list_stretches(claims, PERIODS)
    first, second, third = pointing["stretch"]
    assert first == second != third
    assert stretches.height == 2
