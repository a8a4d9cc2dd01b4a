from datetime import date

import polars as pl

from pipelines.dated import EARLIEST, LATEST, build_periods


def test_equal_neighbours_are_one_period() -> None:
    periods = build_periods([[(date(2020, 1, 1), 5), (date(2021, 1, 1), 5), (date(2022, 1, 1), 6)]])
    assert periods.rows["period_from"].to_list() == [EARLIEST, date(2020, 1, 1), date(2022, 1, 1)]
    assert periods.rows["rate_ppm"].to_list() == [None, 5, 6]
    assert periods.rows["period_until"].to_list()[-1] == LATEST


def test_each_day_finds_its_period_in_its_own_series() -> None:
    series = [[(EARLIEST, 0)], [(date(2020, 1, 1), 5), (date(2022, 1, 1), None)]]
    periods = build_periods(series)
    days = [
        date(1950, 1, 1),
        date(2019, 12, 31),
        date(2020, 1, 1),
        date(2021, 12, 31),
        date(2022, 1, 1),
        date(2200, 1, 1),
    ]
    rows = periods.row_at(pl.Series([1] * 6), pl.Series(days))
    assert periods.rows["rate_ppm"].gather(rows).to_list() == [None, None, 5, 5, None, None]
    rows = periods.row_at(pl.Series([0] * 6), pl.Series(days))
    assert periods.rows["rate_ppm"].gather(rows).to_list() == [0] * 6
