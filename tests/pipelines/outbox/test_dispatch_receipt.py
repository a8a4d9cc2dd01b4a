"""The receipt names everything that left, once, and is the same bytes for the same rows."""

from __future__ import annotations

import json

from pipelines.outbox.dispatch_receipt import FIELDS, dispatch_receipt
from pipelines.outbox.select_messages import select_messages
from pipelines.outbox.select_transfers import select_transfers
from tests.pipelines.outbox.day import DAY, day


def receipt(*, turned: bool = False) -> bytes:
    """Return the receipt of a day."""
    messages = select_messages(day(), business_date=DAY, batch_number=1)
    transfers = select_transfers(day(), business_date=DAY, batch_number=1)
    return dispatch_receipt(messages.reverse() if turned else messages, transfers)


def test_each_message_and_transfer_is_a_line() -> None:
    lines = [json.loads(line) for line in receipt().splitlines()]
    assert [(line["dossier_id"], line["kind"], line["channel"], line["partner_id"]) for line in lines] == [
        ("1000000002", "first_reminder_sent", "email", None),
        ("1000000004", "reminder_sent", "print", None),
        ("1000000001", "fourteen_day_notice_sent", "print", None),
        ("1000000003", "transferred", "bailiff", "deur"),
    ]
    assert all(tuple(line) == FIELDS for line in lines)
    assert {line["effective_date"] for line in lines} == {"2026-11-16"}


def test_the_same_rows_give_the_same_bytes() -> None:
    assert receipt() == receipt(turned=True)


def test_nothing_sent_gives_an_empty_receipt() -> None:
    messages = select_messages(day(), business_date=DAY, batch_number=1)
    transfers = select_transfers(day(), business_date=DAY, batch_number=1)
    assert dispatch_receipt(messages.clear(), transfers.clear()) == b""
