"""Public holidays, and the dates that a statutory notice sets: when it arrived, its last free day, when costs are due.

*Source*: articles 6:96 lid 6 BW and 3 Algemene termijnenwet; art. XIX.2 WER. Lengths and delivery days stand in the law
tables `nl_fourteen_day_notice` and `be_first_reminder`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

import holidays
import polars as pl

from mappings.law import LawTable
from mappings.law_values import Delivery, NoticeTerm

_CATEGORIES: Final = {"nl": ("public", "optional"), "be": ("public",)}
"""Dutch law counts Good Friday and 5 May each year as holidays too; the package keeps them apart."""

_MARGIN_DAYS: Final = 90
"""No notice ends later than this after sending: terms are two weeks, and holidays are few."""

_DATES: Final = ("arrived_on", "last_free_day", "claimable_from")


def public_holidays(country: str, first_year: int, last_year: int) -> pl.Series:
    """Public holidays of a country, sorted.

    Args:
        country: `nl` or `be`.
        first_year: First year.
        last_year: Last year, included.

    Returns:
        Dates.
    """
    days = [day for year in range(first_year, last_year + 1) for day in _list_holidays(country, year)]
    return pl.Series(days, dtype=pl.Date)


def add_days(start: pl.Expr, days: int, *, working_days: bool, country: pl.Expr, around: date) -> pl.Expr:
    """A date that lies so many days after another one.

    Args:
        start: Date to count from.
        days: Days to add; below 0 for days before.
        working_days: Whether only Monday to Friday count, without the country's public holidays.
        country: Country whose holidays count, where working days do.
        around: Day near which the dates lie; holidays of more than two years before it are not known.
    """
    if not working_days:
        return start + timedelta(days=days)
    roll: Literal["forward", "backward"] = "forward" if days >= 0 else "backward"
    found = pl.lit(None, pl.Date)
    for name in _CATEGORIES:
        free = public_holidays(name, around.year - 2, around.year + 2).to_list()
        counted = start.dt.add_business_days(days, holidays=free, roll=roll)
        found = pl.when(country == name).then(counted).otherwise(found)
    return found


def add_notice_dates(notices: pl.DataFrame, table: LawTable, *, country: str) -> pl.DataFrame:
    """Notices with the dates that follow from the day of sending.

    Args:
        notices: `sent_date` and `channel` (`email`; anything else counts as post, which takes longer).
        table: Law table of notice terms.
        country: Country whose holidays count.

    Returns:
        The notices, in the same order, with `arrived_on`, `last_free_day` (last day to pay without costs) and
        `claimable_from` (first day on which costs are due). The dates are empty where the table does not cover the day
        of sending: such a notice opens no term.
    """
    empty = notices.with_columns(pl.lit(None, pl.Date).alias(name) for name in _DATES)
    dated = empty.with_row_index("notice_row")
    parts = []
    starts = [value.valid_from for value in table.values]
    for dated_value, end in zip(table.values, [*starts[1:], table.covered_until], strict=True):
        assert isinstance(dated_value.value, NoticeTerm), f"{table.rule_id} holds no notice terms"
        inside = pl.col("sent_date").is_between(dated_value.valid_from, end, closed="left")
        parts.append(_date(dated.filter(inside), dated_value.value, country))
    done = pl.concat(parts)
    rest = dated.join(done, on="notice_row", how="anti")
    return pl.concat([done, rest]).sort("notice_row").drop("notice_row")


def _date(notices: pl.DataFrame, term: NoticeTerm, country: str) -> pl.DataFrame:
    """Notices of one period of the law with their dates."""
    if notices.height == 0:
        return notices
    by_email = notices.filter(pl.col("channel").eq_missing("email"))
    by_post = notices.filter(pl.col("channel").ne_missing("email"))
    arrived = pl.concat([_arrive(by_email, term.email, country), _arrive(by_post, term.print, country)])
    wait = timedelta(days=term.starts_after_days + term.term_days - 1)
    ended = arrived.with_columns(last_free_day=pl.col("arrived_on") + wait)
    if term.last_day_moves:
        working = _days(ended["last_free_day"], country, without_weekdays=(6, 7), without_holidays=True)
        ended = ended.with_columns(_nth_from(working, ended["last_free_day"], 0).alias("last_free_day"))
    return ended.with_columns(claimable_from=pl.col("last_free_day") + timedelta(days=1))


def _arrive(notices: pl.DataFrame, delivery: Delivery, country: str) -> pl.DataFrame:
    """Notices with the n-th day after sending that counts for delivery."""
    if notices.height == 0:
        return notices
    days = _days(
        notices["sent_date"],
        country,
        without_weekdays=delivery.without_weekdays,
        without_holidays=delivery.without_holidays,
    )
    next_day = notices["sent_date"] + timedelta(days=1)
    return notices.with_columns(_nth_from(days, next_day, delivery.days - 1).alias("arrived_on"))


def _nth_from(days: pl.Series, first: pl.Series, count: int) -> pl.Series:
    """The day that stands `count` places behind the first listed day on or after a date."""
    return days.gather(days.search_sorted(first, side="left") + count)


def _days(around: pl.Series, country: str, *, without_weekdays: tuple[int, ...], without_holidays: bool) -> pl.Series:
    """Days that count, from the first of some dates to well behind the last, sorted."""
    span = pl.select(first=around.min(), last=around.max()).row(0)
    first, last = span[0], span[1] + timedelta(days=_MARGIN_DAYS)
    days = pl.date_range(first, last, eager=True)
    counts = ~days.dt.weekday().is_in(list(without_weekdays))
    if without_holidays:
        counts &= ~days.is_in(public_holidays(country, first.year, last.year).implode())
    return days.filter(counts)


@lru_cache(maxsize=512)
def _list_holidays(country: str, year: int) -> tuple[date, ...]:
    """Public holidays of one year, sorted: computed once, whatever span is asked."""
    return tuple(sorted(holidays.country_holidays(country.upper(), years=year, categories=_CATEGORIES[country])))
