"""The first rule that fits gives the profile, and what it saw is kept."""

from __future__ import annotations

import json

import pytest

from mappings.profile_facts import FACT_SCHEMA
from mappings.profile_rules import Profile, Step
from pipelines.controls import imbalances
from pipelines.decisions.count_decisions import count_decisions
from tests.pipelines.decisions.builders import DAY, Stock, table
from warehouse.schemas.decisions import Profiles
from warehouse.schemas.ledger import Dossiers

LOOK = (Step("look", None, 0, ("person",)),)


@pytest.mark.parametrize(
    ("country", "debtor_type", "open_cents", "profile"),
    [
        ("nl", "consumer", 5000, "nl_consumer"),
        ("nl", "sole_trader", 5000, "nl_business"),
        ("be", "consumer", 5000, "be_consumer"),
        ("be", "business", 999_999, "be_business"),
        ("be", "business", 1_000_000, "large_claim"),
        ("de", "business", 5000, "by_hand"),
    ],
)
def test_shipped_rules_by_country_type_and_amount(
    country: str, debtor_type: str, open_cents: int, profile: str
) -> None:
    stock = Stock(debtor_type=debtor_type, open_cents=open_cents)
    stock.creditor["country"] = country
    assigned = Profiles.validate(stock.assigned())
    assert assigned["profile_id"].to_list() == [profile]


def test_rule_reason_and_facts_are_kept() -> None:
    row = Stock().assigned().row(0, named=True)
    assert row["rule"] == "country = 'nl' AND debtor_type = 'consumer'"
    assert row["reason"] == "first rule that fits, number 3 of 7: Dutch consumer"
    facts = json.loads(row["facts"])
    assert list(facts) == [name for name in FACT_SCHEMA if name in facts]
    assert (facts["open_cents"], facts["oldest_due_date"], facts["credit_cents"]) == (20_000, "2026-10-17", 0)
    assert "hold_kind" not in facts


def test_the_first_of_two_that_fit_wins_and_unknown_facts_do_not_fit() -> None:
    rules = (
        Profile("old", "old", 1, "age_years > 60", LOOK),
        Profile("owing", "owing", 2, "open_cents > 0", LOOK),
        Profile("all", "all", 3, "TRUE", LOOK),
    )
    assert Stock().assigned(rules)["profile_id"].to_list() == ["owing"]


def test_a_dossier_that_fits_nothing_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="fits no profile"):
        Stock().assigned((Profile("none", "none", 1, "open_cents < 0", LOOK),))


def test_controls_balance_and_show_a_lost_decision() -> None:
    stock = Stock()
    stock.add("2", open_cents=0)
    dossiers = table(Dossiers, stock.dossiers)
    profiles, actions = stock.assigned(), stock.actions()
    assert imbalances(count_decisions(dossiers, profiles, actions, business_date=DAY)).is_empty()
    lost = imbalances(count_decisions(dossiers, profiles.head(1), actions.head(1), business_date=DAY))
    assert lost["control"].to_list() == ["actions", "profiles"]
