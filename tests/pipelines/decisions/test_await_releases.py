"""Dossiers in a batch that waits get nothing else, and leave with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.decisions.await_releases import await_releases
from tests.pipelines.decisions.builders import stock, table
from warehouse.schemas.decisions import Actions

OFFER: dict[str, Any] = {
    "dossier_id": "1",
    "step_id": "demand",
    "batch_id": "b1",
    "decided_by": "Anna",
    "remark": "good",
    "until_date": date(2026, 11, 25),
    "change": None,
}


def decide(state: str, *, change: str | None = None, **action: Any) -> tuple[str, str]:
    """Return outcome and reason of a dossier in a batch."""
    offers = pl.DataFrame([OFFER | {"state": state, "change": change}], schema_overrides={"change": pl.String})
    row = {"dossier_id": "1", "step_id": "demand", "outcome": "send", "reason": "due"} | action
    decided = await_releases(table(Actions, [row]), offers)
    assert decided.schema == table(Actions, []).schema
    return decided["outcome"][0], decided["reason"][0]


@pytest.mark.parametrize(
    ("state", "outcome", "reason"),
    [
        ("waiting", "waiting", "step demand waits for the release of batch b1"),
        ("refused", "waiting", "batch b1 was refused by Anna: good; offered again on 2026-11-25"),
        ("resting", "waiting", "batch b1 was refused by Anna: good; offered again on 2026-11-25"),
        ("released", "send", "step demand leaves with batch b1, released by Anna: good"),
        ("lapsed", "send", "due"),
    ],
)
def test_a_step_in_a_batch_waits_rests_or_leaves_with_it(state: str, outcome: str, reason: str) -> None:
    assert decide(state) == (outcome, reason)


def test_a_dossier_that_is_taken_out_has_the_outcome_of_its_profile() -> None:
    assert decide("released", change="money") == ("send", "due")
    assert decide("waiting", outcome="closed", reason="nothing is open") == ("closed", "nothing is open")
    assert decide("waiting", step_id="last_demand") == ("send", "due")


def test_where_nothing_waits_nothing_changes() -> None:
    actions = stock().actions()
    offers = pl.DataFrame([OFFER | {"state": "waiting"}], schema_overrides={"change": pl.String}).clear()
    assert await_releases(actions, offers).equals(actions)
