"""Why no message may reach a debtor on a day: by the law of the country, else by the agency's own rule."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

import polars as pl

from mappings.agency import Agency
from mappings.contact_hours import ContactHours, contact_table
from mappings.law import Law
from pipelines.calendar import public_holidays
from warehouse import codes

_RULES: Final = {"nl": "nl_contact_hours"}
"""Law table of the hours of contact by country, where the law names any."""

_MOST_DAYS: Final = 15
"""More days than are ever closed in a row."""


def closed_today(law: Law, agency: Agency, day: date) -> pl.DataFrame:
    """Why no message may reach a debtor on a day, by country and type of debtor.

    Args:
        law: Law tables.
        agency: The agency, with its own rule for whoever the law names no hours for.
        day: The day.

    Returns:
        country, debtor_type, closed (words; empty where the day is open).

    Raises:
        LawError: The law names hours, but not for this day.

    *Source*: articles 4.1 and 4.2 of the Dutch decree on collection services.
    """
    hours = {country: contact_rules(law, agency, country, day) for country in codes.COUNTRIES}
    holidays = {country: public_holidays(country, day.year, day.year).to_list() for country in codes.COUNTRIES}
    return contact_table(hours, holidays, day)


def next_contact(law: Law, agency: Agency, country: str, debtor_type: str, now: datetime) -> datetime | None:
    """The first moment from which a debtor may be contacted; none where he may be now, or never.

    Args:
        law: Law tables.
        agency: The agency, with its own rule for whoever the law names no hours for.
        country: Country where the debtor lives.
        debtor_type: Type of the debtor.
        now: Day and time where the debtor lives.

    Raises:
        LawError: The law names hours, but not for these days.
    """
    for day in (now.date() + timedelta(days=number) for number in range(_MOST_DAYS)):
        rules = contact_rules(law, agency, country, day)
        rule = next((rule for rule in rules if debtor_type in rule.debtors), None)
        opens = datetime.combine(day, rule.from_time if rule else time.min, now.tzinfo)
        is_closed = rule is not None and bool(
            rule.closed_on(day, public_holidays(country, day.year, day.year).to_list())
        )
        if is_closed or (day == now.date() and rule is not None and now.time() >= rule.until_time):
            continue
        return opens if opens > now else None
    return None


def contact_rules(law: Law, agency: Agency, country: str, day: date) -> list[ContactHours]:
    """The rules on contact in a country on a day: the law's, then the agency's own.

    Args:
        law: Law tables.
        agency: The agency.
        country: Country where the debtor lives.
        day: The day.

    Raises:
        LawError: The law names hours, but not for this day.
    """
    found = []
    if country in _RULES:
        table = law.table(_RULES[country])
        # Before its first day the law named no hours; after the last that is known, nobody may guess.
        if day >= table.values[0].valid_from:
            value = table.at(day).value
            assert isinstance(value, ContactHours), f"{table.rule_id} holds no hours"
            found.append(value)
    return [*found, *([agency.contact_hours] if agency.contact_hours else [])]
