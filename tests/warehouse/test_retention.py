from __future__ import annotations

from datetime import date

from warehouse.retention import dates_to_keep

OCTOBER = [date(2026, 10, 29), date(2026, 10, 30)]
NOVEMBER = [date(2026, 11, 2), date(2026, 11, 3)]


def test_newest_date_and_last_date_of_each_month_stay():
    assert dates_to_keep(NOVEMBER + OCTOBER) == {OCTOBER[1], NOVEMBER[1]}


def test_same_month_of_another_year_is_another_month():
    assert dates_to_keep([date(2025, 11, 3), NOVEMBER[0]]) == {date(2025, 11, 3), NOVEMBER[0]}


def test_without_month_ends_only_the_newest_date_stays():
    assert dates_to_keep(OCTOBER + NOVEMBER, month_ends=False) == {NOVEMBER[1]}


def test_of_no_dates_none_stay():
    assert dates_to_keep([]) == dates_to_keep([], month_ends=False) == set()
