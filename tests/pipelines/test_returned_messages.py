"""A message that came back was not sent."""

from __future__ import annotations

from typing import Any

from pipelines.returned_messages import without_returned
from tests.pipelines.decisions.builders import event, table
from warehouse.schemas.canonical import Events

BATCH = "emails-mailer-2026-11-01-01"
SENT = event("fourteen_day_notice_sent", 15, channel="email", batch_id=BATCH)


def kept(*events: dict[str, Any]) -> list[str]:
    return without_returned(table(Events, list(events)))["event_id"].to_list()


def returned(**more: Any) -> dict[str, Any]:
    return event("message_returned", 12, **{"channel": "email", "delivery_id": "D00000007-00000000", **more})


def test_without_a_return_all_events_stay() -> None:
    assert kept(SENT) == [SENT["event_id"]]


def test_the_message_of_the_batch_that_a_return_names_does_not_count() -> None:
    other = event("reminder_sent", 15, dossier="2", channel="email", batch_id=BATCH)
    back = returned(batch_id=BATCH)
    assert kept(SENT, other, back) == [other["event_id"], back["event_id"]]


def test_a_return_may_be_told_before_the_receipt_of_what_left() -> None:
    back = returned(batch_id=BATCH, delivery_id="D00000001-00000000")
    assert kept(SENT, back) == [back["event_id"]]


def test_a_return_without_a_batch_is_about_the_newest_message_of_its_channel() -> None:
    older = event("reminder_sent", 40, channel="email", batch_id="emails-mailer-2026-10-07-01")
    letter = event("demand_sent", 14, channel="print", batch_id="letters-printer-2026-11-02-01")
    later = event("last_demand_sent", 2, channel="email", batch_id="x", delivery_id="D00000009-00000000")
    back = returned()
    ids = [row["event_id"] for row in (older, letter, later, back)]
    assert kept(older, SENT, letter, later, back) == ids


def test_what_the_creditor_sent_himself_is_not_ours_to_take_back() -> None:
    own = event("reminder_sent", 20, channel="email")
    back = returned()
    assert kept(own, back) == [own["event_id"], back["event_id"]]
