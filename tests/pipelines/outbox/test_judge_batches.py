"""Which batches wait: approvals, sizes out of line, debtors twice, dossiers paid just now."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from mappings.release_rules import ReleaseRules
from pipelines.outbox.judge_batches import judge_batches
from pipelines.outbox.list_batches import list_batches
from tests.pipelines.decisions.builders import table
from tests.pipelines.outbox.day import DAY, EARLIER, TODAY
from warehouse.schemas.canonical import Payments
from warehouse.schemas.outbox import Messages, Transfers

LETTERS = f"letters-printer-{DAY}-01"
NOBODY = ReleaseRules(least_rows=0, least_cents=0)


def message(number: int, **more: Any) -> dict[str, Any]:
    """Return a letter."""
    row = {"batch_id": LETTERS, "business_date": DAY, "sequence_number": number, "dossier_id": f"{number:010}"}
    return row | {"debtor_id": f"c:{number}", "creditor_id": "c", "channel": "print", "open_cents": 100} | more


def left(day: int, rows: int, cents: int = 100, batch: str = "letters-printer-2026-11-{:02}-01") -> dict[str, Any]:
    """Return what left on an earlier day."""
    part = {"batch_id": batch.format(day), "business_date": date(2026, 11, day), "creditor_id": "c", "step_id": "s"}
    return part | {"row_count": rows, "amount_cents": cents}


def judge(
    messages: list[dict[str, Any]],
    rules: ReleaseRules = NOBODY,
    *,
    earlier: tuple[dict[str, Any], ...] = (),
    paid: tuple[dict[str, Any], ...] = (),
    today: tuple[str, ...] = (),
    group_by: str = "debtor",
    transfers: tuple[dict[str, Any], ...] = (),
) -> list[tuple[str, str]]:
    """Return the batches that wait, with the reason."""
    of_day = {"messages": table(Messages, messages), "transfers": table(Transfers, list(transfers))}
    tables = {
        "earlier": pl.DataFrame(list(earlier), schema=EARLIER),
        "today": pl.DataFrame([("b", debtor) for debtor in today], schema=TODAY, orient="row"),
        "payments": table(Payments, list(paid), kind="payment"),
        "creditors": pl.DataFrame({"creditor_id": ["c"], "group_by": [group_by]}),
    }
    return judge_batches(list_batches(of_day), of_day, tables, rules, business_date=DAY).rows()


def test_a_day_like_others_waits_for_nobody() -> None:
    assert judge([message(1), message(2)], earlier=(left(13, 1), left(12, 1, 200))) == []
    assert judge([message(n) for n in range(50)]) == [], "before the first batch nothing is usual"


def test_steps_that_need_an_approval_and_kinds_that_always_wait() -> None:
    batch = f"letters-printer-approval-{DAY}-01"
    assert judge([message(1), message(2, batch_id=batch)]) == [(batch, "its steps need an approval")]
    transfer = {**message(3, batch_id=f"transfers-office-{DAY}-01"), "partner_id": "office"}
    found = judge([message(1)], ReleaseRules(always=("transfers",)), transfers=(transfer,))
    assert found == [(transfer["batch_id"], "transfers always wait")]


@pytest.mark.parametrize(
    ("rows", "usual", "waits"),
    [(4, (2, 2, 2), False), (5, (2, 2, 2), True), (5, (1, 2, 9), True), (5, (1, 3, 9), False), (5, (2, 3), False)],
)
def test_more_than_twice_the_middle_of_what_left_before_waits(rows: int, usual: tuple[int, ...], waits: bool) -> None:
    earlier = tuple(left(day, count, 10_000) for day, count in enumerate(usual, start=1))
    found = judge([message(n) for n in range(rows)], earlier=earlier)
    assert bool(found) == waits
    assert not waits or found == [(LETTERS, f"{rows} rows, usual are 2")]


def test_euros_out_of_line_wait_and_small_batches_never_do() -> None:
    assert judge([message(1, open_cents=1_000_100)], earlier=(left(1, 5, 10_000),)) == [
        (LETTERS, "10001 euros, usual are 100")
    ]
    assert judge([message(n) for n in range(99)], ReleaseRules(), earlier=(left(1, 1),)) == []
    assert len(judge([message(n) for n in range(100)], ReleaseRules(), earlier=(left(1, 1),))) == 1


def test_parts_and_released_batches_of_one_order_count_together_and_only_the_newest_tell_what_is_usual() -> None:
    parts = (
        left(1, 2, 9_000),
        left(1, 2, 9_000, batch="letters-printer-2026-11-{:02}-01-2"),
    )
    again = left(1, 2, 9_000, batch="letters-printer-202611{:02}.01-released-2026-11-03-01")
    assert judge([message(n) for n in range(12)], earlier=(*parts, again)) == []
    assert len(judge([message(n) for n in range(13)], earlier=(*parts, again))) == 1
    old = tuple(left(day, 100, 100_000) for day in range(1, 6))
    rules = ReleaseRules(least_rows=0, history=2)
    assert len(judge([message(n) for n in range(9)], rules, earlier=(*old, left(6, 1), left(7, 1)))) == 1
    others = tuple(left(day, 100, 100_000, batch="emails-mailer-2026-11-{:02}-01") for day in range(8, 12))
    assert len(judge([message(n) for n in range(9)], rules, earlier=(left(6, 1), left(7, 1), *others))) == 1


def test_a_debtor_in_two_messages_of_the_day_makes_both_batches_wait() -> None:
    mail = message(2, debtor_id="c:1", batch_id=f"emails-mailer-{DAY}-01", channel="email")
    words = "1 debtor gets two messages today, the first is c:1"
    assert judge([message(1), mail]) == [(mail["batch_id"], words), (LETTERS, words)]
    assert judge([message(1)], today=("c:1",)) == [(LETTERS, words)]
    assert judge([message(1), mail], group_by="contract") == []
    assert len(judge([message(1), mail], ReleaseRules(once_per_debtor="always"), group_by="contract")) == 2
    assert judge([message(1), mail], ReleaseRules(once_per_debtor="never")) == []


def test_a_dossier_that_was_paid_this_morning_makes_its_batch_wait() -> None:
    paid = {"dossier_id": f"{2:010}", "effective_date": DAY}
    assert judge([message(1), message(2)], paid=(paid,)) == [
        (LETTERS, "1 dossier was paid since 2026-11-16, the first is 0000000002")
    ]
    yesterday = paid | {"effective_date": date(2026, 11, 15)}
    assert judge([message(2)], paid=(yesterday,)) == []
    assert len(judge([message(2)], ReleaseRules(paid_days=1), paid=(yesterday,))) == 1
    assert judge([message(2)], ReleaseRules(paid_days=None), paid=(paid,)) == []
