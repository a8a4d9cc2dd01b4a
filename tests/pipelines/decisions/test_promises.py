"""Promises hold the track until their day and grace; kept, part-kept or broken are facts."""

from __future__ import annotations

from datetime import date, timedelta

from tests.pipelines.decisions.builders import Stock
from tests.pipelines.decisions.test_follow_plans import (
    AGREED,
    FIRST,
    SECOND,
    after,
    decided,
    fact,
    outcomes,
    plan_row,
)


def promised(*promises: tuple[date, int]) -> Stock:
    """Return a dossier of 200 euros with promises that were made on the first day."""
    stock = Stock(days_overdue=60)
    for place, (until, cents) in enumerate(promises):
        more = {"event_id": f"t{place}", "until_date": until, "amount_cents": cents}
        stock.events.append(fact("promise_made", AGREED, **more))
    return stock


def test_a_promise_holds_the_track_until_its_day_and_grace() -> None:
    stock = promised((FIRST, 10_000))
    last = FIRST + timedelta(days=3)
    action = decided(stock, last)["actions"].row(0, named=True)
    assert action["outcome"] == "held"
    assert action["reason"] == (
        "the debtor has promised to pay since 2026-11-01 until 2026-11-13 (promise of 100.00 by 2026-11-10)"
    )
    assert decided(stock, last + timedelta(days=1))["actions"]["outcome"].to_list() == ["send"]


def test_a_promise_is_kept_part_kept_or_broken() -> None:
    for cents, state in ((10_000, "kept"), (4000, "part_kept"), (0, "broken")):
        stock = promised((FIRST, 10_000))
        if cents:
            stock.add_payment("m", FIRST, cents)
        stock.add_payment("late", FIRST + timedelta(days=4), 10_000)
        seen = after(stock, FIRST + timedelta(days=30)).facts.row(0, named=True)
        assert seen["promise_state"] == state
        assert seen["promise_kept_count"] == (state == "kept")
        assert seen["promise_broken_count"] == (state != "kept")


def test_promises_of_one_day_are_checked_together() -> None:
    stock = promised((FIRST, 5000), (SECOND, 5000))
    stock.add_payment("m", FIRST, 5000)
    assert outcomes(after(stock, SECOND)) == ["kept", "open"]
    assert plan_row(after(stock, SECOND + timedelta(days=4)))["state"] == "part_kept"


def test_a_later_promise_takes_the_place_and_a_withdrawn_one_ends() -> None:
    stock = promised((FIRST, 5000))
    later = AGREED + timedelta(days=2)
    stock.events.append(fact("promise_made", later, event_id="t9", until_date=SECOND, amount_cents=5000))
    assert after(stock, FIRST).plans["state"].to_list() == ["replaced", "running"]
    stock.events.append(fact("promise_withdrawn", FIRST))
    assert after(stock, FIRST).plans["state"].to_list() == ["replaced", "ended"]
    assert decided(stock, FIRST)["actions"]["outcome"].to_list() == ["send"]
