"""Every dossier has one action; its step, day, channel, outcome and reason follow from profile and facts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mappings.profile_rules import Profile, Step
from tests.pipelines.decisions.builders import DAY, Stock, days_ago, event, limitation, stock


def test_the_first_step_is_due_after_the_oldest_due_date() -> None:
    action = stock(days_overdue=7).action()
    assert (action["step_id"], action["outcome"], action["due_date"]) == ("reminder", "send", DAY)
    assert action["event_kind"] == "reminder_sent"
    assert action["template"] == "reminder"


def test_a_step_waits_until_its_day() -> None:
    action = stock(days_overdue=6).action()
    assert (action["outcome"], action["due_date"]) == ("waiting", DAY + timedelta(days=1))
    assert action["reason"] == "step reminder is due on 2026-11-17"


def test_what_the_creditor_sent_before_is_not_sent_again() -> None:
    action = stock(event("reminder_sent", 12, claim_id="k1")).action()
    assert (action["step_id"], action["outcome"]) == ("fourteen_day_notice", "send")


def test_the_walk_goes_on_after_the_furthest_step_that_was_done() -> None:
    done = stock(event("last_demand_sent", 14), event("fourteen_day_notice_sent", 40, claim_id="k1"), days_overdue=90)
    assert done.action()["step_id"] == "bailiff"


def test_the_demand_waits_for_the_end_of_the_notice() -> None:
    notice = event("fourteen_day_notice_sent", 16, claim_id="k1")
    assert stock(notice).action()["outcome"] == "waiting"
    later = stock(event("fourteen_day_notice_sent", 17, claim_id="k1")).action()
    assert (later["step_id"], later["outcome"]) == ("demand", "send")


def test_a_claim_that_came_after_the_notice_gets_a_notice_of_its_own() -> None:
    made = stock(event("fourteen_day_notice_sent", 30), event("demand_sent", 5), days_overdue=60)
    made.add_claim("1", claim_id="new", days_overdue=12, delivery_id="D00000009-00000000")
    action = made.action()
    assert (action["step_id"], action["outcome"], action["due_date"]) == ("fourteen_day_notice", "send", DAY)


def test_a_claim_of_the_same_delivery_as_before_the_notice_is_covered() -> None:
    made = stock(event("fourteen_day_notice_sent", 30), event("demand_sent", 5), days_overdue=60)
    made.add_claim("1", claim_id="old", days_overdue=40)
    assert made.action()["step_id"] == "last_demand"


def test_a_new_claim_starts_anew_when_the_older_ones_were_paid() -> None:
    made = stock(
        event("fourteen_day_notice_sent", 80), event("last_demand_sent", 50, claim_id="k1"), event("transferred", 30)
    )
    assert made.action()["outcome"] == "held"
    made.claims[0]["open_cents"] = 0
    made.add_claim("1", claim_id="new", days_overdue=7, delivery_id="D00000009-00000000")
    made.dossiers[0]["oldest_due_date"] = days_ago(7)
    action = made.action()
    assert (action["step_id"], action["outcome"], action["due_date"]) == ("reminder", "send", DAY)


def test_a_dispute_about_a_claim_that_was_paid_holds_nothing() -> None:
    made = stock(event("dispute_opened", 5, claim_id="k1"))
    made.claims[0]["open_cents"] = 0
    made.add_claim("1", claim_id="other", days_overdue=30)
    assert made.action()["outcome"] == "send"


@pytest.mark.parametrize(("email", "channel"), [("a@example.com", "email"), (None, "print")])
def test_email_is_chosen_only_where_there_is_an_address(email: str | None, channel: str) -> None:
    assert stock(email=email).action()["channel"] == channel


def test_a_debtor_who_cannot_be_reached_is_for_a_person() -> None:
    action = stock(email=None, postcode=None).action()
    assert (action["outcome"], action["channel"]) == ("person", None)
    assert "no channel" in action["reason"]


def test_a_creditor_without_a_bailiff_is_for_a_person() -> None:
    made = stock(event("last_demand_sent", 20), event("fourteen_day_notice_sent", 40, claim_id="k1"), days_overdue=90)
    made.creditor["bailiff_office"] = None
    assert made.action()["outcome"] == "person"


def test_nothing_open_is_closed_and_has_no_step() -> None:
    action = stock(open_cents=0).action()
    assert (action["outcome"], action["step_id"], action["reason"]) == ("closed", None, "nothing is open")


def test_a_withdrawn_dossier_tells_so() -> None:
    action = stock(event("withdrawal", 3), open_cents=0).action()
    assert action["reason"] == "nothing is open; the creditor withdrew on 2026-11-13"


def test_a_dispute_holds_until_it_is_closed() -> None:
    opened = event("dispute_opened", 5, detail="never ordered")
    held = stock(opened).action()
    assert (held["outcome"], held["reason"]) == ("held", "the debtor disputes it since 2026-11-11 (never ordered)")
    assert stock(opened, event("dispute_closed", 4)).action()["outcome"] == "send"
    assert stock(event("dispute_closed", 6), opened).action()["outcome"] == "held"


def test_a_dispute_of_one_claim_is_not_closed_by_another_claim() -> None:
    opened = event("dispute_opened", 5, claim_id="k1")
    assert stock(opened, event("dispute_closed", 4, claim_id="k2")).action()["outcome"] == "held"
    assert stock(opened, event("dispute_closed", 4, claim_id="k1")).action()["outcome"] == "send"


@pytest.mark.parametrize(("until", "outcome"), [(0, "held"), (1, "send"), (None, "held")])
def test_a_hold_ends_after_its_last_day(until: int | None, outcome: str) -> None:
    last = None if until is None else days_ago(until)
    assert stock(event("hold_placed", 9, until_date=last)).action()["outcome"] == outcome


def test_a_hold_that_was_lifted_holds_no_longer() -> None:
    assert stock(event("hold_placed", 9), event("hold_lifted", 2)).action()["outcome"] == "send"


def test_a_step_that_is_not_due_waits_even_when_held() -> None:
    assert stock(event("hold_placed", 1), days_overdue=1).action()["outcome"] == "waiting"


def test_a_dossier_with_the_bailiff_rests() -> None:
    action = stock(event("transferred", 8)).action()
    assert (action["outcome"], action["reason"]) == ("held", "with bailiff since 2026-11-08")
    assert stock(event("transferred", 8), event("bailiff_accepted", 6)).action()["outcome"] == "held"


def test_a_refusal_of_the_bailiff_is_for_a_person_until_it_is_handed_over_again() -> None:
    refused = [event("transferred", 8), event("bailiff_refused", 6)]
    assert stock(*refused).action()["reason"] == "the bailiff refused the dossier on 2026-11-10"
    assert stock(*refused, event("transferred", 2)).action()["outcome"] == "held"


def test_a_debtor_who_is_not_found_is_for_a_person() -> None:
    assert stock(event("transferred", 8), event("untraceable", 3)).action()["outcome"] == "person"


def test_a_small_rest_is_below_the_threshold_of_the_creditor() -> None:
    made = stock(open_cents=999)
    made.creditor["threshold_cents"] = 1000
    action = made.action()
    assert action["outcome"] == "below_threshold"
    assert action["reason"] == "9.99 is open, less than the 10.00 that step reminder asks for"


def test_a_large_claim_is_for_a_person() -> None:
    action = stock(open_cents=1_000_000).action()
    assert (action["profile_id"], action["outcome"], action["channel"]) == ("large_claim", "person", "person")


def test_the_end_of_the_profile_is_finished() -> None:
    step = Step("only", "reminder_sent", 3, ("print",), template="reminder")
    short = (Profile("short", "one step", 1, "TRUE", (step,)),)
    action = stock(event("reminder_sent", 8)).actions(profiles=short).row(0, named=True)
    assert (action["outcome"], action["step_id"], action["reason"]) == (
        "finished",
        None,
        "no step of the profile is left",
    )


def test_a_step_whose_condition_is_false_is_passed_over() -> None:
    by_mail = Step("mail", "reminder_sent", 3, ("email",), template="reminder", condition="language = 'fr'")
    by_post = Step("post", "demand_sent", 3, ("print",), template="demand")
    rules = (Profile("two", "two steps", 1, "TRUE", (by_mail, by_post)),)
    assert stock().actions(profiles=rules)["step_id"].to_list() == ["post"]
    assert stock(language="fr").actions(profiles=rules)["step_id"].to_list() == ["mail"]


def test_a_step_can_wait_for_an_event_and_one_that_needs_an_approval_goes_into_a_batch() -> None:
    after = Step("after", "demand_sent", 2, ("print",), template="demand", after_event="bailiff_refused")
    rules = (Profile("one", "one step", 1, "TRUE", (after,)),)
    waiting = stock().actions(profiles=rules).row(0, named=True)
    assert (waiting["outcome"], waiting["due_date"], waiting["reason"]) == (
        "waiting", None, "step after waits for an event",
    )  # fmt: skip
    asked = Step("ask", "demand_sent", 2, ("print",), template="demand", approval="person")
    action = stock().actions(profiles=(Profile("one", "one step", 1, "TRUE", (asked,)),)).row(0, named=True)
    assert action["outcome"] == "send"


def test_facts_of_tomorrow_do_not_count() -> None:
    assert stock(event("dispute_opened", -1)).action()["outcome"] == "send"


def test_a_creditor_who_asks_no_costs_sends_no_notice_and_goes_on() -> None:
    made = stock(event("reminder_sent", 16), days_overdue=40)
    made.creditor["asks_collection_costs"] = False
    waiting = made.action()
    assert (waiting["step_id"], waiting["outcome"]) == ("demand", "waiting")
    made.events = [event("reminder_sent", 17)]
    action = made.action()
    assert (action["step_id"], action["outcome"]) == ("demand", "send")


def test_no_notice_is_sent_for_interest_alone() -> None:
    made = stock(event("reminder_sent", 20), days_overdue=40)
    made.claims[0]["principal_open_cents"] = 0
    assert made.action()["step_id"] == "demand"


def test_a_belgian_reminder_waits_for_the_due_date_and_is_not_passed_over() -> None:
    made = Stock(days_overdue=-5)
    made.creditor["country"] = "be"
    action = made.action()
    assert (action["step_id"], action["outcome"]) == ("first_reminder", "waiting")


def test_a_claim_past_its_limitation_holds_the_step_and_names_the_rule() -> None:
    made = stock(days_overdue=2000)
    made.gates = [limitation(days_ago(10))]
    action = made.action()
    assert (action["step_id"], action["outcome"]) == ("reminder", "held")
    assert action["reason"] == "the claim can no longer be enforced since 2026-11-06 (rule nl_limitation)"


@pytest.mark.parametrize(("asks", "principal"), [(False, 20_000), (True, 0)])
def test_a_profile_that_sends_a_notice_with_nothing_in_it_asks_a_person(asks: bool, principal: int) -> None:
    notice = Step("notice", "fourteen_day_notice_sent", 0, ("email",), template="fourteen_day_notice")
    made = stock(days_overdue=20)
    made.creditor["asks_collection_costs"] = asks
    made.claims[0]["principal_open_cents"] = principal
    action = made.actions(profiles=(Profile("own", "Own", 1, "TRUE", (notice,)),)).row(0, named=True)
    assert action["outcome"] == "person"
    assert action["reason"] == "step notice announces nothing: no claim needs it, or the terms ask for no costs"


@pytest.mark.parametrize(("phone", "step"), [("0612345678", "call"), (None, "last_demand")])
def test_a_consumer_with_a_number_is_called_before_the_last_demand(phone: str | None, step: str) -> None:
    sent = (event("fourteen_day_notice_sent", 40, claim_id="k1"), event("demand_sent", 12))
    action = stock(*sent, days_overdue=60, phone=phone).action()
    assert (action["step_id"], action["outcome"]) == (step, "send")


def test_the_last_demand_follows_the_call() -> None:
    sent = (event("fourteen_day_notice_sent", 40, claim_id="k1"), event("call_request_sent", 12))
    action = stock(*sent, days_overdue=60, phone="0612345678").action()
    assert (action["step_id"], action["outcome"]) == ("last_demand", "send")
