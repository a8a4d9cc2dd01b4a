"""Holds that wait for a creditor longer than he has are one item of his for each kind."""

from __future__ import annotations

from typing import Any

import polars as pl

from mappings.silence_rules import ANSWERS
from pipelines.decisions.list_endless_holds import list_endless_holds
from tests.pipelines.decisions.builders import DAY, Stock, days_ago, event


def items(stock: Stock) -> list[dict[str, Any]]:
    """Return the items of a stock whose creditor has thirty days."""
    tables = stock.tables() | {"answers": pl.DataFrame([("c", None, 30)], schema=ANSWERS, orient="row")}
    standing = stock.standing()
    return list_endless_holds(standing.holds, tables, standing.facts, business_date=DAY).to_dicts()


def test_disputes_that_nobody_ends_are_one_item_with_what_they_hold() -> None:
    stock = Stock(open_cents=700)
    stock.add("2", open_cents=300)
    stock.add_claim("2", claim_id="k9", days_overdue=9, open_cents=5000)
    stock.events = [event("dispute_opened", 40), event("dispute_opened", 31, dossier="2", claim_id="k2")]
    [item] = items(stock)
    assert (item["item_id"], item["creditor_id"], item["amount_cents"]) == ("answer:c:dispute", "c", 1000)
    assert item["since_date"] == days_ago(10)
    assert item["reason"] == "2 dossiers are held by a dispute, without a last day, for more than 30 days: 1, 2"


def test_a_hold_that_ends_or_is_young_or_is_the_laws_waits_for_nobody() -> None:
    stock = Stock()
    until = {"until_date": DAY}
    stock.events = [event("hold_placed", 50, **until), event("dispute_opened", 30)]
    stock.add("2")
    stock.events.append(event("hold_placed", 90, dossier="2", hold_kind="bankruptcy"))
    assert items(stock) == []


def test_a_closed_dispute_and_a_paid_dossier_are_gone() -> None:
    stock = Stock()
    stock.add("2", open_cents=0)
    stock.events = [event("dispute_opened", 50), event("dispute_opened", 50, dossier="2")]
    assert items(stock)[0]["amount_cents"] == 20_000
    stock.events.append(event("dispute_closed", 1))
    assert items(stock) == []


def test_two_holds_on_one_dossier_count_its_money_once() -> None:
    stock = Stock(open_cents=700)
    stock.events = [event("hold_placed", 50), event("hold_placed", 45), event("hold_placed", 44, claim_id="k1")]
    assert [item["amount_cents"] for item in items(stock)] == [700]
