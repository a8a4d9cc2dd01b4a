"""A day that the hub got wrong is seen by the invariants of the year: each breach by its own sentence."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from tests.pipelines.decisions.builders import table
from tests.year.due_steps import due_faults
from tests.year.hub_in_memory import Day
from tests.year.truth import Claim, Debtor, Hold, Money, Plan, Truth
from tests.year.watch import Watch
from warehouse.schemas.decisions import Actions, Holds, LeftOut
from warehouse.schemas.ledger import Balances, Dossiers
from warehouse.schemas.outbox import Messages, Transfers

MONDAY = date(2025, 2, 10)
KEYS = {"creditor_id": "energie-noord", "dossier_id": "1000000001", "debtor_id": "energie-noord:D1"}
DOSSIER = KEYS["dossier_id"]
CLAIM = "energie-noord:F1"


def truth() -> Truth:
    """Return what is true of one consumer with one claim that is overdue since nine days."""
    debtor = Debtor(KEYS["debtor_id"], KEYS["creditor_id"], "P. Peeters", "consumer", "nl", True, True)
    claim = Claim(CLAIM, DOSSIER, debtor.debtor_id, debtor.creditor_id, date(2025, 2, 1), 10_000, date(2025, 1, 15))
    return Truth(debtors={debtor.debtor_id: debtor}, claims={CLAIM: claim})


def message(day: date = MONDAY, *, costs: int = 0, asked: int | None = None, **more: Any) -> dict[str, Any]:
    """Return the first reminder; `asked` is what its QR code asks."""
    cents = {"principal_cents": 10_000, "interest_cents": 9, "costs_cents": costs, "open_cents": 10_009 + costs}
    told = {"reference": "F1", "principal_open_cents": 10_000, "interest_cents": 9, "costs_cents": 0}
    euros = cents["open_cents"] if asked is None else asked
    payment = {"epc_text": f"BCD\nEUR{euros // 100}.{euros % 100:02d}\n"}
    facts = {"letter_date": str(day), "claims": [told], "buckets": cents, "payment": payment}
    row = {"batch_id": f"emails-mailer-{day}-01", "business_date": day, "event_kind": "reminder_sent"}
    return KEYS | cents | row | {"channel": "email", "step_id": "reminder", "facts": json.dumps(facts)} | more


def a_day(*messages: dict[str, Any], day: date = MONDAY, open_cents: int = 10_009, **action: Any) -> Day:
    """Return a day with these messages, an action that fits them, and the ledger of the dossier."""
    costs = open_cents - 10_009
    buckets = {"principal_open_cents": 10_000, "interest_open_cents": 9, "open_cents": open_cents}
    claim = buckets | {"claim_id": CLAIM, "open_cents": 10_009}
    decided = {"outcome": "send", "step_id": "reminder", "event_kind": "reminder_sent", "reason": "due"} | action
    of_day: dict[str, Any] = {"business_date": day}
    ledger = {
        "balances": table(Balances, [KEYS | claim], **of_day),
        "dossiers": table(Dossiers, [KEYS | buckets | {"costs_open_cents": costs}], **of_day),
    }
    decisions = {
        "actions": table(Actions, [KEYS | {"open_cents": open_cents} | decided], **of_day),
        "left_out": table(LeftOut, []),
        "holds": table(Holds, [KEYS | {"hold_id": "e1", "kind": "complaint"}], **of_day),
    }
    waiting = pl.DataFrame(schema={"batch_id": pl.String, "dossier_id": pl.String})
    return Day(day, 1, ledger, decisions, table(Messages, list(messages)), table(Transfers, []), waiting)


def _plan(is_proposal: bool = False) -> Plan:
    forced = None if is_proposal else MONDAY
    return Plan("a1", DOSSIER, "arrangement", MONDAY, [(date(2025, 3, 1), 10_000)], is_proposal, forced)


def test_a_right_day_is_right() -> None:
    made, watch = a_day(message()), Watch()
    assert due_faults(made, truth(), watch) == []
    assert watch.faults(made, truth()) == []


@pytest.mark.parametrize(
    "hold",
    [
        Hold("dispute", "claim", CLAIM, MONDAY),
        Hold("complaint", "dossier", DOSSIER, date(2025, 2, 3), until=MONDAY),
        Hold("counselling", "person", "P. Peeters", date(2025, 2, 3)),
        Hold("other", "creditor", "energie-noord", date(2025, 2, 3), lifted=date(2025, 2, 11)),
    ],
    ids=lambda hold: hold.scope,
)
def test_a_message_while_held_is_a_fault(hold: Hold) -> None:
    told = truth()
    told.holds.append(hold)
    assert Watch().faults(a_day(message()), told)[0].endswith(f"held by {hold}")


def test_a_hold_that_is_over_or_stops_something_else_is_none() -> None:
    told = truth()
    told.holds += [
        Hold("complaint", "dossier", DOSSIER, date(2025, 2, 3), until=date(2025, 2, 9)),
        Hold("dispute", "claim", CLAIM, date(2025, 2, 3), lifted=MONDAY),
        Hold("wrong_address", "dossier", DOSSIER, date(2025, 2, 3)),
        Hold("vulnerable", "person", "P. Peeters", date(2025, 2, 3)),
    ]
    assert Watch().faults(a_day(message()), told) == []


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (a_day(message(costs=4_000), open_cents=14_009), "4000 of costs; notices that are over allow 0"),
        (a_day(message(day=date(2025, 2, 9)), day=date(2025, 2, 9)), "nobody may be written to today"),
        (a_day(message(), message(batch_id="letters-printer-2025-02-10-01", channel="print")), "another message"),
        (a_day(message(), open_cents=10_309), "asks"),
        (a_day(message(open_cents=10_008)), "the buckets do not add up"),
        (a_day(message(asked=9_999)), "the QR code asks EUR99.99"),
    ],
    ids=["costs", "sunday", "two messages", "other balance", "other sum", "other code"],
)
def test_a_wrong_message_is_a_fault(made: Day, fault: str) -> None:
    assert any(fault in told for told in Watch().faults(made, truth()))


def test_costs_are_no_fault_from_the_day_on_which_the_notice_is_over() -> None:
    watch, told = Watch(), truth()
    notice = message(event_kind="fourteen_day_notice_sent")
    facts = json.loads(notice["facts"]) | {"fourteen_day_notice": {"costs_cents": 4_000, "vat_cents": 0}}
    assert watch.faults(a_day(notice | {"facts": json.dumps(facts)}), told) == []
    # Sent on Monday 10 February by e-mail, there on 11, free until 25.
    found = {}
    for day in (date(2025, 2, 25), date(2025, 2, 26)):
        demand = message(day, costs=4_000, event_kind="demand_sent")
        found[day.day] = watch.faults(a_day(demand, day=day, open_cents=14_009), told)
        watch.sent[DOSSIER].pop()
    assert (len(found[25]), found[26]) == (1, [])


def test_a_step_that_leaves_twice_is_a_fault_unless_the_first_came_back() -> None:
    watch, told, next_day = Watch(), truth(), MONDAY + timedelta(days=1)
    assert watch.faults(a_day(message()), told) == []
    again = a_day(message(next_day), day=next_day)
    assert "sent before on ['2025-02-10']" in watch.faults(again, told)[0]
    watch.sent[DOSSIER].pop()
    told.returned[(DOSSIER, "emails-mailer-2025-02-10-01")] = next_day
    assert watch.faults(again, told) == []


@pytest.mark.parametrize("is_proposal", [True, False])
def test_a_step_while_a_plan_rests_it_is_a_fault(is_proposal: bool) -> None:
    told = truth()
    told.plans.append(_plan(is_proposal))
    assert "a plan rests the steps" in Watch().faults(a_day(message()), told)[0]


def test_a_broken_plan_rests_the_steps_for_a_week() -> None:
    told = truth()
    told.plans.append(_plan())
    # Due on 1 March with ten days of grace, broken on the 12th; from the 19th the steps go on.
    found = {day: Watch().faults(a_day(message(date(2025, 3, day)), day=date(2025, 3, day)), told) for day in (18, 19)}
    assert (len(found[18]), found[19]) == (1, [])


def test_a_message_after_all_was_paid_is_a_fault() -> None:
    told = truth()
    told.money.append(Money("p1", DOSSIER, MONDAY, MONDAY, 20_000, is_all=True))
    assert "all was paid by p1" in Watch().faults(a_day(message()), told)[0]


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (a_day(outcome="waiting", reason="step reminder is due on 2025-03-01"), "reminder is due since"),
        (a_day(outcome="person", reason="no channel"), "reminder is due since"),
        (a_day(outcome="held", reason="a complaint", hold_id="e1"), "names hold e1 ['complaint']"),
        (a_day(), "decided and left differ"),
        (a_day(message(), step_id="demand"), "should take"),
        (a_day(message(date(2025, 2, 7)), day=date(2025, 2, 7)), "should take"),
        (a_day(message(), reason=""), "an action has no reason"),
    ],
    ids=["waits on", "without cause", "held by nothing", "lost", "another step", "too early", "unexplained"],
)
def test_a_due_step_that_is_not_sent_held_or_explained_is_a_fault(made: Day, fault: str) -> None:
    assert any(fault in told for told in due_faults(made, truth(), Watch()))


@pytest.mark.parametrize(
    ("action", "fault"),
    [
        ({"outcome": "waiting", "due_date": date(2025, 2, 8), "reason": "later"}, "is due since 2025-02-08"),
        ({"outcome": "waiting", "due_date": date(2025, 8, 1), "reason": "later"}, "waits until 2025-08-01"),
        ({"outcome": "waiting", "reason": "an event"}, "waits until None"),
        ({"outcome": "finished", "reason": "no step is left"}, "no bailiff had ['energie-noord:F1']"),
        ({"outcome": "closed", "reason": "nothing is open"}, "10009 is open"),
    ],
    ids=["overdue", "too long", "for ever", "finished", "closed"],
)
def test_a_dossier_that_is_forgotten_is_a_fault(action: dict[str, Any], fault: str) -> None:
    assert any(fault in told for told in due_faults(a_day(**action), truth(), Watch()))


def test_a_message_to_where_one_came_back_from_is_a_fault() -> None:
    told = truth()
    told.unreachable.add((KEYS["debtor_id"], "print"))
    told.refused_email.add(KEYS["debtor_id"])
    assert "wants no e-mails" in Watch().faults(a_day(message()), told)[0]
    assert "came back" in Watch().faults(a_day(message(channel="print")), told)[0]


def test_a_due_step_that_is_held_or_too_small_is_explained() -> None:
    told = truth()
    told.holds.append(Hold("complaint", "dossier", DOSSIER, MONDAY))
    assert due_faults(a_day(outcome="held", hold_id="e1", reason="a complaint"), told, Watch()) == []
    small = a_day(outcome="below_threshold", reason="14.00 is open", open_cents=1_400)
    assert due_faults(small, truth(), Watch()) == []
