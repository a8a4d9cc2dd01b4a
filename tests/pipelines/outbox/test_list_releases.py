"""A batch waits with its sheet, and leaves as it was shown, without what came between; all of it is counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from mappings.release_rules import ReleaseRules
from pipelines.controls import imbalances
from pipelines.outbox.compose_day import compose_day
from pipelines.outbox.count_outbox import count_outbox
from pipelines.releases import follow_releases
from tests.pipelines.decisions.builders import table
from tests.pipelines.outbox.day import DAY, EARLIER, day
from warehouse.schemas.canonical import OperatorDecisions, Payments
from warehouse.schemas.inbox import Deliveries
from warehouse.tables import validate

NEXT = date(2026, 11, 17)
BATCH = f"letters-printer-{DAY}-01"
AGAIN = "letters-printer-20261116.01-released-2026-11-17-01"
FILES = [
    {"delivery_id": "D00000001-00000000", "partner_id": "bank", "partner_kind": "bank", "file_name": "camt.xml"},
    {"delivery_id": "D00000002-00000000", "partner_id": "nl1", "partner_kind": "creditor", "file_name": "claims.csv"},
    {"delivery_id": "D00000003-00000000", "partner_id": "hub", "partner_kind": "hub", "file_name": "day.json"},
]


def compose(tables: dict[str, pl.DataFrame], on: date = DAY, **rules: Any) -> dict[str, pl.DataFrame]:
    """Return what leaves and what waits."""
    order = f"D{on.day:08}-00000000"
    return compose_day(tables, business_date=on, batch_number=1, order_id=order, rules=ReleaseRules(**rules))


def first_day() -> dict[str, pl.DataFrame]:
    """Return the tables of the first day."""
    files = table(Deliveries, FILES, status="accepted", known_at=DAY)
    last = [("letters-printer-2026-11-09-01", date(2026, 11, 9), "nl1", "reminder", 3, 60_000)]
    return day() | {"deliveries": files, "earlier": pl.DataFrame(last, schema=EARLIER, orient="row")}


def second_day(
    shown: dict[str, pl.DataFrame], decision: str, **facts: pl.DataFrame
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Return the tables of the next day, on which the first one's letters are decided on, and what leaves."""
    words = {"item_id": f"release:{BATCH}", "item_kind": "release", "decision": decision, "known_at": NEXT}
    decided = table(OperatorDecisions, [words | {"decided_by": "Anna", "remark": "fine"}])
    standing = follow_releases(shown["releases"], decided, business_date=NEXT, rest_days=7)
    rows = {f"shown_{name}": shown[name].filter(batch_id=BATCH) for name in ("messages", "transfers", "lines")}
    tables = first_day() | rows | {"standing": standing} | facts
    tables["actions"] = tables["actions"].filter(channel="print")
    tables |= {"offered_actions": tables["actions"]}
    return tables, compose(tables, NEXT)


def test_a_batch_that_waits_has_a_sheet_and_a_work_item_of_the_same_day() -> None:
    left = compose(first_day(), always=("letters",))
    waits = validate("outbox.releases", left["releases"]).row(0, named=True)
    assert (waits["batch_id"], waits["state"], waits["row_count"], waits["amount_cents"]) == (
        *(BATCH, "waiting"),
        *(2, 28_246),
    )
    asked = left["questions"].filter(kind="release").row(0, named=True)
    assert (asked["item_id"], asked["amount_cents"], asked["team_id"]) == (f"release:{BATCH}", 28_246, "rest")
    assert asked["deadline_date"] == date(2026, 11, 21)
    for words in (
        "What:       2 letters for printer",
        "Euros:      282.46: principal 200.00, interest 2.46, costs 80.00",
        "Why:        letters always wait",
        "Release by: 2026-11-19;",
        "newest file of anybody: claims.csv of nl1, known since 2026-11-16",
        "newest file of a bank: camt.xml of bank, known since 2026-11-16",
        "Since the last one, of 2026-11-09: -1 row, -317.54 euros",
        "2 samples",
    ):
        assert words in waits["sheet"]
    assert "de Vries" not in waits["sheet"], "a sheet names nobody"
    assert imbalances(left["controls"]).is_empty()


def test_ten_rows_are_drawn_and_always_the_same() -> None:
    more = [
        {"dossier_id": f"10000001{n:02}", "step_id": "reminder", "event_kind": "reminder_sent", "channel": "print"}
        | {"template": "reminder", "creditor_id": "nl1", "profile_id": "nl_consumer"}
        for n in range(20)
    ]
    sheets = [compose(day(*more), always=("letters",))["releases"]["sheet"][0] for _ in range(2)]
    assert sheets[0] == sheets[1]
    assert "10 samples" in sheets[0]
    assert sum(line.startswith("  ") and " nl1 " in line and " 10000" in line for line in sheets[0].splitlines()) == 10


def test_what_is_released_leaves_with_the_facts_that_were_shown() -> None:
    shown = compose(first_day(), always=("letters",))
    tables, left = second_day(shown, "release")
    own = ("batch_id", "business_date")
    again = left["messages"].filter(batch_id=AGAIN)
    assert again.drop(own).equals(shown["messages"].filter(batch_id=BATCH).drop(own))
    assert left["messages"].height == again.height == 2
    assert left["lines"]["batch_id"].unique().to_list() == [AGAIN]
    ended = validate("outbox.releases", left["releases"]).row(0, named=True)
    assert (ended["batch_id"], ended["waiting_batch_id"], ended["state"]) == (AGAIN, BATCH, "released")
    assert (ended["decided_by"], ended["reason"], ended["taken_out_count"]) == ("Anna", "fine", 0)
    assert imbalances(left["controls"]).is_empty()
    lost = left | {"messages": left["messages"].tail(-1)}
    assert "releases" in imbalances(count_outbox(tables, lost, run_key="k"))["control"].to_list()


def test_a_dossier_that_was_paid_since_is_taken_out_and_told_and_gets_what_is_due_now() -> None:
    paid = {"dossier_id": "1000000001", "kind": "payment", "effective_date": DAY, "delivery_id": "D00000099-00000000"}
    _, left = second_day(compose(first_day(), always=("letters",)), "release", payments=table(Payments, [paid]))
    released = left["messages"].filter(batch_id=AGAIN)
    assert released["dossier_id"].to_list() == ["1000000004"]
    assert left["messages"].filter(pl.col("batch_id") != AGAIN)["dossier_id"].to_list() == ["1000000001"]
    ended = left["releases"].row(0, named=True)
    assert (ended["row_count"], ended["taken_out_count"], ended["taken_out_cents"]) == (1, 1, 14_123)
    assert "1000000001: since it was shown came money" in ended["sheet"]
    assert imbalances(left["controls"]).is_empty()


@pytest.mark.parametrize(("decision", "words"), [("refuse", "was refused by Anna: fine"), ("snooze", "")])
def test_what_is_not_released_does_not_leave_again_by_itself(decision: str, words: str) -> None:
    tables, _ = second_day(compose(first_day(), always=("letters",)), decision)
    # Decisions let such dossiers wait.
    tables["actions"] = tables["actions"].clear()
    left = compose(tables, NEXT)
    assert left["messages"].is_empty()
    assert [sheet for sheet in left["releases"]["sheet"] if words in sheet] == left["releases"]["sheet"].to_list()
    assert left["releases"].height == (1 if words else 0)
    assert imbalances(left["controls"]).is_empty()
