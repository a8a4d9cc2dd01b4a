"""What becomes of a batch that waits, and of the dossiers in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.releases import find_changes, follow_releases, list_offers, release_items
from tests.pipelines.decisions.builders import table
from warehouse.schemas.canonical import Claims, Debtors, Events, OperatorDecisions, Payments
from warehouse.schemas.decisions import Actions
from warehouse.schemas.outbox import Messages, Releases, Transfers

SHOWN, DAY = date(2026, 11, 16), date(2026, 11, 18)
BATCH = "letters-printer-2026-11-16-01"
ORDER = "D00000010-00000000"
WAITS: dict[str, Any] = {
    "batch_id": BATCH,
    "waiting_batch_id": BATCH,
    "business_date": SHOWN,
    "delivery_id": ORDER,
    "state": "waiting",
    "partner_id": "printer",
    "kind": "letters",
    "row_count": 2,
    "amount_cents": 300,
    "reason": "letters always wait",
    "until_date": date(2026, 11, 19),
}
REFUSED = WAITS | {"batch_id": "gone", "state": "refused", "reason": "wrong", "decided_by": "Bo"}


def decided(decision: str, known_at: date = DAY) -> dict[str, Any]:
    """Return a decision on the batch."""
    item = {"item_id": f"release:{BATCH}", "item_kind": "release", "decision": decision, "known_at": known_at}
    return item | {"decided_by": "Anna", "remark": "good", "delivery_id": "D00000011-00000000"}


def follow(*rows: dict[str, Any], by: tuple[dict[str, Any], ...] = (), day: date = DAY) -> pl.DataFrame:
    """Return what becomes of batches."""
    tables = table(Releases, list(rows)), table(OperatorDecisions, list(by))
    return follow_releases(*tables, business_date=day, rest_days=7)


@pytest.mark.parametrize(
    ("by", "day", "state"),
    [
        ((), DAY, "waiting"),
        ((), date(2026, 11, 19), "waiting"),
        ((), date(2026, 11, 20), "lapsed"),
        ((decided("release"),), DAY, "released"),
        ((decided("release"),), date(2026, 11, 23), "released"),
        ((decided("release", date(2026, 11, 20)),), date(2026, 11, 20), "lapsed"),
        ((decided("refuse"),), DAY, "refused"),
        ((decided("refuse", date(2026, 11, 20)),), date(2026, 11, 20), "refused"),
        ((decided("snooze"),), DAY, "waiting"),
        ((decided("release"), decided("refuse", date(2026, 11, 19))), date(2026, 11, 19), "released"),
    ],
)
def test_the_first_decision_in_time_counts(by: tuple[dict[str, Any], ...], day: date, state: str) -> None:
    assert follow(WAITS, by=by, day=day)["state"].to_list() == [state]


@pytest.mark.parametrize("state", ["released", "lapsed"])
def test_a_batch_of_which_something_became_is_done_with(state: str) -> None:
    assert follow(WAITS, WAITS | {"batch_id": "done", "state": state}, by=(decided("release"),)).is_empty()


def test_the_steps_of_a_refused_batch_rest_until_their_day() -> None:
    until = {"until_date": date(2026, 11, 25)}
    resting = follow(WAITS, REFUSED | until, day=date(2026, 11, 24)).row(0, named=True)
    assert (resting["state"], resting["batch_id"], resting["shown_by"]) == ("resting", BATCH, ORDER)
    assert (resting["decided_by"], resting["remark"], resting["until_date"]) == ("Bo", "wrong", until["until_date"])
    assert follow(WAITS, REFUSED | until, day=date(2026, 11, 25)).is_empty()


def test_a_batch_that_waits_is_a_work_item_that_stays_the_same_from_day_to_day() -> None:
    today, tomorrow = (release_items(follow(WAITS, day=day)) for day in (DAY, date(2026, 11, 19)))
    assert today.equals(tomorrow)
    item = today.row(0, named=True)
    assert (item["item_id"], item["amount_cents"]) == (f"release:{BATCH}", 300)
    assert "letters always wait" in item["reason"]


def changes(*, action: dict[str, Any] | None = None, **facts: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    """Return the dossiers of the batch, with what came between."""
    row = {"batch_id": BATCH, "sequence_number": 1, "dossier_id": "1", "step_id": "demand", "channel": "print"}
    offers = list_offers(follow(WAITS, by=(decided("release"),)), table(Messages, [row]), table(Transfers, []))
    now = {"dossier_id": "1", "outcome": "send", "step_id": "demand", "channel": "print", "reason": "due"}
    early = {"dossier_id": "1", "debtor_id": "d1", "delivery_id": "D00000001-00000000", "due_date": date(2026, 10, 1)}
    models = {"payments": Payments, "claims": Claims, "events": Events, "debtors": Debtors}
    rows: dict[str, list[dict[str, Any]]] = {"claims": [early], "debtors": [early], "payments": [early], "events": []}
    tables = {name: table(model, rows[name] + facts.get(name, [])) for name, model in models.items()}
    found = find_changes(offers, table(Actions, [now | (action or {})]), tables, business_date=DAY)
    return found.select("dossier_id", "change").rows()


LATER = {"dossier_id": "1", "debtor_id": "d1", "delivery_id": "D00000012-00000000", "due_date": date(2026, 10, 1)}


def test_what_is_as_it_was_shown_leaves() -> None:
    assert changes() == [("1", None)]
    assert changes(events=[LATER | {"dossier_id": "2"}], debtors=[LATER | {"debtor_id": "d2"}]) == [("1", None)]
    assert changes(events=[LATER | {"kind": "arrangement_accepted"}]) == [("1", None)]


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"payments": [LATER]}, "since it was shown came money"),
        ({"claims": [LATER]}, "since it was shown came a claim"),
        ({"debtors": [LATER]}, "since it was shown came a change of the debtor"),
        (
            {"events": [LATER | {"kind": "dispute_opened"}], "payments": [LATER]},
            "since it was shown came a report and money",
        ),
        (
            {"claims": [LATER | {"delivery_id": "D00000001-00000000", "due_date": date(2026, 11, 17)}]},
            "since it was shown came the due date of a claim",
        ),
        ({"action": {"outcome": "held", "reason": "disputed"}}, "disputed"),
        ({"action": {"step_id": "last_demand"}}, "its next step is last_demand by now"),
        ({"action": {"channel": "email"}}, "it would go by email by now"),
    ],
    ids=["paid", "claim", "debtor", "report", "due", "held", "step", "channel"],
)
def test_what_came_between_takes_a_dossier_out(facts: dict[str, Any], word: str) -> None:
    assert changes(**facts) == [("1", word)]
