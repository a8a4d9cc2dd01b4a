from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from mappings.partner_tables import EXPECTED
from pipelines.decisions.find_late_files import find_late_files

RULE: dict[str, Any] = {
    "partner_id": "p",
    "creditor_id": "p",
    "feed": "claims",
    "every": "month",
    "by": 5,
    "grace_days": 2,
    "early_days": 10,
    "since": date(2026, 9, 1),
    "country": "nl",
}
WEEK: dict[str, Any] = {"every": "week", "by": 1, "early_days": 2, "grace_days": 0}
WORKDAY: dict[str, Any] = {"every": "workday", "by": 0, "early_days": 0, "grace_days": 0}


def late(
    day: date,
    *came: date,
    status: str = "accepted",
    again: bool = False,
    excused: tuple[date, ...] = (),
    **changes: Any,
) -> list[tuple[date, int, date]]:
    expected = pl.DataFrame([RULE | changes], schema=EXPECTED)
    place = {"partner_id": "p", "feed": "claims", "status": status, "duplicate_of": "D" if again else None}
    rows = [place | {"known_at": known_at} for known_at in came]
    schema = dict.fromkeys(place, pl.String) | {"known_at": pl.Date}
    waived = [{"decision": "waive", "subject": _subject(due)} for due in excused]
    decided = pl.DataFrame(waived, schema={"decision": pl.String, "subject": pl.String})
    found = find_late_files(expected, pl.DataFrame(rows, schema=schema), decided, business_date=day)
    return found.select("due_date", "missing", "since_date").rows()


def _subject(due: date) -> str:
    return json.dumps({"partner_id": "p", "feed": "claims", "due_date": due.isoformat()})


@pytest.mark.parametrize(("day", "is_late"), [(date(2026, 11, 9), False), (date(2026, 11, 10), True)])
def test_a_file_is_late_when_the_working_days_of_grace_are_over(day: date, is_late: bool) -> None:
    # The fifth is a Thursday; Friday and Monday are the days of grace.
    came = (date(2026, 9, 4), date(2026, 10, 5))
    assert late(day, *came) == ([(date(2026, 11, 5), 1, date(2026, 11, 5))] if is_late else [])


def test_months_that_miss_in_a_row_are_counted_from_the_first() -> None:
    assert late(date(2026, 11, 30), date(2026, 9, 4)) == [(date(2026, 11, 5), 2, date(2026, 10, 5))]


def test_a_file_that_came_closes_the_item_whatever_missed_before() -> None:
    assert late(date(2026, 11, 30), date(2026, 9, 4), date(2026, 11, 20)) == []


@pytest.mark.parametrize(("known_at", "counts"), [(date(2026, 10, 26), True), (date(2026, 10, 25), False)])
def test_a_file_counts_from_some_days_before_its_day(known_at: date, counts: bool) -> None:
    assert (late(date(2026, 11, 30), known_at) == []) is counts


def test_a_day_that_is_no_working_day_moves_to_the_next_one() -> None:
    # 5 September 2026 is a Saturday; 25 May 2026 is Whit Monday, in both countries.
    assert late(date(2026, 9, 30))[0][0] == date(2026, 9, 7)
    assert late(date(2026, 5, 27), since=date(2026, 5, 19), **WEEK)[0][0] == date(2026, 5, 26)


@pytest.mark.parametrize(("country", "due"), [("nl", date(2026, 7, 21)), ("be", date(2026, 7, 20))])
def test_the_holidays_of_the_creditors_country_count(country: str, due: date) -> None:
    # 21 July is the national day of Belgium.
    assert late(date(2026, 7, 22), since=date(2026, 7, 1), country=country, **WORKDAY)[0][0] == due


def test_each_working_day_asks_for_a_file_of_that_day() -> None:
    days = [date(2026, 11, day) for day in (9, 10, 12, 13)]
    assert late(date(2026, 11, 16), *days, since=days[0], **WORKDAY) == []
    assert late(date(2026, 11, 12), *days[:2], since=days[0], **WORKDAY) == [
        (date(2026, 11, 11), 1, date(2026, 11, 11))
    ]


def test_the_last_day_of_a_month_is_that_of_a_short_month_too() -> None:
    assert late(date(2026, 12, 4), since=date(2026, 11, 1), by=31)[0][0] == date(2026, 11, 30)


def test_a_quarter_asks_in_its_first_month() -> None:
    found = late(date(2026, 11, 30), since=date(2026, 2, 1), every="quarter", early_days=30)
    assert found == [(date(2026, 10, 5), 3, date(2026, 4, 7))]


def test_without_a_first_day_nothing_is_late_before_the_first_file() -> None:
    assert late(date(2026, 11, 30), since=None) == []
    assert late(date(2026, 11, 30), date(2026, 10, 4), since=None) == [(date(2026, 11, 5), 1, date(2026, 11, 5))]


@pytest.mark.parametrize(
    ("status", "again", "counts"),
    [
        ("accepted", False, True),
        ("partly_accepted", False, True),
        ("refused", False, True),
        ("duplicate", False, True),
        ("duplicate", True, False),
        ("withdrawn", False, False),
    ],
)
def test_a_refused_file_came_and_the_bytes_of_an_earlier_one_did_not(status: str, again: bool, counts: bool) -> None:
    since = date(2026, 11, 1)
    found = late(date(2026, 11, 30), date(2026, 11, 5), status=status, again=again, since=since)
    assert (found == []) is counts


def test_what_comes_later_does_not_change_a_day() -> None:
    came = (date(2026, 9, 4), date(2026, 10, 5))
    assert late(date(2026, 11, 12), *came, date(2026, 11, 13)) == late(date(2026, 11, 12), *came)


def test_a_calendar_that_begins_later_asks_nothing_yet() -> None:
    assert late(date(2026, 8, 31)) == []


def test_a_day_that_a_person_waived_is_not_late_and_the_next_one_is() -> None:
    came, waived = date(2026, 9, 4), (date(2026, 10, 5),)
    assert late(date(2026, 10, 30), came, excused=waived) == []
    assert late(date(2026, 11, 30), came, excused=waived) == [(date(2026, 11, 5), 1, date(2026, 11, 5))]
    assert late(date(2026, 10, 30), came, excused=(date(2026, 9, 5),)) != []
