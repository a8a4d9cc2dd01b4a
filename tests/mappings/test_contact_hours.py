"""Hours of contact are read and checked; a day is closed for the reason that is told."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from mappings.contact_hours import ContactHours, contact_table, read_contact_hours
from mappings.yaml_block import raise_faults
from mappings.yaml_file import read_yaml
from warehouse import codes
from warehouse.errors import ConfigurationError

GOOD = 'debtors: [consumer]\nwithout_weekdays: [7]\nwithout_holidays: true\nfrom: "07:00"\nuntil: "20:00"\n'
SUNDAY, MONDAY = date(2026, 11, 15), date(2026, 11, 16)


def read(folder: Path, text: str = GOOD) -> ContactHours:
    """Read hours from a file."""
    (folder / "hours.yaml").write_text(text)
    block = read_yaml(folder / "hours.yaml")
    found = read_contact_hours(block)
    raise_faults(block.faults)
    return found


def test_hours_begin_with_their_first_minute_and_end_before_their_last(tmp_path: Path) -> None:
    hours = read(tmp_path)
    seen = [hours.is_open_at(time(*clock)) for clock in ((6, 59), (7, 0), (19, 59), (20, 0))]
    assert seen == [False, True, True, False]


def test_a_day_is_closed_for_its_weekday_or_as_a_holiday(tmp_path: Path) -> None:
    hours = read(tmp_path)
    assert hours.closed_on(SUNDAY, []) == "a Sunday"
    assert hours.closed_on(MONDAY, [MONDAY]) == "a public holiday"
    assert hours.closed_on(MONDAY, []) is None


def test_hours_without_debtors_are_about_all(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD.partition("\n")[2]).debtors == codes.DEBTOR_TYPES


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("[consumer]", "[people]", "'people' is no type of debtor"),
        ("[7]", "[8]", "1 (Monday) to 7 (Sunday)"),
        ('"07:00"', '"7 uur"', "'from' is no time of the day"),
        ('"20:00"', '"24:00"', "'until' is no time of the day"),
        ('"20:00"', '"06:00"', "end before they begin"),
        ("without_holidays: true\n", "", "'without_holidays' is missing"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, before: str, after: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=r"hours\.yaml") as caught:
        read(tmp_path, GOOD.replace(before, after))
    assert words in str(caught.value)


def test_the_first_rule_that_is_about_a_debtor_counts(tmp_path: Path) -> None:
    law = read(tmp_path)
    house = ContactHours(codes.DEBTOR_TYPES, (6,), without_holidays=False, from_time=time(9), until_time=time(17))
    saturday = date(2026, 11, 14)
    table = contact_table({"nl": [law, house], "be": []}, {"nl": [], "be": []}, saturday)
    closed = {(country, kind): words for country, kind, words in table.rows()}
    assert closed["nl", "consumer"] is None
    assert closed["nl", "business"] == "a Saturday"
    assert closed["be", "consumer"] is None
