"""A message about an arrangement shows its instalments, and asks for what is due of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.outbox.join_plans import join_plans
from tests.pipelines.decisions.builders import table
from warehouse.schemas.decisions import ArrangementChecks

DAY = date(2026, 11, 16)
DUE = (date(2026, 11, 10), date(2026, 12, 10), date(2027, 1, 10))


def instalments(*parts: tuple[int, str], state: str = "running") -> pl.DataFrame:
    """Return instalments of 100 euros with what was paid of them and what became of them."""
    rows = [
        {"instalment_number": number, "due_date": DUE[number - 1], "paid_cents": paid, "outcome": outcome}
        for number, (paid, outcome) in enumerate(parts, start=1)
    ]
    shared = {"business_date": DAY, "dossier_id": "1", "arrangement_id": "p", "plan_kind": "arrangement"}
    dates = {"state_since": DAY, "last_date": date(2026, 11, 20)}
    return table(ArrangementChecks, rows, **shared, **dates, amount_cents=10_000, state=state)


def message(kind: str, plan: pl.DataFrame, open_cents: int = 50_000) -> dict[str, Any]:
    """Return what a message asks."""
    joined = pl.DataFrame({"dossier_id": ["1", "2"], "event_kind": [kind, "demand_sent"], "open_cents": open_cents})
    told = join_plans(joined, plan)
    other = told.filter(dossier_id="2").row(0, named=True)
    assert (other["asked_cents"], other["arrangement"]) == (open_cents, None)
    return told.filter(dossier_id="1").row(0, named=True)


def test_a_reminder_asks_for_the_rest_of_the_next_instalment() -> None:
    told = message("instalment_reminder_sent", instalments((10_000, "kept"), (2500, "open"), (0, "open")))
    assert told["asked_cents"] == told["arrangement"]["asked_cents"] == 7500
    assert told["arrangement"]["due_date"] == DUE[1]
    assert told["arrangement"]["total_cents"] == 30_000
    assert [part["paid_cents"] for part in told["arrangement"]["instalments"]] == [10_000, 2500, 0]


def test_a_missed_instalment_is_asked_with_all_that_is_late() -> None:
    told = message("instalment_missed_sent", instalments((4000, "late"), (0, "late"), (0, "open")))
    assert told["asked_cents"] == 16_000
    assert told["arrangement"]["last_date"] == date(2026, 11, 20)


def test_a_broken_plan_asks_for_all_that_is_open() -> None:
    told = message("arrangement_broken_sent", instalments((0, "missed"), (0, "void"), state="broken"))
    assert told["asked_cents"] == 50_000


def test_no_more_is_asked_than_is_open() -> None:
    told = message("instalment_reminder_sent", instalments((0, "open"), (0, "open")), open_cents=6000)
    assert told["asked_cents"] == 6000


def test_a_message_without_its_arrangement_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="does not have"):
        message("instalment_missed_sent", instalments((0, "void"), state="ended"))
