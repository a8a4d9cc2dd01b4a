"""What a run tells is where Dagster's own class looks for it, and a day does not open its log for every event."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy import Engine, event

from assets.event_log import OpenEventLog
from assets.home import create_home
from assets.instance import open_instance

DAY = "2026-11-16"
DAYS = dg.DynamicPartitionsDefinition(name="days")


@dg.asset(partitions_def=DAYS)
def rows() -> int:
    return 1


@dg.asset(partitions_def=DAYS)
def total(rows: int) -> int:
    return rows


@dg.asset_check(asset=total)
def adds_up() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)


def run_in(instance: dg.DagsterInstance) -> str:
    instance.add_dynamic_partitions("days", [DAY])
    done = dg.materialize(
        [rows, total, adds_up], instance=instance, partition_key=DAY, resources={"io_manager": dg.mem_io_manager}
    )
    assert done.success
    return done.run_id


def test_dagster_reads_what_was_logged(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    with open_instance(home) as instance:
        assert isinstance(instance.event_log_storage, OpenEventLog)
        run_id = run_in(instance)
        mine = [entry.dagster_event_type for entry in instance.all_logs(run_id)]
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        assert not isinstance(instance.event_log_storage, OpenEventLog)
        assert [entry.dagster_event_type for entry in instance.all_logs(run_id)] == mine
        assert len(mine) > 20
        assert instance.get_materialized_partitions(dg.AssetKey("total")) == {DAY}
        second = run_in(instance)
    with open_instance(home) as instance:
        assert {run.run_id for run in instance.get_runs()} == {run_id, second}
        assert [entry.dagster_event_type for entry in instance.all_logs(second)] == mine


def test_no_event_opens_the_log_again(tmp_path: Path) -> None:
    opened: Counter[str] = Counter()

    def count(connection: sqlite3.Connection, _: object) -> None:
        opened[connection.execute("PRAGMA database_list").fetchone()[2]] += 1

    with open_instance(create_home(tmp_path / "home")) as instance:
        run_in(instance)
        event.listen(Engine, "connect", count)
        try:
            events = sum(len(instance.all_logs(run_in(instance))) for _ in range(2))
        finally:
            event.remove(Engine, "connect", count)
    told = {Path(path).name: number for path, number in opened.items() if "/history/runs/" in path}
    assert events > 40
    assert "index.db" not in told
    # A run's own database is opened some times to make it, and once to write it.
    assert sum(told.values()) <= 6 * len(told) < events / 3


@pytest.mark.parametrize("setting", ["storage", "event_log_storage"])
def test_a_storage_of_the_operators_own_stays(tmp_path: Path, setting: str) -> None:
    home = create_home(tmp_path / "home")
    own = tmp_path / "own"
    chosen = {
        "storage": f"storage:\n  sqlite:\n    base_dir: {own}\n",
        "event_log_storage": "event_log_storage:\n  module: dagster._core.storage.event_log\n"
        f"  class: SqliteEventLogStorage\n  config:\n    base_dir: {own}\n",
    }
    home.dagster.mkdir(exist_ok=True)
    (home.dagster / "dagster.yaml").write_text(chosen[setting])
    with open_instance(home) as instance:
        run_in(instance)
        assert not isinstance(instance.event_log_storage, OpenEventLog)
    assert list(own.rglob("index.db"))
