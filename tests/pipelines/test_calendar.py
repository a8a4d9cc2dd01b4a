from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from mappings.law import LawTable, load_law
from mappings.law_values import NoticeTerm
from pipelines.calendar import add_notice_dates, public_holidays


def _dates(table: LawTable, sent: date, channel: str | None, country: str) -> tuple[date, date, date]:
    notices = pl.DataFrame({"sent_date": [sent], "channel": [channel]}, {"sent_date": pl.Date, "channel": pl.String})
    dated = add_notice_dates(notices, table, country=country)
    return dated.select("arrived_on", "last_free_day", "claimable_from").row(0)


def _without_moving() -> LawTable:
    """The Dutch table as its published vectors use it: a last day on a free day does not move."""
    table = load_law().table("nl_fourteen_day_notice")
    (only,) = table.values
    assert isinstance(only.value, NoticeTerm)
    return replace(table, values=(replace(only, value=replace(only.value, last_day_moves=False)),))


@pytest.mark.parametrize(
    ("sent", "arrived", "last", "due"),
    [
        (date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 18), date(2026, 11, 19)),
        (date(2026, 11, 5), date(2026, 11, 7), date(2026, 11, 21), date(2026, 11, 22)),
        (date(2026, 11, 6), date(2026, 11, 10), date(2026, 11, 24), date(2026, 11, 25)),
        (date(2026, 11, 7), date(2026, 11, 11), date(2026, 11, 25), date(2026, 11, 26)),
        (date(2026, 12, 23), date(2026, 12, 29), date(2027, 1, 12), date(2027, 1, 13)),
    ],
)
def test_fourteen_day_notice_by_post_gives_the_published_dates(
    sent: date, arrived: date, last: date, due: date
) -> None:
    assert _dates(_without_moving(), sent, "print", "nl") == (arrived, last, due)


def test_last_free_day_on_a_saturday_moves_to_monday() -> None:
    table = load_law().table("nl_fourteen_day_notice")
    assert _dates(table, date(2026, 11, 5), None, "nl")[1:] == (date(2026, 11, 23), date(2026, 11, 24))


def test_last_free_day_on_christmas_moves_behind_the_weekend() -> None:
    table = load_law().table("nl_fourteen_day_notice")
    assert _dates(table, date(2026, 12, 9), "print", "nl") == (
        date(2026, 12, 11),
        date(2026, 12, 28),
        date(2026, 12, 29),
    )


def test_dutch_notice_by_email_arrives_the_next_day() -> None:
    table = load_law().table("nl_fourteen_day_notice")
    assert _dates(table, date(2026, 11, 3), "email", "nl") == (
        date(2026, 11, 4),
        date(2026, 11, 18),
        date(2026, 11, 19),
    )


def test_belgian_reminder_by_post_gives_the_published_date() -> None:
    table = load_law().table("be_first_reminder")
    assert _dates(table, date(2023, 9, 18), "print", "be")[::2] == (date(2023, 9, 21), date(2023, 10, 5))


def test_belgian_reminder_by_email_starts_on_the_next_calendar_day() -> None:
    table = load_law().table("be_first_reminder")
    assert _dates(table, date(2026, 3, 10), "email", "be")[::2] == (date(2026, 3, 11), date(2026, 3, 25))


def test_belgian_holiday_is_no_working_day() -> None:
    table = load_law().table("be_first_reminder")
    assert _dates(table, date(2026, 11, 9), "print", "be")[0] == date(2026, 11, 13)


def test_notice_that_the_law_table_does_not_cover_opens_no_term() -> None:
    table = load_law().table("be_first_reminder")
    assert _dates(table, date(2023, 8, 31), "print", "be") == (None, None, None)
    assert _dates(table, date(2028, 1, 1), "print", "be") == (None, None, None)


def test_notices_keep_their_order() -> None:
    sent = [date(2026, 11, 6), date(2001, 1, 1), date(2026, 11, 2)]
    notices = pl.DataFrame({"sent_date": sent, "channel": ["print", "print", "email"]})
    dated = add_notice_dates(notices, load_law().table("nl_fourteen_day_notice"), country="nl")
    assert dated["sent_date"].to_list() == sent


def test_dutch_holidays_hold_good_friday_and_liberation_day() -> None:
    assert {date(2026, 4, 3), date(2026, 5, 5)} <= set(public_holidays("nl", 2026, 2026).to_list())
    assert date(2026, 12, 26) not in public_holidays("be", 2026, 2026).to_list()
