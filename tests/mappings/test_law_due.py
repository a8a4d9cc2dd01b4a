"""Values of the law that are needed soon, and those whose day of publication has passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mappings.law import load_law
from mappings.law_due import law_due
from mappings.law_table import Law

RULE = "nl_interest_commercial"


def lacking(day: date) -> Law:
    """Return the commercial rate without the value of a day."""
    table = load_law().table(RULE)
    return Law({RULE: replace(table, values=tuple(value for value in table.values if value.valid_from != day))})


def test_a_table_that_runs_out_is_told_so_many_days_before() -> None:
    law = Law({RULE: load_law().table(RULE)})
    assert law_due(law, date(2026, 12, 1), days=30).is_empty()
    row = law_due(law, date(2026, 12, 2), days=30).row(0, named=True)
    assert (row["due_date"], row["since_date"]) == (date(2027, 1, 1), date(2026, 12, 2))
    later = law_due(law, date(2027, 3, 1), days=30).row(0, named=True)
    assert later == row


def test_a_half_year_without_its_publication_is_told_before_it_begins_and_after() -> None:
    law = lacking(date(2026, 7, 1))
    assert law_due(law, date(2026, 5, 31), days=30).is_empty()
    told = [law_due(law, day, days=30).row(0, named=True) for day in (date(2026, 6, 1), date(2026, 11, 1))]
    assert told[0] == told[1]
    place = "law/nl/interest_commercial.yaml"
    assert told[0]["reason"] == f"law table {RULE} ({place}) lacks the value published for 2026-07-01"


def test_shipped_tables_lack_nothing_on_the_day_on_which_they_were_looked_up() -> None:
    assert law_due(load_law(), date(2026, 11, 21), days=30).is_empty()
