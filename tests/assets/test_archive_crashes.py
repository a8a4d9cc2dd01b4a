"""A process that is killed while it takes in a delivery loses and doubles nothing: the next one ends the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from assets.archive import Archive
from warehouse.errors import StoreError

ROOT = Path(__file__).parents[2]
KNOWN_AT = date(2026, 11, 16)
CHECKPOINTS = ("announced", "moved", "stored", "entered", "cleaned")

TAKE_IN = """
import os, signal, sys
from datetime import date
from pathlib import Path
from assets.archive import Archive

folder, point, action = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def kill(name):
    if name == point:
        os.kill(os.getpid(), signal.SIGKILL)

archive = Archive(folder / "archive", checkpoint=kill)
if action == "take_in":
    for file in sorted((folder / "inbox").iterdir()):
        archive.take_in("energy", file, known_at=date(2026, 11, 16))
elif action == "put":
    archive.put("hub", "day.json", b"{}", known_at=date(2026, 11, 16), once=True)
else:
    archive.recover()
"""


def run_until(folder: Path, point: str, action: str) -> int:
    command = [sys.executable, "-c", TAKE_IN, str(folder), point, action]
    return subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode


def drop(folder: Path) -> dict[str, bytes]:
    (folder / "inbox").mkdir()
    files = {"a.csv": b"first", "b.csv": b"second"}
    for name, data in files.items():
        (folder / "inbox" / name).write_bytes(data)
    return files


def deliveries(folder: Path) -> list[tuple[int, str, bytes]]:
    archive = Archive(folder / "archive")
    return [(m.sequence_number, m.file_name, archive.read(m.sha256)) for m in archive.log()]


@pytest.mark.parametrize("point", CHECKPOINTS)
def test_a_killed_take_in_is_ended_by_the_next(tmp_path: Path, point: str) -> None:
    files = drop(tmp_path)
    assert run_until(tmp_path, point, "take_in") == -signal.SIGKILL
    assert run_until(tmp_path, "never", "take_in") == 0
    assert deliveries(tmp_path) == [(1, "a.csv", files["a.csv"]), (2, "b.csv", files["b.csv"])]
    assert list((tmp_path / "inbox").iterdir()) == []
    assert list((tmp_path / "archive" / "incoming").iterdir()) == []


@pytest.mark.parametrize("point", ["stored", "entered", "cleaned"])
def test_a_killed_recovery_is_ended_by_the_next(tmp_path: Path, point: str) -> None:
    files = drop(tmp_path)
    (tmp_path / "inbox" / "b.csv").unlink()
    assert run_until(tmp_path, "moved", "take_in") == -signal.SIGKILL
    assert run_until(tmp_path, point, "recover") == -signal.SIGKILL
    assert run_until(tmp_path, "never", "recover") == 0
    assert deliveries(tmp_path) == [(1, "a.csv", files["a.csv"])]
    assert list((tmp_path / "archive" / "incoming").iterdir()) == []


@pytest.mark.parametrize("point", CHECKPOINTS)
def test_a_delivery_of_the_hub_itself_is_put_once_despite_a_kill(tmp_path: Path, point: str) -> None:
    assert run_until(tmp_path, point, "put") == -signal.SIGKILL
    assert run_until(tmp_path, "never", "put") == 0
    assert deliveries(tmp_path) == [(1, "day.json", b"{}")]


def test_processes_that_take_in_at_once_take_each_file_once(tmp_path: Path) -> None:
    names = [f"{number:02d}.csv" for number in range(30)]
    (tmp_path / "inbox").mkdir()
    for name in names:
        (tmp_path / "inbox" / name).write_text(name)
    command = [sys.executable, "-c", TAKE_IN, str(tmp_path), "never", "take_in"]
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0]
    assert [number for number, _, _ in deliveries(tmp_path)] == list(range(1, 31))
    assert sorted(name for _, name, _ in deliveries(tmp_path)) == names


def test_a_file_that_was_only_announced_still_waits(tmp_path: Path) -> None:
    drop(tmp_path)
    run_until(tmp_path, "announced", "take_in")
    assert Archive(tmp_path / "archive").recover() == []
    assert sorted(path.name for path in (tmp_path / "inbox").iterdir()) == ["a.csv", "b.csv"]
    assert list((tmp_path / "archive" / "incoming").iterdir()) == []


def test_a_file_of_the_same_name_that_came_meanwhile_is_another_delivery(tmp_path: Path) -> None:
    drop(tmp_path)
    run_until(tmp_path, "moved", "take_in")
    (tmp_path / "inbox" / "a.csv").write_bytes(b"newer")
    run_until(tmp_path, "never", "take_in")
    assert deliveries(tmp_path) == [(1, "a.csv", b"first"), (2, "a.csv", b"newer"), (3, "b.csv", b"second")]


def test_the_dates_of_a_killed_take_in_are_kept(tmp_path: Path) -> None:
    drop(tmp_path)
    run_until(tmp_path, "moved", "take_in")
    archive = Archive(tmp_path / "archive")
    archive.take_in("energy", tmp_path / "inbox" / "b.csv", known_at=date(2026, 11, 17))
    assert [m.known_at for m in archive.log()] == [KNOWN_AT, date(2026, 11, 17)]


def test_rests_of_killed_writers_are_cleared(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    for name in ("object.part", ".0123456789abcdef.part", "manifest.part", "00000001.json"):
        (tmp_path / "archive" / "incoming" / name).write_bytes(b"half")
    assert archive.recover() == []
    assert os.listdir(tmp_path / "archive" / "incoming") == []


@pytest.mark.parametrize("ticket", [b"", b"{}", b'{"partner_id": 1}'])
def test_an_unreadable_ticket_of_a_taken_file_is_told_and_its_bytes_kept(tmp_path: Path, ticket: bytes) -> None:
    archive = Archive(tmp_path / "archive")
    incoming = tmp_path / "archive" / "incoming"
    (incoming / "00000001.json").write_bytes(ticket)
    (incoming / "00000001.data").write_bytes(b"precious")
    with pytest.raises(StoreError, match="damaged"):
        archive.recover()
    assert (incoming / "00000001.data").read_bytes() == b"precious"
