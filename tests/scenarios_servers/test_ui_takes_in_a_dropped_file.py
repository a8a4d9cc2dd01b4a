"""Dagster's web server and daemon on a home: a dropped file is archived, booked and answered without anyone's help."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assets.home import Home, create_home
from mappings.partners import load_partners
from mappings.twin_words import load_all_words
from pipelines.twin.twin_file import twin_file
from pipelines.twin.twin_tables import twin_tables

LOOKS = 360
LOOK_SECONDS = 0.5
ROOT = Path(__file__).parents[2]
RUNS = "{runsOrError{... on Runs{results{jobName status tags{key value}}}}}"
LOCATIONS = "{workspaceOrError{... on Workspace{locationEntries{locationOrLoadError{__typename}}}}}"


class Ui:
    """A running `incassohub ui`, in a process group of its own."""

    def __init__(self, home: Home, port: int) -> None:
        self.home, self.port = home, port
        self.log = home.path.parent / "ui.log"
        start = "from assets.command_line import main; main()"
        command = [sys.executable, "-c", start, "ui", "--home", str(home.path), "--port", str(port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def ask(self, query: str) -> dict[str, Any]:
        """Return the answer of its GraphQL, or nothing when it does not listen yet."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            data=json.dumps({"query": query}).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return dict(json.load(response)["data"])
        except OSError:
            return {}

    def wait_for(self, what: str, is_so: Callable[[], bool]) -> None:
        """Look again and again, within bounds; waiting for the process's end is the pause between two looks."""
        for _ in range(LOOKS):
            if is_so():
                return
            try:
                self.process.wait(timeout=LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"the UI ended: {self.log.read_text()}")
        raise AssertionError(f"{what} did not come: {self.log.read_text()}")

    def is_gone(self) -> bool:
        """Look, within bounds, until no process of its group is left."""
        return any(not self.group() or threading.Event().wait(LOOK_SECONDS) for _ in range(LOOKS))

    def group(self) -> list[int]:
        """Return the processes of its group that are still there."""
        found = subprocess.run(["pgrep", "-g", str(self.process.pid)], capture_output=True, text=True, check=False)
        return [int(line) for line in found.stdout.split()]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = create_home(tmp_path / "home")
    made.settings_file.write_text("intake: {settle_seconds: 1}\n")
    return made


@pytest.fixture
def ui(home: Home) -> Iterator[Ui]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    started = Ui(home, port)
    try:
        yield started
    finally:
        if started.group():
            os.killpg(started.process.pid, signal.SIGKILL)
        started.process.wait(timeout=30)


def drop_claims(home: Home) -> None:
    partners = load_partners(home.mapping_roots)
    partner = partners.by_id["energie-noord"]
    words = load_all_words(home.mapping_roots)
    tables = twin_tables(partners, partner, partner.feeds["claims"], rows=3, seed=1, words=words)
    folder = home.inbox_of("energie-noord")
    folder.mkdir(exist_ok=True)
    (folder / "vorderingen1.csv").write_bytes(twin_file(tables, partner.feeds["claims"]).data)


def finished_runs(ui: Ui) -> list[dict[str, Any]]:
    runs = ui.ask(RUNS).get("runsOrError", {}).get("results", [])
    return [run for run in runs if run["status"] in {"SUCCESS", "FAILURE"}]


def test_a_dropped_file_is_archived_booked_and_answered_and_the_ui_stops_cleanly(home: Home, ui: Ui) -> None:
    drop_claims(home)
    receipt = home.outbox_of("energie-noord") / "vorderingen1.csv.receipt.json"
    ui.wait_for("the receipt", receipt.exists)
    rows = {"read": 3, "accepted": 3, "refused": 0, "duplicate": 0, "waiting": 0, "withdrawn": 0}
    assert json.loads(receipt.read_text())["rows"] == rows
    assert not list(home.inbox_of("energie-noord").iterdir())

    ui.wait_for("the end of the run", lambda: bool(finished_runs(ui)))
    (run,) = finished_runs(ui)
    assert (run["jobName"], run["status"]) == ("intake", "SUCCESS")
    assert {"key": "partner", "value": "energie-noord"} in run["tags"]
    (entry,) = ui.ask(LOCATIONS)["workspaceOrError"]["locationEntries"]
    assert entry["locationOrLoadError"]["__typename"] == "RepositoryLocation"

    os.kill(ui.process.pid, signal.SIGTERM)
    assert ui.process.wait(timeout=60) == 0
    # Its code servers go by themselves, once nobody asks them anything.
    assert ui.is_gone(), f"processes are left: {ui.group()}"
    assert "Traceback" not in ui.log.read_text()
    assert "Warning" not in ui.log.read_text()
