"""The same day on both kinds of catalog, each read by another process while it is run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.demo import DEMO_DATE, make_demo
from assets.hub import open_hub
from assets.rebuild import rebuild_into
from tests.scenarios.days import differences
from tests.servers import postgresql_server
from warehouse.store import Store

CLAIMS = 100
LOOKS = 300
LOOK_SECONDS = 1.0
ROOT = Path(__file__).parents[2]
VARIABLE = "INCASSOHUB_TEST_DATABASE"
SETTINGS = f"warehouse: {{catalog: postgres, url: ${VARIABLE}}}\n"
QUERY = """
    SELECT (SELECT count(*) FROM canonical.claims), (SELECT count(*) FROM ledger.dossiers),
           (SELECT coalesce(sum(rows_read - rows_accepted - rows_refused - rows_duplicate), 0) FROM inbox.deliveries)"""

Seen = list[tuple[int, int, int]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with postgresql_server(tmp_path_factory.mktemp("server")) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, server.create_database("hub"))
        yield


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Seen]:
    home = tmp_path_factory.mktemp("sqlite") / "home"
    make_demo(home, claims=CLAIMS, seed=1)
    return home, run_and_read(home)


@pytest.fixture(scope="module")
def on_postgresql(environment: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Seen]:
    home = tmp_path_factory.mktemp("postgresql") / "home"
    make_demo(home, claims=CLAIMS, seed=1)
    (home / "hub.yaml").write_text(SETTINGS)
    return home, run_and_read(home)


def run_and_read(home: Path) -> Seen:
    """Run the day in another process, and read its tables all the while: by a reader that stays, and by new ones."""
    with open_hub(home):
        pass
    start = "from assets.command_line import main; main()"
    command = [sys.executable, "-c", start, "run", "--home", str(home), "--date", f"{DEMO_DATE}"]
    output = home.parent / "output"
    seen: Seen = []
    with output.open("wb") as stream, open_hub(home, read_only=True) as hub:
        day = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=stream, stderr=stream)
        for _ in range(LOOKS):
            seen.append(read(hub.store))
            with open_hub(home, read_only=True) as second:
                seen.append(read(second.store))
            try:
                day.wait(timeout=LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            break
        seen.append(read(hub.store))
        assert day.poll() == 1, f"one file has faults, so the status is 1: {output.read_text()}"
    return seen


def read(store: Store) -> tuple[int, int, int]:
    claims, dossiers, unexplained = store.sql(QUERY).row(0)
    return int(claims), int(dossiers), int(unexplained)


@pytest.mark.parametrize("day", ["on_sqlite", "on_postgresql"])
def test_readers_see_whole_bookings_while_a_run_writes(request: pytest.FixtureRequest, day: str) -> None:
    _, seen = request.getfixturevalue(day)
    claims = [claims for claims, _, _ in seen]
    assert len(seen) > 5
    assert set(claims) == {0, claims[-1]}
    assert {dossiers for _, dossiers, _ in seen} == {0, seen[-1][1]}
    assert {unexplained for _, _, unexplained in seen} == {0}


def test_a_day_on_postgresql_has_the_rows_of_a_day_on_sqlite(
    on_sqlite: tuple[Path, Seen], on_postgresql: tuple[Path, Seen]
) -> None:
    assert on_postgresql[1][-1][0] > CLAIMS
    assert not (on_postgresql[0] / "warehouse" / "catalog.sqlite").exists()
    assert differences(on_sqlite[0], on_postgresql[0]) == []


def test_a_warehouse_on_postgresql_is_rebuilt_from_its_archive(
    on_postgresql: tuple[Path, Seen], tmp_path: Path
) -> None:
    told: list[str] = []
    rebuild_into(on_postgresql[0], tmp_path / "rebuilt", tell=told.append)
    assert f"business date {DEMO_DATE} run, order 1" in told
    assert differences(on_postgresql[0], tmp_path / "rebuilt") == []
