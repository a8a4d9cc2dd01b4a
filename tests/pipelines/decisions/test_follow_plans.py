"""Arrangements and promises are checked against money; they rest the steps, write, break, and go on the list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from mappings.plan_rules import load_plan_rules
from mappings.profile_rules import load_profiles
from pipelines.decisions.decide_day import decide_day
from pipelines.decisions.follow_plans import Followed, follow_plans
from tests.pipelines.decisions.builders import Stock
from tests.pipelines.decisions.test_decide_day import INBOX
from warehouse.schemas.decisions import Actions, WorkItems

AGREED, FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 10), date(2026, 12, 10)
RULES = {"c": load_plan_rules()["standard"]}


def planned(**more: Any) -> Stock:
    """Return a dossier of 200 euros with a plan of two instalments of 100 euros, that is long overdue."""
    stock = Stock(days_overdue=60)
    stock.add_plan("p", AGREED, (FIRST, 10_000), (SECOND, 10_000), **more)
    return stock


def after(stock: Stock, day: date) -> Followed:
    """Return the plans of a stock on a day."""
    tables = stock.tables(day)
    return follow_plans(tables, business_date=day)


def decided(stock: Stock, day: date) -> dict[str, pl.DataFrame]:
    """Return the decisions of a day."""
    tables = {name: frame for name, frame in stock.tables(day).items() if name not in ("plan_facts", "of_plans")}
    inbox = {name: frame for name, frame in INBOX.items() if name != "operator_decisions"}
    return decide_day(tables | inbox, load_profiles(), RULES, business_date=day)


def fact(kind: str, day: date, **more: Any) -> dict[str, Any]:
    """Return an event of a day."""
    place = {"delivery_id": "D00000004-00000000", "line_number": 1, "event_id": f"{kind}-{day}"}
    row = {"kind": kind, "creditor_id": "c", "dossier_id": "1", "effective_date": day, "known_at": day}
    return row | place | more


def plan_row(seen: Followed) -> dict[str, Any]:
    return seen.plans.row(0, named=True)


def outcomes(seen: Followed) -> list[str]:
    return seen.checks["outcome"].to_list()


def test_money_by_the_last_day_of_grace_keeps_an_instalment() -> None:
    last = FIRST + timedelta(days=10)
    for day, state in ((last, "running"), (last + timedelta(days=1), "broken")):
        stock = planned()
        stock.add_payment("m", day, 10_000)
        seen = after(stock, last + timedelta(days=2))
        assert plan_row(seen)["state"] == state
        assert outcomes(seen) == (["kept", "open"] if state == "running" else ["paid_late", "open"])


def test_money_of_every_source_counts_and_older_money_does_not() -> None:
    stock = planned()
    stock.add_payment("old", AGREED - timedelta(days=1), 50_000)
    for source in ("agency", "creditor", "bailiff"):
        stock.add_payment(source, AGREED, 3000, source=source)
    seen = after(stock, FIRST)
    assert seen.checks["paid_cents"].to_list() == [9000, 0]
    stock.add_payment("rest", FIRST, 1000)
    assert outcomes(after(stock, FIRST)) == ["kept", "open"]


def test_a_plan_that_is_paid_ahead_is_kept_at_once() -> None:
    stock = planned()
    stock.add_payment("m", AGREED, 20_000)
    seen = plan_row(after(stock, FIRST))
    assert (seen["state"], seen["state_since"]) == ("kept", AGREED)
    assert seen["reason"] == "all 2 instalments were paid"


def test_a_late_instalment_says_until_when_money_is_in_time() -> None:
    seen = after(planned(), FIRST + timedelta(days=1))
    assert outcomes(seen) == ["late", "open"]
    assert plan_row(seen)["reason"] == "instalment 1 is late; money until 2026-11-20 is in time"
    assert plan_row(seen)["arrears_cents"] == 10_000


def test_a_breach_says_what_was_missing() -> None:
    stock = planned()
    stock.add_payment("m", FIRST, 2500)
    seen = plan_row(after(stock, FIRST + timedelta(days=11)))
    assert (seen["state"], seen["broken_date"]) == ("broken", date(2026, 11, 21))
    assert seen["reason"] == "instalment 1 of 100.00 was not paid by 2026-11-20: 25.00 had come"


def test_a_reversal_reopens_the_instalment_with_a_grace_of_its_own() -> None:
    stock, back = planned(), date(2026, 11, 25)
    stock.add_payment("m", FIRST, 10_000)
    assert outcomes(after(stock, back)) == ["kept", "open"]
    stock.add_reversal("m", back, 10_000)
    seen = after(stock, back)
    assert outcomes(seen) == ["late", "open"]
    assert seen.checks["last_date"].to_list()[0] == back + timedelta(days=10)
    assert plan_row(seen)["state"] == "running"
    stock.add_payment("again", back + timedelta(days=10), 10_000)
    assert outcomes(after(stock, back + timedelta(days=10))) == ["kept", "open"]


def test_a_reversal_without_new_money_breaks_the_plan() -> None:
    stock, back = planned(), date(2026, 11, 25)
    stock.add_payment("m", FIRST, 10_000)
    stock.add_reversal("m", back, 10_000)
    assert plan_row(after(stock, back + timedelta(days=11)))["broken_date"] == back + timedelta(days=11)


def test_money_that_is_told_late_mends_what_looked_broken() -> None:
    stock = planned()
    assert plan_row(after(stock, FIRST + timedelta(days=12)))["state"] == "broken"
    stock.add_payment("m", FIRST, 10_000)
    assert plan_row(after(stock, FIRST + timedelta(days=12)))["state"] == "running"


def test_a_plan_ends_with_its_debt() -> None:
    stock = planned()
    stock.claims[0] |= {"open_cents": 0, "principal_open_cents": 0}
    stock.add_payment("m", FIRST, 15_000)
    seen = plan_row(after(stock, SECOND + timedelta(days=40)))
    assert (seen["state"], seen["reason"]) == ("kept", "nothing of its debt is open any more")
    stock.add_claim("1", claim_id="new", days_overdue=1, delivery_id="D00000009-00000000")
    assert plan_row(after(stock, SECOND + timedelta(days=40)))["state"] == "kept"


def test_a_later_plan_takes_the_place_of_the_one_before() -> None:
    stock, later = planned(), date(2026, 11, 5)
    stock.add_plan("q", later, (SECOND, 20_000))
    seen = after(stock, FIRST + timedelta(days=30))
    states = dict(seen.plans.select("arrangement_id", "state").rows())
    assert states == {"p": "replaced", "q": "running"}
    assert seen.facts.row(0, named=True)["arrangement_id"] == "q"


def test_a_plan_that_was_ended_asks_nothing_more() -> None:
    stock = planned()
    stock.events.append(fact("arrangement_ended", FIRST))
    checks = decided(stock, FIRST + timedelta(days=20))["arrangement_checks"]
    assert set(checks["state"]) == {"ended"}
    assert set(checks["outcome"]) == {"void"}


def test_a_running_plan_rests_the_steps_and_a_breach_lets_them_go_on() -> None:
    stock = planned()
    stock.events.append(fact("instalment_reminder_sent", FIRST - timedelta(days=5)))
    action = decided(stock, FIRST - timedelta(days=1))["actions"].row(0, named=True)
    assert (action["outcome"], action["step_id"]) == ("held", "reminder")
    assert action["reason"].startswith(
        "an arrangement rests the steps since 2026-11-01 until 2026-12-20 (arrangement p"
    )
    assert action["hold_id"] == "p"
    broken = FIRST + timedelta(days=11)
    stock.events.append(fact("arrangement_broken_sent", broken))
    resting = decided(stock, broken + timedelta(days=6))["actions"].row(0, named=True)
    assert (resting["outcome"], resting["reason"][-16:]) == ("held", "from 2026-11-28)")
    going = decided(stock, broken + timedelta(days=7))["actions"].row(0, named=True)
    assert (going["outcome"], going["step_id"]) == ("send", "reminder")


def test_messages_leave_before_a_due_date_after_a_miss_and_at_a_breach() -> None:
    told = {
        FIRST - timedelta(days=6): ("held", "reminder"),
        FIRST - timedelta(days=5): ("send", "instalment_reminder"),
        FIRST + timedelta(days=1): ("held", "reminder"),
        FIRST + timedelta(days=2): ("send", "instalment_missed"),
        FIRST + timedelta(days=11): ("send", "arrangement_broken"),
    }
    stock = planned()
    for day, wanted in told.items():
        action = Actions.validate(decided(stock, day)["actions"]).row(0, named=True)
        assert (action["outcome"], action["step_id"]) == wanted
        if wanted[0] == "send":
            assert (action["template"], action["channel"]) == (wanted[1], "email")
            stock.events.append(fact(action["event_kind"], day))
            assert decided(stock, day + timedelta(days=1))["actions"]["outcome"].to_list() == ["held"]


def test_a_dispute_holds_the_messages_of_a_plan_too() -> None:
    stock = planned()
    stock.events.append(fact("dispute_opened", AGREED))
    action = decided(stock, FIRST - timedelta(days=5))["actions"].row(0, named=True)
    assert (action["outcome"], action["step_id"]) == ("held", "instalment_reminder")


def test_the_list_shows_only_what_goes_wrong() -> None:
    stock = planned()
    assert decided(stock, FIRST - timedelta(days=5))["work_items"].is_empty()
    assert decided(stock, FIRST + timedelta(days=5))["work_items"].is_empty()
    item = WorkItems.validate(decided(stock, FIRST + timedelta(days=11))["work_items"]).row(0, named=True)
    assert (item["item_id"], item["kind"], item["amount_cents"]) == ("arrangement:p", "arrangement", 20_000)
    assert decided(stock, FIRST + timedelta(days=30))["work_items"].is_empty()


def test_what_is_known_later_is_not_seen_before() -> None:
    stock = planned()
    stock.arrangements[0]["agreed_date"] = FIRST
    assert after(stock, FIRST - timedelta(days=1)).plans.is_empty()


def test_the_rest_of_a_plan_is_a_hold_of_its_dossier() -> None:
    hold = decided(planned(), FIRST)["holds"].row(0, named=True)
    assert (hold["kind"], hold["scope"], hold["dossier_id"], hold["hold_id"]) == ("arrangement", "dossier", "1", "p")
    assert (hold["since_date"], hold["stops"]) == (AGREED, "everything")


def test_a_message_of_a_plan_passes_its_own_rest_and_no_other_hold() -> None:
    due = FIRST - timedelta(days=5)
    for kind, more in (("dispute_opened", {"claim_id": "k1"}), ("hold_placed", {"hold_kind": "counselling"})):
        stock = planned()
        stock.add_claim("1", claim_id="k2", days_overdue=60)
        stock.events.append(fact(kind, AGREED, **more))
        action = decided(stock, due)["actions"].row(0, named=True)
        assert (action["step_id"], action["outcome"]) == ("instalment_reminder", "held")
        assert action["hold_id"] == f"{kind}-{AGREED}"
        stock.events.append(fact(kind.replace("opened", "closed").replace("placed", "lifted"), due, **more))
        assert decided(stock, due)["actions"]["outcome"].to_list() == ["send"]


def test_a_vulnerable_debtor_is_reminded_of_an_instalment_and_a_person_looks_at_a_breach() -> None:
    stock = planned()
    stock.events.append(fact("hold_placed", AGREED, hold_kind="vulnerable"))
    for day, outcome in ((FIRST - timedelta(days=5), "send"), (FIRST + timedelta(days=11), "person")):
        assert decided(stock, day)["actions"]["outcome"].to_list() == [outcome]
