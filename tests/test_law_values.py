"""Cases on values of the law tables that no statement shows, and a case on both sides of every day of change."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from mappings.contact_hours import ContactHours
from mappings.law import load_law
from mappings.law_amounts import Brackets, InstalmentRule, Tariff, Term, Terms
from mappings.law_table import LawTable
from mappings.law_values import CostScale, NoticeTerm
from mappings.regimes import REGIMES
from pipelines.money import format_cents, format_pct
from tests.law_case_files import read_folder
from warehouse.errors import LawError

LAW = load_law()
VALUES = list(read_folder("values").values())
ONE_DAY = timedelta(days=1)
RATE_RULES = {name: regime.rule_id for name, regime in REGIMES.items() if regime.rule_id is not None}
COST_RULES = {"nl_bik": "nl_collection_costs", "be_clause": "be_consumer_clause"}


@pytest.mark.parametrize("case", VALUES, ids=lambda case: case["sentence"])
def test_law_table_holds_what_a_lawyer_reads_on_each_side_of_a_change(case: dict[str, Any]) -> None:
    table = LAW.table(case["rule"])
    for text, expected in case["days"].items():
        day = date.fromisoformat(text)
        if expected == "nothing":
            with pytest.raises(LawError, match=f"{case['rule']} has no value for {text}"):
                table.at(day)
        else:
            assert _plain(table, day) == expected, text


@pytest.mark.parametrize("rule", sorted(LAW.tables))
def test_every_day_on_which_a_value_changes_has_cases_on_both_sides(rule: str) -> None:
    table = LAW.table(rule)
    shown = {day for day, found in _days_of_cases() if found == rule}
    assert sorted(_sides(table) - shown) == []


@pytest.mark.parametrize("regime", ["nl_commercial", "be_commercial"])
def test_contracts_of_before_the_higher_margin_have_cases_on_both_sides_too(regime: str) -> None:
    values = LAW.table(RATE_RULES[regime]).for_contract(date(2013, 3, 15))
    changes = [after.valid_from for before, after in pairwise(values) if before.value != after.value]
    needed = {day - side for day in changes if day > date(2013, 3, 16) for side in (ONE_DAY, timedelta())}
    assert sorted(needed - set(_days_of_lines(regime, "2013-03-15"))) == []


def _plain(table: LawTable, day: date) -> dict[str, Any]:
    """The value of a day as the cases write it."""
    value = table.at(day).value
    if isinstance(value, Tariff):
        return _amounts(value.amounts)
    if isinstance(value, Terms):
        return {kind: _term(term) for kind, term in value.by_kind}
    if isinstance(value, Brackets):
        return {
            "above" if row.up_to_cents is None else f"up to {format_cents(row.up_to_cents)}": _amounts(row.amounts)
            | ({} if row.most_points is None else {"most_points": str(row.most_points)})
            for row in value.rows
        }
    if isinstance(value, InstalmentRule):
        cents = {"below": value.below_cents, "first": value.first_cents, "following": value.following_cents}
        return _amounts((cents | {"maximum": value.maximum_cents}).items()) | {"months": str(value.months)}
    if isinstance(value, ContactHours):
        days = ", ".join(map(str, value.without_weekdays))
        return {"hours": f"{value.from_time:%H:%M}-{value.until_time:%H:%M}", "without": f"{days}, holidays"}
    assert isinstance(value, int), table.rule_id
    return {"value": {"count": str(value), "amount": format_cents(value)}.get(table.unit, format_pct(value))}


def _amounts(amounts: Any) -> dict[str, Any]:
    return {name: format_cents(cents) for name, cents in amounts}


def _term(term: Term) -> str:
    assert (term.months, term.days) == (0, 0)
    return f"{term.years} years"


def _sides(table: LawTable) -> set[date]:
    """The last day before and the first day of each value that differs, of the whole table, and of each gap in it."""
    values = table.for_contract(None)
    days = [values[0].valid_from, table.covered_until]
    days += [after.valid_from for before, after in pairwise(values) if before.value != after.value]
    days += [value.valid_until for value in values if value.valid_until is not None]
    return {day - side for day in days for side in (ONE_DAY, timedelta())}


def _days_of_cases() -> Iterator[tuple[date, str]]:
    """Every day of a rule that a case shows, or shows to be refused."""
    for case in VALUES:
        yield from ((date.fromisoformat(day), case["rule"]) for day in case["days"])
    for case in read_folder("notices").values():
        yield date.fromisoformat(case["sent"]), case["rule"]
    for case in read_folder().values():
        if "refused" in case:
            yield date.fromisoformat(case["refused"]["day"]), case["refused"]["rule"]
            continue
        for cost in case["case"].get("costs", []):
            if cost["kind"] in COST_RULES:
                yield date.fromisoformat(cost["due_date"]), COST_RULES[cost["kind"]]
    for regime, rule in RATE_RULES.items():
        yield from ((day, rule) for day in _days_of_lines(regime, None))


def _days_of_lines(regime: str, contract_date: str | None) -> Iterator[date]:
    """First and last day of every line of interest that a case expects."""
    for row in read_folder().values():
        interest = row["case"].get("terms", {}).get("interest", {})
        concluded = {claim.get("contract_date") for claim in row["case"]["claims"]}
        if interest.get("regime") == regime and concluded == {contract_date}:
            for line in row.get("expected", {}).get("lines", []):
                yield date.fromisoformat(line["from"])
                yield date.fromisoformat(line["until"]) - ONE_DAY


def test_units_without_cases_of_values_are_those_that_statements_and_notices_show() -> None:
    shown = {case["rule"] for case in VALUES}
    for rule, table in LAW.tables.items():
        if rule not in shown:
            value = table.values[0].value
            assert isinstance(value, (CostScale, NoticeTerm)) or rule in RATE_RULES.values(), rule
