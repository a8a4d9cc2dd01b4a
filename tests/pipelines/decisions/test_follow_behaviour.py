"""What a debtor does leads to a step: at once or after some days, and whatever was done before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mappings.profile_rules import Behaviour, Profile, Step
from tests.pipelines.decisions.builders import DAY, Stock, days_ago, event, stock

REMIND = Step("remind", "reminder_sent", 7, ("email",), template="reminder")
DEMAND = Step("demand", "demand_sent", 10, ("email",), template="demand")
LAST = Step("last", "last_demand_sent", 10, ("email",), template="last_demand")


def profile(*behaviour: Behaviour, steps: tuple[Step, ...] = (REMIND, DEMAND, LAST)) -> tuple[Profile, ...]:
    """Return one profile for all."""
    return (Profile("all", "all", 1, "TRUE", steps, behaviour),)


def reversed_on(made: Stock, days: int) -> Stock:
    """Return the stock with a payment that was taken back so many days ago."""
    paid = {"payment_id": "p", "kind": "payment", "dossier_id": "1", "amount_cents": 100}
    back = paid | {"payment_id": "r", "kind": "reversal", "reverses_payment_id": "p"}
    made.payments += [paid | {"effective_date": days_ago(days + 5)}, back | {"effective_date": days_ago(days)}]
    return made


def step_of(made: Stock, rules: tuple[Profile, ...]) -> tuple[Any, ...]:
    """Return step, outcome and due date of the dossier."""
    row = made.actions(profiles=rules).row(0, named=True)
    return row["step_id"], row["outcome"], row["due_date"]


REVERSAL = Behaviour("last_reversal_date", "remind", after_days=1)


def test_a_reversal_leads_to_its_step_the_day_after() -> None:
    rules = profile(REVERSAL)
    made = reversed_on(stock(event("reminder_sent", 30, claim_id="k1"), event("demand_sent", 9, claim_id="k1")), 1)
    assert step_of(made, rules) == ("remind", "send", DAY)
    made = reversed_on(stock(event("demand_sent", 9, claim_id="k1")), 0)
    assert step_of(made, rules)[:2] == ("remind", "waiting")


def test_after_its_step_the_walk_goes_on_from_there() -> None:
    done = [event("demand_sent", 40, claim_id="k1"), event("last_demand_sent", 30, claim_id="k1")]
    made = reversed_on(stock(*done, event("reminder_sent", 4, claim_id="k1"), days_overdue=90), 5)
    assert step_of(made, profile(REVERSAL)) == ("demand", "waiting", date(2026, 11, 22))


def test_behaviour_can_lead_ahead() -> None:
    ahead = Behaviour("last_reversal_date", "last")
    made = reversed_on(stock(event("reminder_sent", 10, claim_id="k1")), 2)
    assert step_of(made, profile(ahead)) == ("last", "send", days_ago(2))
    made.events.append(event("last_demand_sent", 1, claim_id="k1"))
    assert step_of(made, profile(ahead))[1] == "finished"


def test_the_newest_behaviour_leads() -> None:
    refused = Behaviour("last_dispute_closed_date", "last")
    made = reversed_on(stock(event("dispute_opened", 9), event("dispute_closed", 4)), 6)
    assert step_of(made, profile(REVERSAL, refused))[0] == "last"
    assert step_of(reversed_on(made, 3), profile(REVERSAL, refused))[0] == "remind"


def test_a_condition_can_end_the_patience() -> None:
    patient = Behaviour("last_reversal_date", "remind", condition="reversal_count <= 1")
    made = reversed_on(stock(event("reminder_sent", 30, claim_id="k1")), 2)
    assert step_of(made, profile(patient))[0] == "remind"
    made.payments.append(made.payments[-1] | {"payment_id": "r2", "reverses_payment_id": "p2"})
    assert step_of(made, profile(patient))[0] == "demand"


def test_a_step_that_stands_aside_is_taken_only_on_behaviour_and_the_order_goes_on_after_it() -> None:
    aside = Step("sorry", "first_reminder_sent", 0, ("email",), template="reminder", aside=True)
    rules = profile(Behaviour("last_reversal_date", "sorry"), steps=(REMIND, aside, DEMAND))
    made = stock(event("reminder_sent", 20, claim_id="k1"))
    assert step_of(made, rules)[0] == "demand"
    made = reversed_on(made, 2)
    assert step_of(made, rules)[:2] == ("sorry", "send")
    made.events.append(event("first_reminder_sent", 1, claim_id="k1"))
    assert step_of(made, rules) == ("demand", "waiting", date(2026, 11, 25))


@pytest.mark.parametrize(("days", "due"), [(1, date(2026, 11, 16)), (3, date(2026, 11, 18)), (5, date(2026, 11, 20))])
def test_working_days_leave_out_weekends(days: int, due: date) -> None:
    friday = Behaviour("last_reversal_date", "remind", after_days=days, working_days=True)
    assert step_of(reversed_on(stock(), 3), profile(friday))[2] == due


def test_steps_can_wait_for_working_days_and_holidays_do_not_count() -> None:
    step = Step("remind", "reminder_sent", 3, ("email",), working_days=True, template="reminder")
    made = stock(days_overdue=7)
    assert step_of(made, profile(steps=(step,)))[2] == date(2026, 11, 12)
    # 11 November is a holiday in Belgium.
    made.creditor["country"] = "be"
    assert step_of(made, profile(steps=(step,)))[2] == date(2026, 11, 13)


def test_a_preventive_step_comes_before_the_due_date_and_not_after_it() -> None:
    early = Step("early", "preventive_sent", -5, ("email",), template="reminder")
    rules = profile(steps=(early, REMIND))
    assert step_of(stock(days_overdue=-5), rules) == ("early", "send", DAY)
    assert step_of(stock(days_overdue=-6), rules)[:2] == ("early", "waiting")
    assert step_of(stock(days_overdue=1), rules)[:2] == ("remind", "waiting")
    sent = stock(event("preventive_sent", 12), days_overdue=7)
    assert step_of(sent, rules) == ("remind", "send", DAY)


def test_a_debtor_has_some_days_of_rest_after_each_message_unless_behaviour_breaks_them() -> None:
    rules = (Profile("all", "all", 1, "TRUE", (REMIND, DEMAND, LAST), (REVERSAL,), rest_days=20),)
    made = stock(event("reminder_sent", 12, claim_id="k1"))
    assert step_of(made, rules) == ("demand", "waiting", date(2026, 11, 24))
    assert step_of(reversed_on(made, 2), rules) == ("remind", "send", days_ago(1))


def test_the_first_mail_about_rent_leaves_the_day_after_a_reversal() -> None:
    made = reversed_on(stock(days_overdue=3), 1)
    made.claims[0]["product"] = "Huur"
    row = made.actions().row(0, named=True)
    told = ("nl_housing_arrears", "reminder", "reminder", "email", "send", DAY)
    assert tuple(row[name] for name in ("profile_id", "step_id", "template", "channel", "outcome", "due_date")) == told
    made.events.append(event("reminder_sent", 0, claim_id="k1"))
    assert made.actions(DAY + timedelta(days=9)).row(0, named=True)["step_id"] == "fourteen_day_notice"
