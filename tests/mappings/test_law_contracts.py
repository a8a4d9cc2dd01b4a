from datetime import date
from pathlib import Path

import pytest

from mappings.law import load_law
from mappings.tree import SHIPPED
from tests.mappings.test_law import HEAD, SOURCE, law_fault, write_table

OLDER = (
    "older_contracts: {concluded_before: 2013-03-16, since: 2013-03-16, less: 1, verified: false,"
    ' source: {title: "t", article: "a", href: "http://h"}, checked_on: 2026-11-21}\n'
)
TABLE = HEAD.replace("values:\n", OLDER + "values:\n")


def test_older_contracts_have_less_from_their_day_on() -> None:
    table = load_law().table("nl_interest_commercial")
    before, after = date(2013, 3, 15), date(2013, 3, 16)
    assert [table.at(before, day).value for day in (before, after, None)] == [77_500, 77_500, 77_500]
    assert [table.at(after, day).value for day in (before, after, None)] == [77_500, 87_500, 87_500]
    assert table.at(date(2026, 7, 1), before).value == 94_000
    assert not table.at(date(2026, 1, 1), before).is_verified
    assert table.at(date(2026, 1, 1), after).is_verified


def test_government_follows_the_series_of_new_contracts() -> None:
    table = load_law().table("nl_interest_government")
    assert table.contract_splits() == ()
    assert table.at(date(2020, 1, 1), date(2010, 1, 1)).value == 80_000


def test_value_that_a_home_adds_parts_too(tmp_path: Path) -> None:
    added = (
        f"adds_to: nl_interest_commercial\ncovered_until: 2027-07-01\nvalues:\n  2027-01-01: {{value: 11, {SOURCE}}}\n"
    )
    write_table(tmp_path, added, "nl/interest_commercial.yaml")
    table = load_law((tmp_path, SHIPPED)).table("nl_interest_commercial")
    day = date(2027, 1, 1)
    assert [table.at(day, concluded).value for concluded in (date(2013, 3, 15), None)] == [100_000, 110_000]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (TABLE.replace("less: 1", "less: one") + f"  2020-01-01: {{value: 5, {SOURCE}}}\n", "'less'"),
        (TABLE.replace("less: 1", "fewer: 1") + f"  2020-01-01: {{value: 5, {SOURCE}}}\n", "fewer"),
        (TABLE.replace("2013-03-16, since", "2013-02-30, since") + f"  2020-01-01: {{value: 5, {SOURCE}}}\n", "02-30"),
        (
            TABLE.replace("percent_per_year", "amount") + f"  2020-01-01: {{value: 5, {SOURCE}}}\n",
            "only a table of rates",
        ),
        (TABLE + f"  2020-01-01: {{value: 0.5, {SOURCE}}}\n", "lower than what older contracts have less"),
    ],
)
def test_fault_in_older_contracts_is_told_with_its_file(tmp_path: Path, text: str, what: str) -> None:
    told = law_fault(tmp_path, text)
    assert what in told
    assert "x.yaml" in told


def test_publication_that_leaves_out_an_impossible_day_is_told_with_file_and_line(tmp_path: Path) -> None:
    publication = 'publication: {days: ["01-01"], since: 2020-01-01, except: [2026-02-30]}\nvalues:\n'
    told = law_fault(tmp_path, HEAD.replace("values:\n", publication) + f"  2020-01-01: {{value: 5, {SOURCE}}}\n")
    assert "x.yaml:5: '2026-02-30' is no date" in told
