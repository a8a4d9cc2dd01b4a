from datetime import date
from pathlib import Path

import pytest

from mappings.law import load_law
from mappings.law_amounts import Brackets, InstalmentRule, Tariff, Term, Terms
from mappings.tree import SHIPPED
from tests.mappings.test_law import HEAD, SOURCE, law_fault, write_table
from warehouse.errors import LawError


@pytest.mark.parametrize(
    ("rule_id", "day", "part", "cents"),
    [
        ("nl_bailiff_acts", date(2021, 12, 31), "a", 9852),
        ("nl_bailiff_acts", date(2022, 1, 1), "a", 10_402),
        ("nl_bailiff_acts", date(2023, 2, 28), "a", 10_402),
        ("nl_bailiff_acts", date(2023, 3, 1), "a", 10_673),
        ("nl_bailiff_acts", date(2023, 12, 31), "d", 7659),
        ("nl_bailiff_acts", date(2024, 1, 1), "d", 8064),
        ("nl_bailiff_acts", date(2025, 1, 1), "a", 11_940),
        ("nl_bailiff_acts", date(2025, 12, 31), "b", None),
        ("nl_bailiff_acts", date(2026, 1, 1), "j", 18_491),
        ("nl_wage_attachment", date(2023, 12, 31), "single", 1343),
        ("nl_wage_attachment", date(2026, 1, 1), "two", 2514),
        ("nl_after_costs", date(2026, 1, 31), "kanton_maximum", 13_500),
        ("nl_after_costs", date(2026, 2, 1), "kanton_maximum", 14_400),
    ],
)
def test_tariff_in_force_on_a_day(rule_id: str, day: date, part: str, cents: int | None) -> None:
    tariff = load_law().table(rule_id).at(day).value
    assert isinstance(tariff, Tariff)
    assert tariff.amount_of(part) == cents


@pytest.mark.parametrize(
    ("rule_id", "day", "claim_cents", "part", "cents"),
    [
        ("nl_court_fees_kanton", date(2022, 12, 31), 50_000, "legal_person", 12_800),
        ("nl_court_fees_kanton", date(2024, 12, 31), 50_001, "legal_person", 32_800),
        ("nl_court_fees_kanton", date(2025, 1, 1), 50_001, "legal_person", 34_000),
        ("nl_court_fees_kanton", date(2025, 12, 31), 1_250_000, "natural_person", 25_700),
        ("nl_court_fees_kanton", date(2026, 1, 1), 1_250_001, "natural_person", 75_300),
        ("nl_court_fees_civil", date(2026, 1, 1), 10_000_000, "legal_person", 308_300),
        ("nl_court_fees_civil", date(2026, 1, 1), 100_000_001, "insolvent", 9300),
        ("nl_salary_points", date(2024, 1, 31), 25_000, "point", 3900),
        ("nl_salary_points", date(2024, 2, 1), 25_001, "point", 8200),
        ("nl_salary_points", date(2026, 1, 31), 500_000, "point", 27_100),
        ("nl_salary_points", date(2026, 2, 1), 100_000_001, "point", 173_100),
    ],
)
def test_fee_of_a_bracket_on_a_day(rule_id: str, day: date, claim_cents: int, part: str, cents: int) -> None:
    brackets = load_law().table(rule_id).at(day).value
    assert isinstance(brackets, Brackets)
    assert dict(brackets.of(claim_cents).amounts)[part] == cents


def test_points_of_salary_have_a_maximum_only_for_small_claims() -> None:
    points = load_law().table("nl_salary_points").at(date(2026, 2, 1)).value
    assert isinstance(points, Brackets)
    assert [points.of(cents).most_points for cents in (25_000, 10_000_000, 10_000_001)] == [3, 10, None]


@pytest.mark.parametrize(
    ("rule_id", "day"),
    [
        ("nl_bailiff_acts", date(2021, 6, 30)),
        ("nl_court_fees_kanton", date(2023, 1, 1)),
        ("nl_court_fees_kanton", date(2023, 12, 31)),
        ("nl_wage_attachment", date(2024, 1, 1)),
        ("nl_instalment_costs", date(2024, 9, 30)),
        ("be_consumer_interest_cap", date(2023, 8, 31)),
        ("nl_salary_points", date(2028, 2, 1)),
    ],
)
def test_day_between_and_after_the_values_is_an_error(rule_id: str, day: date) -> None:
    table = load_law().table(rule_id)
    with pytest.raises(LawError, match=f"{table.place}: {rule_id} has no value for {day}.*<home>/mappings"):
        table.at(day)


def test_terms_rules_and_single_amounts_are_read() -> None:
    law, day = load_law(), date(2026, 1, 1)
    limits = law.table("nl_limitation").at(day)
    assert isinstance(limits.value, Terms)
    assert limits.value.of("contract") == Term(5, 0, 0)
    assert limits.value.of("consumer_sale") == Term(2, 0, 0)
    assert limits.value.of("nothing") is None
    assert limits.is_verified
    assert "interruption" in limits.unverified_parts
    assert law.table("nl_instalment_costs").at(day).value == InstalmentRule(26_667, 4000, 2000, 14_000, 6)
    assert law.table("be_later_reminder_fee").at(day).value == 750
    assert law.table("be_free_reminders").at(day).value == 3
    assert law.table("be_consumer_interest_cap").at(date(2023, 9, 1)).value == 120_000
    assert law.table("be_consumer_interest_cap").at(date(2026, 12, 31)).value == 105_000


def test_file_that_adds_to_a_table_continues_it_and_those_that_follow_it(tmp_path: Path) -> None:
    added = (
        f"adds_to: nl_interest_commercial\ncovered_until: 2027-07-01\nvalues:\n  2027-01-01: {{value: 9.9, {SOURCE}}}\n"
    )
    file = write_table(tmp_path, added, "nl/interest_commercial.yaml")
    law = load_law((tmp_path, SHIPPED))
    for rule_id in ("nl_interest_commercial", "nl_interest_government"):
        assert law.table(rule_id).at(date(2026, 12, 31)).value == 104_000
        assert law.table(rule_id).at(date(2027, 6, 30)).value == 99_000
    assert law.table("nl_interest_commercial").values[-1].file == file


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            f"adds_to: nothing\ncovered_until: 2028-01-01\nvalues:\n  2027-01-01: {{value: 5, {SOURCE}}}\n",
            "no law table",
        ),
        (
            f"adds_to: y\ncovered_until: 2028-01-01\nvalues:\n  2027-02-01: {{value: 5, {SOURCE}}}\n",
            "ends on 2027-01-01",
        ),
        (f"adds_to: y\ncovered_until: 2027-01-01\nvalues:\n  2027-01-01: {{value: 5, {SOURCE}}}\n", "no value before"),
    ],
)
def test_file_that_adds_at_the_wrong_place_is_an_error(tmp_path: Path, text: str, what: str) -> None:
    write_table(tmp_path, HEAD.replace("id: x", "id: y") + f"  2020-01-01: {{value: 5, {SOURCE}}}\n", "nl/y.yaml")
    assert what in law_fault(tmp_path, text)


@pytest.mark.parametrize(
    ("unit", "value", "what"),
    [
        ("tariff", "{a: 5.00}", "no name stands for a"),
        ("tariff", "{a: 5.001}", "'a' must be a number"),
        ("brackets", "[{up_to: 5, p: 1}, {up_to: 5, p: 2}, {p: 3}]", "overlap"),
        ("brackets", "[{up_to: 5, p: 1}, {q: 3}]", "same amounts"),
        ("brackets", "[{p: 1}, {p: 3}]", "no end"),
        ("terms", "{a: {}}", "no length"),
        ("terms", "{a: {weeks: 2}}", "'weeks' is not a known key"),
        ("instalment_rule", "{below: 5, first: 4, following: 2, maximum: 9}", "'months' is missing"),
        ("count", "1.5", "whole number"),
        ("percent", "5, valid_until: 2021-01-01", "cannot end"),
        ("amount", "5, unverified: [a]", "has no a"),
    ],
)
def test_list_of_another_shape_is_an_error(tmp_path: Path, unit: str, value: str, what: str) -> None:
    text = HEAD.replace("percent_per_year", unit) + f"  2020-01-01: {{value: {value}, {SOURCE}}}\n"
    assert what in law_fault(tmp_path, text)


@pytest.mark.parametrize("days", ['["13-01"]', '["1 Jan"]', "[]"])
def test_wrong_day_of_publication_is_an_error(tmp_path: Path, days: str) -> None:
    head = HEAD.replace("values:", f"publication: {{days: {days}, since: 2020-01-01}}\nvalues:")
    assert "day of publication" in law_fault(tmp_path, head + f"  2020-01-01: {{value: 5, {SOURCE}}}\n")
