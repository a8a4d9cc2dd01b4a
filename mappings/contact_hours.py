"""When a debtor may be contacted: days and hours, by the law or by the agency's own rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

import polars as pl

from mappings.yaml_block import Block
from warehouse import codes

_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class ContactHours:
    """The days and hours on which some debtors may be contacted.

    Attributes:
        debtors: Types of debtors that it is about.
        without_weekdays: Days of the week without contact, 1 for Monday.
        without_holidays: Whether public holidays are without contact.
        from_time: First minute.
        until_time: First minute that is too late.
    """

    debtors: tuple[str, ...]
    without_weekdays: tuple[int, ...]
    without_holidays: bool
    from_time: time
    until_time: time

    def closed_on(self, day: date, holidays: Sequence[date]) -> str | None:
        """Why nobody may be contacted on a day, in words; none where the day is open.

        Args:
            day: The day.
            holidays: Public holidays of the country.
        """
        if day.isoweekday() in self.without_weekdays:
            return f"a {day:%A}"
        return "a public holiday" if self.without_holidays and day in holidays else None

    def is_open_at(self, clock: time) -> bool:
        """Whether a time of the day, where the debtor lives, is inside the hours.

        Args:
            clock: The time.
        """
        return self.from_time <= clock < self.until_time


def read_contact_hours(block: Block) -> ContactHours:
    """The hours of a block of YAML; faults are noted in it.

    Args:
        block: Block with `debtors` (all types when it is left out), `without_weekdays`, `without_holidays`, `from`,
            `until`.
    """
    debtors = block.texts("debtors", codes.DEBTOR_TYPES)
    for kind in sorted(set(debtors) - set(codes.DEBTOR_TYPES)):
        block.fault(f"'{kind}' is no type of debtor", f"Use: {', '.join(codes.DEBTOR_TYPES)}.", "debtors")
    weekdays = block.texts("without_weekdays")
    if not set(weekdays) <= set("1234567"):
        block.fault("a weekday is 1 (Monday) to 7 (Sunday)", "Correct the list.", "without_weekdays")
        weekdays = ()
    found = ContactHours(
        debtors=debtors,
        without_weekdays=tuple(int(day) for day in weekdays),
        without_holidays=block.flag("without_holidays"),
        from_time=_read_time(block, "from"),
        until_time=_read_time(block, "until"),
    )
    if found.from_time >= found.until_time and "until" in block.values:
        block.fault("the hours end before they begin", "Write for instance from 07:00 until 20:00.", "until")
    block.close()
    return found


def contact_table(
    hours: Mapping[str, Sequence[ContactHours]], holidays: Mapping[str, Sequence[date]], day: date
) -> pl.DataFrame:
    """Why no message may reach a debtor on a day, by country and type of debtor.

    Args:
        hours: Hours by country, the law's before those of the agency: the first that is about a debtor counts.
        holidays: Public holidays by country.
        day: The day.

    Returns:
        country, debtor_type, closed (words; empty where the day is open).
    """
    rows = [
        (country, debtor_type, rule.closed_on(day, holidays[country]) if rule else None)
        for country, rules in hours.items()
        for debtor_type in codes.DEBTOR_TYPES
        for rule in [next((rule for rule in rules if debtor_type in rule.debtors), None)]
    ]
    schema = {"country": pl.String, "debtor_type": pl.String, "closed": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _read_time(block: Block, key: str) -> time:
    """The time of the day under a key."""
    text = block.text(key)
    if text and not _TIME.fullmatch(text):
        block.fault(f"'{key}' is no time of the day", 'Write hh:mm in quotes, for instance "07:00".', key)
        text = ""
    return time.fromisoformat(text) if text else time.min
