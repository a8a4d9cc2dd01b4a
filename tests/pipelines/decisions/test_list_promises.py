"""A promise that was not kept is on the list until the track goes on, or something else was agreed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.pipelines.decisions.builders import Stock
from tests.pipelines.decisions.test_follow_plans import FIRST, SECOND, decided, fact
from tests.pipelines.decisions.test_promises import promised
from warehouse.schemas.decisions import WorkItems

BROKEN = FIRST + timedelta(days=4)


def items(stock: Stock, day: date = BROKEN) -> list[dict[str, Any]]:
    """Return the items about promises."""
    return WorkItems.validate(decided(stock, day)["work_items"]).filter(kind="promise").to_dicts()


def test_a_broken_promise_is_an_item_with_what_did_not_come() -> None:
    stock = promised((FIRST, 10_000))
    assert items(stock, BROKEN - timedelta(days=1)) == []
    [item] = items(stock)
    assert (item["dossier_id"], item["amount_cents"], item["since_date"]) == ("1", 10_000, BROKEN)
    assert item["reason"] == "promise t0: instalment 1 of 100.00 was not paid by 2026-11-13: 0.00 had come"
    stock.add_payment("m", FIRST, 4_000)
    assert [item["amount_cents"] for item in items(stock)] == [6_000]


def test_a_kept_promise_is_none() -> None:
    stock = promised((FIRST, 10_000))
    stock.add_payment("m", FIRST, 10_000)
    assert items(stock) == []


def test_it_goes_when_the_next_step_was_sent() -> None:
    stock = promised((FIRST, 10_000))
    stock.events.append(fact("reminder_sent", FIRST - timedelta(days=20), batch_id="before"))
    assert len(items(stock)) == 1
    stock.events.append(fact("demand_sent", BROKEN, batch_id="b"))
    assert items(stock, BROKEN + timedelta(days=1)) == []


def test_it_goes_when_a_later_plan_stands_in_its_place() -> None:
    stock = promised((FIRST, 10_000))
    stock.events.append(fact("promise_made", BROKEN, until_date=SECOND, amount_cents=5_000, event_id="t9"))
    assert items(stock, BROKEN + timedelta(days=1)) == []
    planned = promised((FIRST, 10_000))
    planned.add_plan("p", BROKEN, (SECOND, 20_000))
    assert items(planned, BROKEN + timedelta(days=1)) == []
