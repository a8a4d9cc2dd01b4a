from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mappings.law import load_law
from mappings.yaml_block import Block
from pipelines.ledger.state_day import state_day
from tests.pipelines.ledger.canonical import claim, debtor, event, payment, tables, terms
from warehouse.errors import LawError

DAY = date(2026, 6, 30)
BUSINESS = [debtor(debtor_type="business")]


def _day(facts: dict[str, pl.DataFrame], asked: pl.DataFrame, day: date = DAY) -> dict[str, pl.DataFrame]:
    stated = state_day(facts, asked, load_law(), business_date=day)
    return {**stated.tables(), "lines": stated.lines()}


def _gates(facts: dict[str, pl.DataFrame], asked: pl.DataFrame, day: date = DAY) -> list[dict[str, Any]]:
    return _day(facts, asked, day)["gates"].to_dicts()


def _gate(facts: dict[str, pl.DataFrame], asked: pl.DataFrame, day: date = DAY) -> dict[str, Any]:
    (gate,) = _gates(facts, asked, day)
    return gate


def _approved(on: date) -> Block:
    return Block(Path("test"), 1, {"on": on, "by": "A. Jurist"}, {}, [])


def test_consumer_costs_wait_for_a_notice_and_for_its_term() -> None:
    asked = terms(bik_consumer=True)
    bare = _gate(tables([claim()]), asked)
    assert (bare["gate"], bare["rule_id"], bare["until_date"]) == ("notice_missing", "nl_fourteen_day_notice", None)
    assert bare["reason"] == "no collection costs: no valid fourteen-day notice was sent"
    noticed = tables([claim()], events=[event("fourteen_day_notice_sent", date(2026, 3, 2), channel="print")])
    running = _gate(noticed, asked, date(2026, 3, 18))
    assert (running["gate"], running["until_date"]) == ("notice_missing", date(2026, 3, 19))
    assert _gates(noticed, asked, date(2026, 3, 19)) == []


def test_no_notice_is_missing_where_no_costs_are_asked_or_nothing_is_owed() -> None:
    assert _gates(tables([claim()]), terms()) == []
    assert _gates(tables([claim()], debtors=BUSINESS), terms(bik_consumer=True)) == []
    assert _gates(tables([claim()]), terms(bik_consumer=True), date(2026, 1, 31)) == []
    paid = tables([claim()], payments=[payment(amount_cents=200_000)])
    assert _gates(paid, terms(bik_consumer=True)) == []


def test_belgian_interest_and_clause_wait_for_the_reminder() -> None:
    facts = tables([claim(clause_ppm=100_000)])
    gate = _gate(facts, terms("be"))
    assert (gate["gate"], gate["rule_id"]) == ("reminder_missing", "be_first_reminder")
    assert _day(facts, terms("be"))["balances"]["open_cents"].to_list() == [100_000]
    reminded = tables([claim()], events=[event("first_reminder_sent", date(2026, 3, 10), channel="email")])
    assert _gate(reminded, terms("be"), date(2026, 3, 24))["until_date"] == date(2026, 3, 25)
    assert _gates(reminded, terms("be"), date(2026, 3, 25)) == []


@pytest.mark.parametrize(("clause_ppm", "amount"), [(90_000, 9000), (90_001, 9000), (200_000, 9000)])
def test_clause_is_cut_down_to_the_scale_and_told(clause_ppm: int, amount: int) -> None:
    facts = tables(
        [claim(clause_ppm=clause_ppm)], events=[event("first_reminder_sent", date(2026, 3, 10), channel="email")]
    )
    frames = _day(facts, terms("be"))
    assert frames["costs"]["amount_cents"].to_list() == [amount]
    assert frames["gates"]["gate"].to_list() == (["cost_above_scale"] if clause_ppm >= 200_000 else [])


@pytest.mark.parametrize(
    ("day", "regime"),
    [(date(2026, 6, 30), "nl_consumer"), (date(2026, 7, 1), "contract"), (date(2026, 7, 2), "contract")],
)
def test_contract_interest_of_a_consumer_needs_an_approval_by_the_day(day: date, regime: str) -> None:
    asked = terms(
        regime_consumer="contract",
        rate_pct=1,
        rate_per="month",
        compounding="monthly",
        contract_interest_approved=_approved(date(2026, 7, 1)),
    )
    frames = _day(tables([claim()]), asked, day)
    assert frames["balances"]["regime"].to_list() == [regime]
    gates = frames["gates"].select("gate", "rule_id").rows()
    assert gates == ([] if regime == "contract" else [("contract_interest_not_approved", "nl_interest_consumer")])


def test_points_above_the_statutory_rate_need_an_approval_too() -> None:
    asked = terms(surcharge_pct=2)
    frames = _day(tables([claim()]), asked)
    assert frames["lines"]["rate_ppm"].unique().to_list() == [40_000]
    assert frames["gates"]["gate"].to_list() == ["contract_interest_not_approved"]
    business = _day(tables([claim()], debtors=BUSINESS), asked)
    assert business["gates"].is_empty()
    assert business["lines"]["rate_ppm"].to_list() == [121_500]


@pytest.mark.parametrize(
    ("rate", "due_date", "day", "gate"),
    [
        ("10.5", date(2025, 7, 1), DAY, None),
        ("10.51", date(2025, 7, 1), DAY, "interest_above_cap"),
        ("11.5", date(2025, 3, 1), date(2025, 6, 30), None),
        ("11.5", date(2025, 3, 1), date(2025, 7, 1), "interest_above_cap"),
        ("12.5", date(2024, 1, 1), date(2024, 12, 31), None),
        ("12.5", date(2024, 1, 1), date(2025, 1, 1), "interest_above_cap"),
    ],
)
def test_belgian_contract_rate_stays_under_the_cap_of_every_day(
    rate: str, due_date: date, day: date, gate: str | None
) -> None:
    asked = terms(
        "be",
        regime_consumer="contract",
        rate_pct=Decimal(rate),
        contract_interest_approved=_approved(date(2024, 1, 1)),
    )
    facts = tables([claim(due_date=due_date)])
    early = {name: frame.with_columns(known_at=pl.lit(date(2024, 1, 1))) for name, frame in facts.items()}
    frames = _day(early, asked, day)
    told = [row["gate"] for row in frames["gates"].to_dicts() if row["gate"] != "reminder_missing"]
    assert told == ([] if gate is None else [gate])
    assert frames["balances"]["regime"].to_list() == ["contract" if gate is None else "be_civil"]


def test_cap_that_is_not_known_for_the_day_is_an_error() -> None:
    asked = terms("be", regime_consumer="contract", rate_pct=5, contract_interest_approved=_approved(date(2024, 1, 1)))
    with pytest.raises(LawError, match="be_consumer_interest_cap has no value for 2027-01-01"):
        _day(tables([claim()]), asked, date(2027, 1, 1))
    assert _gates(tables([claim()]), asked, date(2026, 12, 31))[0]["gate"] == "reminder_missing"


@pytest.mark.parametrize(
    ("given", "limit"),
    [
        ({}, date(2026, 7, 1)),
        ({"limitation_class": "consumer_sale"}, date(2023, 7, 1)),
        ({"limitation_class": "general"}, date(2041, 7, 1)),
    ],
)
def test_limitation_counts_from_the_day_after_the_due_date(given: dict[str, str], limit: date) -> None:
    facts = tables([claim(due_date=date(2021, 6, 30))])
    assert _day(facts, terms(**given))["balances"]["limitation_date"].to_list() == [limit]


def test_price_of_a_sale_to_a_business_has_the_term_of_contracts() -> None:
    facts = tables([claim(due_date=date(2021, 6, 30))], debtors=BUSINESS)
    frames = _day(facts, terms(limitation_class="consumer_sale"))
    assert frames["balances"]["limitation_date"].to_list() == [date(2026, 7, 1)]


def test_belgian_claims_have_their_own_terms() -> None:
    facts = tables([claim(due_date=date(2021, 6, 30))])
    assert _day(facts, terms("be"))["balances"]["limitation_date"].to_list() == [date(2031, 7, 1)]


def test_claim_past_its_limitation_is_told_with_the_rule_from_the_very_day() -> None:
    facts = tables([claim(due_date=date(2021, 6, 30))])
    assert _gates(facts, terms(), date(2026, 6, 30)) == []
    gate = _gate(facts, terms(), date(2026, 7, 1))
    assert (gate["gate"], gate["rule_id"], gate["since_date"]) == (
        "limitation_passed",
        "nl_limitation",
        date(2026, 7, 1),
    )


@pytest.mark.parametrize(
    ("demands", "limit"),
    [
        ([date(2023, 3, 1)], date(2025, 3, 2)),
        ([date(2023, 6, 30)], date(2025, 7, 1)),
        ([date(2023, 7, 1)], date(2023, 7, 1)),
        ([date(2023, 3, 1), date(2025, 3, 1)], date(2027, 3, 2)),
        ([date(2023, 3, 1), date(2025, 3, 2)], date(2025, 3, 2)),
        ([date(2023, 3, 1), date(2025, 3, 2), date(2025, 4, 1)], date(2025, 3, 2)),
        ([date(2021, 6, 30)], date(2023, 7, 1)),
    ],
)
def test_demand_before_the_end_starts_a_new_term_and_a_later_one_does_not(demands: list[date], limit: date) -> None:
    facts = tables([claim(due_date=date(2021, 6, 30))], events=[event("demand_sent", day) for day in demands])
    frames = _day(facts, terms(limitation_class="consumer_sale"))
    assert frames["balances"]["limitation_date"].to_list() == [limit]


def test_new_term_is_at_most_five_years_and_never_shortens_the_old_one() -> None:
    facts = tables([claim(due_date=date(2006, 6, 30))], events=[event("demand_sent", date(2010, 1, 1))])
    frames = _day(facts, terms(limitation_class="general"))
    assert frames["balances"]["limitation_date"].to_list() == [date(2026, 7, 1)]
    late = tables([claim(due_date=date(2006, 6, 30))], events=[event("demand_sent", date(2026, 6, 1))])
    assert _day(late, terms(limitation_class="general"))["balances"]["limitation_date"].to_list() == [date(2031, 6, 2)]


def test_demand_for_another_claim_or_before_the_claim_came_interrupts_nothing() -> None:
    other = event("demand_sent", date(2025, 1, 1), claim_id="c:B")
    early = event("demand_sent", date(2025, 2, 1), delivery_id="D1")
    reminder = event("reminder_sent", date(2025, 3, 1))
    claims = [claim(due_date=date(2021, 6, 30)), claim(reference="B", due_date=date(2021, 6, 30), line_number=2)]
    frames = _day(tables(claims, events=[other, early, reminder]), terms())
    assert frames["balances"].sort("claim_id")["limitation_date"].to_list() == [date(2026, 7, 1), date(2030, 1, 2)]


def test_demand_of_today_counts_from_tomorrow_on() -> None:
    facts = tables([claim(due_date=date(2021, 6, 30))], events=[event("demand_sent", DAY)])
    assert _day(facts, terms())["balances"]["limitation_date"].to_list() == [date(2026, 7, 1)]
    tomorrow = _day(facts, terms(), DAY + timedelta(days=1))
    assert tomorrow["balances"]["limitation_date"].to_list() == [date(2031, 7, 1)]
    assert tomorrow["gates"].is_empty()


def test_withdrawn_claim_accrues_nothing_and_says_so() -> None:
    facts = tables([claim()], events=[event("withdrawal", date(2026, 3, 1), claim_id="c:A")])
    at_once, later = _day(facts, terms(), date(2026, 3, 1)), _day(facts, terms())
    for name in ("open_cents", "interest_total_cents"):
        assert at_once["balances"][name].to_list() == later["balances"][name].to_list()
    gate = later["gates"].row(0, named=True)
    assert (gate["gate"], gate["rule_id"], gate["since_date"]) == ("withdrawn", "withdrawal", date(2026, 3, 1))


def test_claim_that_was_paid_accrues_nothing() -> None:
    paid = tables([claim()], payments=[payment(amount_cents=100_318, effective_date=date(2026, 3, 1))])
    asked = terms(bik_consumer=True)
    then, later = _day(paid, asked, date(2026, 3, 1)), _day(paid, asked)
    assert then["dossiers"]["open_cents"].to_list() == later["dossiers"]["open_cents"].to_list() == [0]
    notice = event("fourteen_day_notice_sent", date(2026, 3, 2))
    after = tables([claim()], payments=paid["payments"].to_dicts(), events=[notice])
    assert _day(after, asked)["dossiers"]["open_cents"].to_list() == [0]


def test_day_without_claims_has_no_gates() -> None:
    assert _day(tables([]), terms(), DAY + timedelta(days=1))["gates"].is_empty()
