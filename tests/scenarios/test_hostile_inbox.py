"""Whatever is dropped in the inbox is taken in and answered, or told; nothing is lost, and nobody is held up."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from assets import intake, waiting
from assets.command_line import main
from assets.demo import DEMO_DATE
from assets.hub import open_hub
from tests.scenarios.days import ask, run_directly

NAMES = (
    "vorderingen\nregel.csv",
    "vorderingen'; DROP TABLE x; --.csv",
    "-rf.csv",
    "vorderingen é ☃.csv",
    "vorderingen[red].csv",
    "vorderingen" + "𝄞" * 50 + ".csv",
    "niets.bin",
    os.fsdecode(b"vorderingen-\xff.csv"),
)
PARTNER = "energie-noord"


@pytest.fixture
def home(empty_home: Path) -> Path:
    return empty_home


def drop(home: Path, name: str, data: bytes = b"x", *, partner: str = PARTNER) -> Path:
    """Drop a file that has stopped growing."""
    folder = home / "inbox" / partner
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(data)
    os.utime(file, (0, 0))
    return file


@pytest.fixture
def strange_home(home: Path) -> Path:
    """A home with hostile names, an empty file, and files that nobody can take in."""
    for number, name in enumerate(NAMES):
        drop(home, name, f"niets;{number}\n".encode())
    drop(home, "vorderingen-leeg.csv", b"")
    drop(home, "claims.csv", partner="onbekend-bv")
    drop(home, "x.csv", partner="hub")
    drop(home, "vorderingen-nog-bezig.csv.part")
    (home / "inbox/los.csv").write_bytes(b"x")
    (home / "inbox" / PARTNER / "folder").mkdir()
    (home / "inbox" / PARTNER / "vorderingen-link.csv").symlink_to("/etc/hostname")
    return home


def test_every_file_is_taken_in_and_answered_or_told(strange_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_directly(strange_home, DEMO_DATE)
    taken = ask(strange_home, "SELECT file_name, status FROM inbox.deliveries WHERE partner_kind <> 'hub'")
    assert len(taken) == len(NAMES) + 1
    assert {status for _, status in taken} == {"refused"}
    of_hub = ask(strange_home, "SELECT status FROM inbox.deliveries WHERE partner_kind = 'hub' AND file_name = 'x.csv'")
    assert of_hub == [("refused",)]  # Operators' own files come in there.
    receipts = sorted((strange_home / "outbox" / PARTNER).glob("*.receipt.json"))
    findings = [json.loads(path.read_bytes())["findings"] for path in receipts]
    assert len(receipts) == len(taken)
    assert all(findings)
    assert sum("1001" in codes for codes in findings) == 2  # A name that no feed takes: -rf.csv and niets.bin.
    with pytest.raises(SystemExit) as left:
        main(["status", "--home", str(strange_home), "--json"])
    status = json.loads(capsys.readouterr().out)
    assert left.value.code == 1
    assert [(row["partner"], row["file"], row["is_stuck"]) for row in status["waiting"]] == [
        ("", "los.csv", True),
        (PARTNER, "folder", True),
        (PARTNER, "vorderingen-link.csv", True),
        (PARTNER, "vorderingen-nog-bezig.csv.part", False),
        ("onbekend-bv", "claims.csv", True),
    ]
    assert (strange_home / "inbox/onbekend-bv/claims.csv").read_bytes() == b"x"


def test_a_file_that_may_not_be_read_holds_nobody_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, fine = drop(home, "vorderingen-dicht.csv"), drop(home, "vorderingen-goed.csv")
    may = os.access
    for module in (intake, waiting):
        # The tests may run as root, who may read everything.
        monkeypatch.setattr(module.os, "access", lambda path, mode: path != closed and may(path, mode))
    run_directly(home, DEMO_DATE)
    assert closed.exists()
    assert not fine.exists()
    with open_hub(home) as hub:
        [row] = waiting.waiting_files(hub).to_dicts()
    assert (row["file"], row["is_stuck"]) == (closed.name, True)
    assert "may not read" in row["reason"]


def test_a_file_that_still_grows_waits_for_a_later_run(home: Path) -> None:
    with (home / "hub.yaml").open("a") as settings:
        settings.write("intake: {settle_seconds: 3600}\n")
    file = drop(home, "vorderingen.csv")
    os.utime(file)
    run_directly(home, DEMO_DATE)
    assert file.exists()
    with open_hub(home) as hub:
        [row] = waiting.waiting_files(hub).to_dicts()
    assert row == {"partner": PARTNER, "file": file.name, "reason": "it may still grow", "is_stuck": False}
    os.utime(file, (0, 0))
    run_directly(home, DEMO_DATE)
    assert not file.exists()


def test_what_cannot_be_taken_in_is_told_on_the_terminal(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drop(home, "claims.csv", partner="onbekend-bv")
    with pytest.raises(SystemExit) as left:
        main(["run", "--home", str(home), "--date", DEMO_DATE.isoformat()])
    told = capsys.readouterr().out
    assert left.value.code == 1
    assert "onbekend-bv" in told
    assert "no partner has the name of this folder" in told


def test_a_delivery_of_a_partner_whose_mappings_are_gone_is_told_with_its_cure(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_hub(home) as hub:
        hub.archive.put("onbekend-bv", "claims.csv", b"x", known_at=DEMO_DATE)
    with pytest.raises(SystemExit) as left:
        main(["run", "--home", str(home), "--date", DEMO_DATE.isoformat()])
    told = capsys.readouterr().err.strip().splitlines()
    assert left.value.code == 2
    assert told[-1].startswith("incassohub: onbekend-bv: the log holds delivery D00000001")
