"""What was sent and got no answer in time is told, until an answer, money or a new sending comes."""

from __future__ import annotations

from typing import Any

import polars as pl

from mappings.silence_rules import ANSWERS
from pipelines.decisions.list_answers import list_answers
from tests.pipelines.decisions.builders import DAY, Stock, days_ago, event, table
from warehouse.schemas.inbox import Deliveries

OWING = [("office", "bailiff", 14), ("dialler", "call", 5), ("texter", "sms", 3), ("c", None, 30)]
BATCH = "transfers-office-2026-11-01-01"


def sent(days: int, *, dossier: str = "1", **more: Any) -> dict[str, Any]:
    """Return a hand-over to the office."""
    return event("transferred", days, dossier=dossier, batch_id=BATCH, partner_id="office", **more)


def answered(kind: str, days: int, *, dossier: str = "1", **more: Any) -> dict[str, Any]:
    """Return a word of the office."""
    return event(kind, days, dossier=dossier, partner_id="office", delivery_id="D00000009-00000000", **more)


def items(stock: Stock, *deliveries: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the items of a stock."""
    tables = stock.tables() | {
        "answers": pl.DataFrame(OWING, schema=ANSWERS, orient="row"),
        "deliveries": table(Deliveries, list(deliveries), status="accepted"),
    }
    return list_answers(tables, stock.facts(), business_date=DAY).to_dicts()


def two() -> Stock:
    """Return a stock of two dossiers that an office got fifteen days ago."""
    stock = Stock(open_cents=700)
    stock.add("2", open_cents=300)
    stock.events = [sent(15), sent(15, dossier="2")]
    return stock


def test_a_hand_over_without_a_word_is_one_item_of_its_batch_with_all_that_is_open() -> None:
    [item] = items(two())
    assert (item["item_id"], item["kind"], item["creditor_id"]) == (f"answer:{BATCH}", "answer", "c")
    assert (item["amount_cents"], item["since_date"]) == (1000, days_ago(1))
    assert item["reason"] == (
        f"no answer of office on 2 of the 2 dossiers in {BATCH}, sent on 2026-11-01, after 14 days: 1, 2"
    )


def test_it_is_silent_about_the_days_that_the_office_has() -> None:
    stock = Stock()
    stock.events = [sent(14)]
    assert items(stock) == []


def test_any_word_of_the_office_is_an_answer_and_money_of_a_bailiff_too() -> None:
    for kind in ("bailiff_accepted", "bailiff_refused", "cost_posted", "untraceable"):
        stock = two()
        stock.events.append(answered(kind, 3))
        [item] = items(stock)
        assert item["amount_cents"] == 300
        assert "on 1 of the 2 dossiers" in item["reason"]
    stock = two()
    stock.add_payment("b", DAY, 10, source="bailiff", delivery_id="D00000009-00000000")
    assert items(stock)[0]["amount_cents"] == 300


def test_what_was_said_before_it_was_sent_is_no_answer_and_a_new_sending_takes_its_place() -> None:
    stock = two()
    stock.events.append(answered("bailiff_refused", 40, dossier="1") | {"delivery_id": "D00000001-00000000"})
    assert items(stock)[0]["amount_cents"] == 1000
    stock.events.append(sent(2) | {"delivery_id": "D00000008-00000000", "batch_id": "later"})
    assert items(stock)[0]["amount_cents"] == 300


def test_a_claim_that_was_sent_alone_needs_its_own_answer() -> None:
    stock = Stock(open_cents=700)
    stock.add_claim("1", claim_id="k9", days_overdue=9, open_cents=400)
    stock.events = [sent(20, claim_id="k1"), sent(20, claim_id="k9")]
    stock.events.append(answered("bailiff_accepted", 2, claim_id="k9"))
    assert [item["amount_cents"] for item in items(stock)] == [700]
    stock.events.append(answered("bailiff_accepted", 1))
    assert items(stock) == []


def test_what_is_paid_waits_for_nobody() -> None:
    stock = Stock(open_cents=0)
    stock.events = [sent(50)]
    assert items(stock) == []


def test_a_hand_over_that_came_with_an_old_stock_is_not_the_hubs_question() -> None:
    stock = Stock()
    stock.events = [event("transferred", 50, partner_id="office")]
    assert items(stock) == []


def test_each_call_comes_back_with_its_result() -> None:
    stock = Stock()
    stock.add("2", open_cents=300)
    batch = {"channel": "call", "batch_id": "calls-dialler-2026-11-06-01"}
    stock.events = [event("call_request_sent", 6, dossier=name, **batch) for name in ("1", "2")]
    assert [item["amount_cents"] for item in items(stock)] == [20_300]
    later = {"channel": "call", "delivery_id": "D00000009-00000000"}
    stock.events.append(event("call_unanswered", 1, **later))
    [item] = items(stock)
    assert (item["amount_cents"], item["since_date"]) == (300, days_ago(1))
    stock.events.append(event("dispute_opened", 1, dossier="2", **later))
    assert items(stock) == []


def test_of_text_messages_a_later_file_of_the_provider_is_enough() -> None:
    stock = Stock()
    stock.events = [event("reminder_sent", 4, channel="sms", batch_id="sms-texter-2026-11-12-01")]
    assert [item["item_id"] for item in items(stock)] == ["answer:sms-texter-2026-11-12-01"]
    file = {"delivery_id": "D00000009-00000000", "partner_id": "texter"}
    assert len(items(stock, file | {"status": "refused"}, file | {"partner_id": "dialler"})) == 1
    assert len(items(stock, file | {"delivery_id": "D00000001-00000000"})) == 1
    assert items(stock, file) == []


def test_a_provider_that_owes_nothing_is_never_silent() -> None:
    stock = Stock()
    stock.events = [event("reminder_sent", 90, channel="print", batch_id="letters-printer-2026-08-18-01")]
    assert items(stock) == []


def test_many_names_are_told_by_their_number() -> None:
    stock = Stock()
    for number in range(2, 9):
        stock.add(str(number))
    stock.events = [sent(20, dossier=str(number)) for number in range(1, 9)]
    assert items(stock)[0]["reason"].endswith("after 14 days: 1, 2, 3, 4, 5 and 3 more")
