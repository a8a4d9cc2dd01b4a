"""The receipt names everything that left, once, and is the same bytes for the same rows."""

from __future__ import annotations

import json

from pipelines.outbox.dispatch_receipt import DECIDED, FIELDS, dispatch_receipt
from pipelines.outbox.select_messages import select_messages
from pipelines.outbox.select_transfers import select_transfers
from tests.pipelines.decisions.builders import table
from tests.pipelines.outbox.day import DAY, day
from warehouse.schemas.decisions import ArrangementChecks


def receipt(*, turned: bool = False) -> bytes:
    """Return the receipt of a day."""
    messages = select_messages(day(), business_date=DAY, batch_number=1)
    transfers = select_transfers(day(), business_date=DAY, batch_number=1)
    return dispatch_receipt(messages.reverse() if turned else messages, transfers, day()["arrangement_checks"])


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
    checks = day()["arrangement_checks"]
    assert dispatch_receipt(messages.clear(), transfers.clear(), checks) == b""


def test_each_proposal_that_was_accepted_is_a_line_once() -> None:
    nothing = select_messages(day(), business_date=DAY, batch_number=1).clear()
    rows = [
        {"arrangement_id": plan, "instalment_number": number, "decided_by": by, "dossier_id": "1000000001"}
        for plan, by in (("c:2", "limits"), ("c:1", "limits"), ("c:3", None))
        for number in (1, 2)
    ]
    checks = table(ArrangementChecks, rows, business_date=DAY, creditor_id="c")
    transfers = select_transfers(day(), business_date=DAY, batch_number=1).clear()
    lines = [json.loads(line) for line in dispatch_receipt(nothing, transfers, checks).splitlines()]
    assert [line["arrangement_id"] for line in lines] == ["c:1", "c:2"]
    assert all(tuple(line) == DECIDED for line in lines)
    assert {(line["kind"], line["effective_date"]) for line in lines} == {("arrangement_accepted", "2026-11-16")}
