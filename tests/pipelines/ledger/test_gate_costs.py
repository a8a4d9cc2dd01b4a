"""Each cost that a notice opened names that notice."""

from datetime import date

import polars as pl
import pytest

from mappings.law import load_law
from pipelines.ledger.state_day import state_day
from tests.pipelines.ledger.canonical import claim, debtor, event, tables, terms

DAY = date(2026, 6, 30)


def _notices(facts: dict[str, pl.DataFrame], asked: pl.DataFrame) -> list[tuple[str, str]]:
    day = state_day(facts, asked, load_law(), business_date=DAY)
    known = day.tables()["costs"].select("cost_id")
    return known.join(day.notices(), on="cost_id").sort("cost_id").rows()


def test_dutch_costs_name_the_notice_that_ran_out_first() -> None:
    events = [event("fourteen_day_notice_sent", day, channel="email") for day in (date(2026, 3, 2), date(2026, 4, 2))]
    facts = tables([claim()], events=events)
    assert _notices(facts, terms(bik_consumer=True)) == [
        ("1000000000:bik:2026-03-18", "fourteen_day_notice_sent:2026-03-02")
    ]


def test_notices_of_one_day_of_expiry_give_one_cost_with_the_first_of_them() -> None:
    claims = [claim(), claim(reference="B", line_number=2)]
    events = [
        event("fourteen_day_notice_sent", date(2026, 3, 2), claim_id=f"c:{name}", event_id=f"n{name}", channel="email")
        for name in "BA"
    ]
    assert [notice for _, notice in _notices(tables(claims, events=events), terms(bik_consumer=True))] == ["nA"]


def test_costs_of_instalments_name_the_notice_of_their_contract() -> None:
    claims = [claim(contract_reference="C", principal_cents=10_000)]
    facts = tables(claims, events=[event("fourteen_day_notice_sent", date(2026, 3, 2), event_id="n", channel="email")])
    found = _notices(facts, terms(bik_consumer=True, bik_accumulation=True))
    assert [notice for _, notice in found] == ["n"]


@pytest.mark.parametrize(("kind", "notices"), [("consumer", ["r"]), ("business", [])])
def test_belgian_clause_of_a_consumer_names_the_first_reminder(kind: str, notices: list[str]) -> None:
    facts = tables(
        [claim(clause_ppm=100_000)],
        debtors=[debtor(debtor_type=kind)],
        events=[event("first_reminder_sent", date(2026, 3, 10), event_id="r", channel="email")],
    )
    assert [notice for _, notice in _notices(facts, terms("be"))] == notices


def test_day_without_claims_has_no_notices() -> None:
    assert state_day(tables([]), terms(), load_law(), business_date=DAY).notices().is_empty()
