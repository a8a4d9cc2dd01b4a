"""The law closes Sundays and holidays for people, the agency's own rule for whoever the law does not name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from mappings.law import load_law
from mappings.partners import load_partners
from mappings.tree import SHIPPED
from pipelines.contact_days import closed_today, contact_rules, next_contact
from warehouse.errors import LawError

LAW, AGENCY = load_law(), load_partners((SHIPPED,)).agency
WITHOUT_RULE = replace(AGENCY, contact_hours=None)


def closed(day: date) -> dict[tuple[str, str], str | None]:
    """Return why the day is closed, by country and type of debtor, by the law alone."""
    return {(country, kind): words for country, kind, words in closed_today(LAW, WITHOUT_RULE, day).rows()}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 15), "a Sunday"),
        (date(2026, 12, 25), "a public holiday"),
        (date(2026, 4, 27), "a public holiday"),
        (date(2026, 4, 3), "a public holiday"),
        (date(2026, 11, 14), None),
        (date(2026, 7, 21), None),
    ],
    ids=["Sunday", "Christmas", "King's Day", "Good Friday", "Saturday", "Belgian holiday"],
)
def test_dutch_people_are_left_in_peace_by_the_law(day: date, words: str | None) -> None:
    found = closed(day)
    assert (found["nl", "consumer"], found["nl", "sole_trader"]) == (words, words)
    assert (found["nl", "business"], found["be", "consumer"]) == (None, None)


def test_the_agency_leaves_the_others_in_peace_too() -> None:
    sunday = closed_today(LAW, AGENCY, date(2026, 11, 15))
    assert set(sunday["closed"]) == {"a Sunday"}
    national_day = closed_today(LAW, AGENCY, date(2026, 7, 21)).filter(country="be")
    assert set(national_day["closed"]) == {"a public holiday"}


def test_before_the_law_there_are_no_hours_and_after_its_last_day_nobody_guesses() -> None:
    assert contact_rules(LAW, WITHOUT_RULE, "nl", date(2024, 3, 31)) == []
    assert len(contact_rules(LAW, AGENCY, "nl", date(2024, 4, 1))) == 2
    with pytest.raises(LawError, match="nl_contact_hours"):
        contact_rules(LAW, AGENCY, "nl", date(2028, 1, 1))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-16 07:00", None),
        ("2026-11-16 19:59", None),
        ("2026-11-16 06:59", "2026-11-16 07:00"),
        ("2026-11-16 20:00", "2026-11-17 07:00"),
        ("2026-11-14 20:30", "2026-11-16 07:00"),
        ("2026-11-15 12:00", "2026-11-16 07:00"),
        ("2026-12-24 21:00", "2026-12-28 07:00"),
    ],
    ids=["first minute", "last minute", "morning", "evening", "Saturday evening", "Sunday", "Christmas Eve"],
)
def test_who_may_not_be_contacted_now_may_be_from_the_next_open_hour_on(now: str, opens: str | None) -> None:
    found = next_contact(LAW, WITHOUT_RULE, "nl", "consumer", datetime.fromisoformat(now))
    assert found == (None if opens is None else datetime.fromisoformat(opens))


def test_the_law_leaves_businesses_to_the_rule_of_the_agency() -> None:
    evening = datetime.fromisoformat("2026-11-16 20:30")
    assert next_contact(LAW, WITHOUT_RULE, "nl", "business", evening) is None
    assert next_contact(LAW, AGENCY, "nl", "business", evening) == datetime.fromisoformat("2026-11-17 07:00")
