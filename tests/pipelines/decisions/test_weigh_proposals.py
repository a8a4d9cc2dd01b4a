"""Proposals inside the limits are accepted and stay so; others wait for a person, who is told why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.pipelines.decisions.builders import Stock
from tests.pipelines.decisions.test_follow_plans import AGREED, FIRST, SECOND, after, decided, fact, planned
from warehouse.schemas.decisions import ArrangementChecks


def proposal(*parts: tuple[date, int], **more: Any) -> Stock:
    """Return a dossier of 200 euros with a proposal."""
    stock = Stock(days_overdue=60)
    stock.add_plan("p", AGREED, *(parts or ((FIRST, 10_000), (SECOND, 10_000))), is_proposal=True, **more)
    return stock


def test_a_proposal_inside_the_limits_is_accepted_and_confirmed() -> None:
    day = decided(proposal(), AGREED)
    checks = ArrangementChecks.validate(day["arrangement_checks"])
    assert set(checks["decided_by"]) == {"limits"}
    assert set(checks["state"]) == {"running"}
    action = day["actions"].row(0, named=True)
    assert (action["step_id"], action["outcome"]) == ("arrangement_confirmed", "send")


def test_what_was_accepted_stays_accepted_when_the_limits_would_not_have_it_today() -> None:
    stock = proposal((FIRST, 1000), (SECOND, 1000))
    stock.events.append(fact("arrangement_accepted", AGREED, arrangement_id="p"))
    checks = decided(stock, AGREED + timedelta(days=1))["arrangement_checks"]
    assert set(checks["state"]) == {"running"}
    assert checks["decided_by"].null_count() == checks.height


def test_a_proposal_outside_the_limits_waits_for_a_person_with_the_reason() -> None:
    stock = proposal((FIRST, 1000), (SECOND, 1000))
    day = decided(stock, AGREED)
    item = day["work_items"].row(0, named=True)
    assert (item["item_id"], item["kind"], item["since_date"]) == ("proposal:p", "proposal", date(2026, 1, 1))
    assert "it does not cover all that is open (limit whole_debt: plan_cents >= open_cents)" in item["reason"]
    assert "an instalment is less than 25 euros" in item["reason"]
    assert day["actions"]["outcome"].to_list() == ["held"]
    stock.events.append(fact("arrangement_declined", AGREED + timedelta(days=1)))
    after_no = decided(stock, AGREED + timedelta(days=2))
    assert after_no["work_items"].is_empty()
    assert after_no["actions"]["outcome"].to_list() == ["send"]


def test_a_person_answers_a_proposal_in_the_workbook() -> None:
    for decision, outcome, state in (("accept", "held", "running"), ("decline", "send", "declined")):
        stock = proposal((FIRST, 1000), (SECOND, 1000))
        item = decided(stock, AGREED)["work_items"].row(0, named=True)
        answer = {"item_id": item["item_id"], "subject": item["subject"], "decision": decision, "dossier_id": "1"}
        place = {"delivery_id": "D00000005-00000000", "line_number": 2, "known_at": AGREED + timedelta(days=1)}
        stock.answers.append(answer | place)
        if decision == "accept":
            stock.events.append(fact("arrangement_confirmed_sent", AGREED + timedelta(days=1)))
        later = decided(stock, AGREED + timedelta(days=2))
        assert set(later["arrangement_checks"]["state"]) == {state}
        assert later["arrangement_checks"]["decided_by"].null_count() == 2
        assert later["actions"]["outcome"].to_list() == [outcome]
        assert later["work_items"].is_empty()


def test_a_debtor_who_broke_a_plan_is_not_accepted_again_in_any_dossier() -> None:
    stock = planned()
    stock.add("2", days_overdue=60)
    stock.debtors[1]["debtor_id"] = stock.dossiers[1]["debtor_id"] = stock.dossiers[0]["debtor_id"]
    stock.debtors.pop()
    day = FIRST + timedelta(days=20)
    stock.add_plan("q", day, (SECOND, 20_000), dossier="2", is_proposal=True)
    seen = decided(stock, day)
    assert "the debtor broke an arrangement before" in seen["work_items"].filter(kind="proposal")["reason"][0]
    facts = after(stock, day).facts
    assert facts["arrangement_broken_count"].to_list() == [1, 1]
