from dataclasses import replace
from datetime import date

import pytest

from mappings.law import load_law
from mappings.law_check import check_law, list_unverified
from mappings.law_table import Law, Publication, Source

DAY = date(2026, 11, 21)


def _kinds(law: Law, day: date, rule_id: str) -> dict[str, str]:
    return {remark.kind: remark.text for remark in check_law(law, day) if remark.rule_id == rule_id}


def test_shipped_law_lacks_nothing_on_the_day_it_was_looked_up() -> None:
    assert [remark for remark in check_law(load_law(), DAY) if remark.is_missing] == []


def test_law_that_ends_with_the_year_is_told_before_and_is_missing_after() -> None:
    law, rule_id = load_law(), "nl_interest_consumer"
    assert _kinds(law, date(2026, 11, 1), rule_id)["covered"] == "known to 2026-12-31"
    assert _kinds(law, date(2026, 11, 2), rule_id)["ends_soon"] == "nothing is known from 2027-01-01 on"
    assert "ended" not in _kinds(law, date(2026, 12, 31), rule_id)
    ended = [remark for remark in check_law(law, date(2027, 1, 1)) if remark.rule_id == rule_id and remark.is_missing]
    assert [(remark.kind, remark.place) for remark in ended] == [("ended", "law/nl/interest_consumer.yaml")]


@pytest.mark.parametrize(
    ("rule_id", "day", "due"),
    [
        ("nl_interest_commercial", date(2026, 7, 1), "2026-07-01"),
        ("be_interest_commercial", date(2020, 1, 1), "2020-01-01"),
        ("be_interest_civil", date(2025, 1, 1), "2025-01-01"),
        ("nl_bailiff_acts", date(2024, 1, 1), "2024-01-01"),
    ],
)
def test_half_year_that_passed_without_its_publication_is_missing(rule_id: str, day: date, due: str) -> None:
    table = load_law().table(rule_id)
    lacking = replace(table, values=tuple(value for value in table.values if value.valid_from != day))
    law = Law({rule_id: lacking})
    assert _kinds(law, DAY, rule_id)["unpublished"] == f"the value published for {due} is missing"
    assert "unpublished" not in _kinds(Law({rule_id: table}), DAY, rule_id)


def test_gap_and_stale_table_and_missing_address_are_told() -> None:
    law = load_law()
    assert _kinds(law, DAY, "nl_court_fees_kanton")["gap"] == "nothing is known from 2023-01-01 to 2023-12-31"
    assert "stale" in _kinds(law, date(2028, 1, 1), "nl_collection_costs")
    table = law.table("nl_collection_costs")
    nowhere = replace(table.values[0], source=Source("a book", "art. 2", "shelf 3"))
    remarks = check_law(Law({"nl_collection_costs": replace(table, values=(nowhere,))}), DAY)
    assert [remark.kind for remark in remarks if remark.is_missing] == ["source"]


def test_days_of_publication_are_counted_from_their_first_to_the_day_itself() -> None:
    publication = Publication(((7, 1), (1, 1)), date(2025, 7, 1), (date(2026, 1, 1),))
    assert publication.due_until(date(2026, 6, 30)) == [date(2025, 7, 1)]
    assert publication.due_until(date(2026, 7, 1)) == [date(2025, 7, 1), date(2026, 7, 1)]


def test_every_value_that_is_not_verified_is_listed_with_its_source() -> None:
    every = list_unverified(load_law())
    found = {(value.rule_id, value.valid_from.isoformat()): value for value in every if not value.contracts}
    assert ("nl_interest_consumer", "2026-01-01") in found
    assert ("nl_interest_commercial", "2026-01-01") not in found
    older = {value.valid_from.isoformat() for value in every if value.contracts == "contracts before 2013-03-16"}
    assert (len(older), min(older), max(older)) == (28, "2013-03-16", "2026-07-01")
    assert found["nl_bailiff_acts", "2026-01-01"].parts == ("x",)
    assert found["nl_instalment_costs", "2024-10-01"].article.startswith("art. 2a")
