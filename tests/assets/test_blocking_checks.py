"""A check that fails before the outbox stops everything that comes after it."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets import decisions, inbox, ledger, outbox
from assets.definitions import definitions_for
from assets.demo import DEMO_DATE
from assets.home import Home, create_home
from assets.partitions import add_business_date

FIRST_STOPPED = {
    ("inbox", "recount_canonical"): "ledger/costs",
    ("inbox", "recount_deliveries"): "ledger/costs",
    ("ledger", "recount_ledger"): "decisions/profiles",
    ("decisions", "recount_decisions"): "outbox/messages",
    ("outbox", "recount_outbox"): "outbox/batches",
    ("outbox", "recount_files"): "outbox/dispatches",
}
MODULES = {"inbox": inbox, "ledger": ledger, "decisions": decisions, "outbox": outbox}
STOPPED = ["ledger/costs", "decisions/profiles", "outbox/messages", "outbox/batches", "outbox/dispatches"]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return create_home(tmp_path / "home")


@pytest.mark.parametrize("counted", FIRST_STOPPED, ids=lambda counted: counted[1])
def test_a_control_that_differs_stops_what_comes_after_it(
    home: Home, counted: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MODULES[counted[0]], counted[1], lambda *_: pl.DataFrame({"lost": [1]}))
    with dg.DagsterInstance.ephemeral() as instance:
        add_business_date(instance, DEMO_DATE)
        result = (
            definitions_for(home.path)
            .resolve_job_def("day")
            .execute_in_process(instance=instance, partition_key=f"{DEMO_DATE}", raise_on_error=False)
        )
    made = {event.asset_key.to_user_string() for event in result.get_asset_materialization_events() if event.asset_key}
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    first = STOPPED.index(FIRST_STOPPED[counted])
    assert not result.success
    assert made.isdisjoint({*STOPPED[first:], "marts/analytics"})
    assert made.issuperset({"inbox/head", *STOPPED[:first]})
    assert [check.metadata["differences"].value for check in failed] == [1]
    assert not list(home.outbox.glob("[!.]*/*"))
