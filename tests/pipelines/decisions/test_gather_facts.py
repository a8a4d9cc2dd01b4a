"""The facts that rules read: every documented one, once per dossier, as known on the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from mappings.profile_facts import EVENT_FACTS, FACT_SCHEMA, FACTS, UNCOVERED_FACTS
from tests.pipelines.decisions.builders import DAY, Stock, days_ago, event


def facts(stock: Stock, day: date = DAY) -> dict[str, Any]:
    """Return the facts of the first dossier."""
    return stock.facts(day).row(0, named=True)


def payment(number: int, days: int, kind: str = "payment", **more: Any) -> dict[str, Any]:
    """Return a payment of a number of days ago."""
    row = {"payment_id": f"p{number}", "kind": kind, "dossier_id": "1", "amount_cents": 100}
    return row | {"effective_date": days_ago(days)} | more


def test_every_documented_fact_is_there_with_its_type_and_no_other() -> None:
    frame = Stock().facts().drop("business_date", "dossier_id", "debtor_id")
    assert dict(frame.schema) == FACT_SCHEMA
    assert len({fact.name for fact in FACTS}) == len(FACTS)
    assert {*EVENT_FACTS.values(), *UNCOVERED_FACTS.values()} <= set(FACT_SCHEMA)


def test_days_and_digits_are_counted() -> None:
    found = facts(Stock(days_overdue=30, postcode="9876 ZZ", birth_date=date(2000, 11, 17)))
    assert (found["days_overdue"], found["postcode_digits"], found["age_years"]) == (30, 9876, 25)


def test_the_newest_debtor_that_was_known_counts() -> None:
    stock = Stock(email=None)
    newer = stock.debtors[0] | {"delivery_id": "D00000002-00000000", "email": "new@example.com", "known_at": DAY}
    stock.debtors.append(newer)
    assert facts(stock)["has_email"]
    assert not facts(stock, DAY - timedelta(days=1))["has_email"]


def test_a_payment_that_was_taken_back_does_not_count() -> None:
    stock = Stock()
    stock.payments = [
        payment(1, 20),
        payment(2, 10),
        payment(3, 5, "reversal", reverses_payment_id="p2"),
        payment(4, 3, dossier_id=None),
        payment(5, -2),
    ]
    found = facts(stock)
    assert (found["payment_count"], found["reversal_count"]) == (1, 1)
    assert (found["last_payment_date"], found["days_since_payment"]) == (days_ago(20), 20)
    assert found["last_reversal_date"] == days_ago(5)


def test_the_longest_hold_is_named() -> None:
    stock = Stock()
    stock.events = [event("hold_placed", 9, until_date=DAY), event("hold_placed", 5, until_date=None, detail="wait")]
    found = facts(stock)
    assert (found["hold_since"], found["hold_until"], found["hold_detail"]) == (days_ago(5), None, "wait")


def test_own_dispatches_of_today_do_not_change_the_facts() -> None:
    stock = Stock()
    before = stock.facts()
    stock.events = [event("reminder_sent", 0, batch_id="b")]
    assert stock.facts().equals(before)
    assert facts(stock, DAY + timedelta(days=1))["last_reminder_sent_date"] == DAY


def test_claims_with_different_products_have_none_together() -> None:
    stock = Stock()
    stock.claims[0]["product"] = "gas"
    assert facts(stock)["product"] == "gas"
    stock.add_claim("1", claim_id="k9", days_overdue=3, product="water")
    assert facts(stock)["product"] is None


def test_a_paid_claim_needs_no_notice() -> None:
    stock = Stock(days_overdue=30)
    assert facts(stock)["without_notice_due_date"] == days_ago(30)
    stock.claims[0]["open_cents"] = 0
    assert facts(stock)["without_notice_due_date"] is None


def test_a_stock_without_events_and_payments_has_empty_facts() -> None:
    found = Stock().facts()
    assert found.select(pl.col(*EVENT_FACTS.values())).null_count().row(0) == (1,) * len(EVENT_FACTS)
    assert found["payment_count"].to_list() == [0]
