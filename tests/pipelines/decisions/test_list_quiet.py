"""Dossiers of which nothing comes any more are told by profile, and batches that never left by batch."""

from __future__ import annotations

from typing import Any

import polars as pl

from pipelines.decisions.list_quiet import list_quiet, list_unsent
from tests.pipelines.decisions.builders import DAY, Stock, days_ago, event, table
from warehouse.schemas.decisions import Actions
from warehouse.schemas.outbox import Transfers

ENDED: dict[str, Any] = {"dossier_id": "1", "outcome": "finished", "open_cents": 700}


def items(stock: Stock, *actions: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the items of actions, after sixty days without news."""
    shared = {"creditor_id": "c", "profile_id": "p", "business_date": DAY, "debtor_id": "d", "reason": ""}
    made = table(Actions, list(actions), **shared)
    return list_quiet(made, stock.tables(), quiet_days=60, business_date=DAY).to_dicts()


def test_dossiers_without_a_step_are_one_item_of_profile_and_creditor() -> None:
    stock = Stock()
    stock.add("2")
    [item] = items(stock, ENDED, ENDED | {"dossier_id": "2", "open_cents": 300})
    assert (item["item_id"], item["amount_cents"]) == ("silence:c:p:-", 1000)
    assert item["reason"] == ("2 dossiers of profile p have no step left, and nothing came of them for 60 days: 1, 2")


def test_what_was_decided_holds_until_a_dossier_joins_in_another_month() -> None:
    stock = Stock()
    stock.add("2")
    stock.events = [event("call_answered", 100), event("call_answered", 99, dossier="2")]
    first, joined = items(stock, ENDED), items(stock, ENDED, ENDED | {"dossier_id": "2"})
    assert first[0]["subject"] == joined[0]["subject"]
    stock.events.append(event("call_answered", 62, dossier="2"))
    later = items(stock, ENDED, ENDED | {"dossier_id": "2"})
    assert (later[0]["subject"] == first[0]["subject"], later[0]["since_date"]) == (False, first[0]["since_date"])


def test_a_step_that_waits_for_an_event_is_told_by_its_name() -> None:
    [item] = items(Stock(), ENDED | {"outcome": "waiting", "step_id": "summons"})
    assert item["item_id"] == "silence:c:p:summons"
    assert "1 dossiers of profile p wait at step summons for an event" in item["reason"]


def test_news_within_the_days_is_no_silence() -> None:
    stock = Stock()
    stock.events = [event("call_answered", 60)]
    assert items(stock, ENDED) == []
    stock.events = [event("call_answered", 61)]
    assert [item["since_date"] for item in items(stock, ENDED)] == [days_ago(1)]


def test_steps_with_a_day_or_a_hold_and_paid_dossiers_are_explained() -> None:
    dated = ENDED | {"outcome": "waiting", "step_id": "s", "due_date": DAY}
    held, closed = ENDED | {"outcome": "held", "step_id": "s"}, ENDED | {"open_cents": 0}
    assert items(Stock(), dated) == items(Stock(), held) == items(Stock(), closed) == []


def test_what_no_receipt_tells_of_is_one_item_of_its_batch_until_it_is_paid() -> None:
    stock = Stock(open_cents=700)
    stock.add("2", open_cents=0)
    rows = [{"batch_id": "b", "dossier_id": name, "business_date": days_ago(3)} for name in ("1", "1", "2")]
    unsent = table(Transfers, rows, creditor_id="c")
    [item] = list_unsent(unsent, stock.facts()).to_dicts()
    assert (item["item_id"], item["amount_cents"], item["since_date"]) == ("silence:b", 700, days_ago(3))
    assert item["reason"] == "1 dossiers stand in batch b, and no receipt tells that it left: 1"
    paid = stock.facts().with_columns(open_cents=pl.lit(0, pl.Int64))
    assert list_unsent(unsent, paid).is_empty()
