"""A message that may have left or not is told to a person."""

from __future__ import annotations

from typing import Any

from pipelines.decisions.list_undelivered import list_undelivered
from tests.pipelines.decisions.builders import DAY, Stock, event, table
from warehouse.schemas.canonical import Events

BATCH = "emails-mailer-2026-11-15-01"


def items(*events: dict[str, Any]) -> list[dict[str, Any]]:
    return list_undelivered(table(Events, list(events)), Stock(open_cents=700).facts(), business_date=DAY).to_dicts()


def test_it_is_named_with_step_and_cause() -> None:
    [item] = items(event("message_uncertain", 1, batch_id=BATCH, step_id="reminder", detail="no answer"))
    assert (item["item_id"], item["amount_cents"]) == (f"undelivered:{BATCH}:1", 700)
    assert item["reason"] == f"nobody knows whether the message of step reminder in {BATCH} left: no answer"


def test_it_goes_once_the_message_came_back_and_after_thirty_days() -> None:
    told = event("message_uncertain", 1, batch_id=BATCH)
    assert items(told, event("message_returned", 0, batch_id=BATCH)) == []
    assert len(items(told, event("message_returned", 0, batch_id="another"))) == 1
    assert items(event("message_uncertain", 31, batch_id=BATCH)) == []
