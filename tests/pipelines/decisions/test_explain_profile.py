"""Each rule is told with the facts that made it false."""

from __future__ import annotations

from mappings.profile_rules import Profile, Step, load_profiles
from pipelines.decisions.explain_profile import explain_profile, explain_steps
from tests.pipelines.decisions.builders import Stock, event, stock

LOOK = (Step("look", None, 0, ("person",)),)


def test_every_profile_is_told_in_order_with_what_is_not_true() -> None:
    told = explain_profile(Stock().facts(), load_profiles(), "nl_consumer")
    assert [row["profile_id"] for row in told] == [profile.profile_id for profile in load_profiles()]
    by_name = {row["profile_id"]: row for row in told}
    assert by_name["nl_consumer"]["fits"]
    assert by_name["nl_consumer"]["is_chosen"]
    assert by_name["be_consumer"]["false_parts"] == [
        {"condition": "country = 'be'", "facts": {"country": "nl"}, "is_unknown": False}
    ]
    assert (by_name["by_hand"]["fits"], by_name["by_hand"]["is_chosen"]) == (True, False)


def test_a_fact_that_is_not_known_makes_a_rule_false_and_is_told() -> None:
    rules = (
        Profile("old", "old", 1, "age_years > 60 AND open_cents > 0", LOOK),
        Profile("all", "all", 2, "TRUE", LOOK),
    )
    part = explain_profile(Stock().facts(), rules, "all")[0]["false_parts"]
    assert part == [{"condition": "age_years > 60", "facts": {"age_years": None}, "is_unknown": True}]


def test_a_rule_whose_parts_cannot_be_told_apart_is_told_whole() -> None:
    rules = (Profile("either", "x", 1, "language = 'fr' OR debtor_type = 'business'", LOOK),)
    part = explain_profile(Stock().facts(), rules, "either")[0]["false_parts"][0]
    assert part["facts"] == {"language": "nl", "debtor_type": "consumer"}


def test_steps_are_told_as_taken_next_or_passed_over() -> None:
    made = stock(event("reminder_sent", 20, claim_id="k1"))
    made.creditor["asks_collection_costs"] = False
    profile = next(profile for profile in load_profiles() if profile.profile_id == "nl_consumer")
    facts, action = made.facts(), made.action()
    told = explain_steps(facts, profile, action, {"reminder_sent": facts["last_reminder_sent_date"][0]})
    by_name = {row["step_id"]: row for row in told}
    assert by_name["reminder"]["taken_on"] == facts["last_reminder_sent_date"][0]
    assert by_name["fourteen_day_notice"]["false_parts"][0]["condition"] == "asks_collection_costs"
    assert [name for name, row in by_name.items() if row["is_next"]] == ["demand"]
