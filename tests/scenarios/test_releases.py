"""A batch that must be released waits, is shown, leaves once as it was shown, or stays; whatever happens meanwhile."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from assets.command_line import main
from assets.demo import DEMO_DATE
from assets.rebuild import rebuild_into
from tests.scenarios.days import ask, batch_files, copy_of, differences, files_in, run_directly
from tests.scenarios.killed import run_killed

LETTERS, EMAILS = (f"{kind}-{DEMO_DATE}-01" for kind in ("letters-printer", "emails-mailer"))
AGAIN = f"letters-printer-{DEMO_DATE:%Y%m%d}.01-released-{DEMO_DATE}-02"
SENT = "SELECT dossier_id FROM canonical.events WHERE batch_id IS NOT NULL AND dossier_id IS NOT NULL ORDER BY 1"


def call(home: Path, *words: str) -> int:
    """Return the exit status of a call of the command line."""
    with pytest.raises(SystemExit) as ended:
        main(["--home", str(home), "batch", *words])
    # What it wrote to the inbox has stopped growing long ago.
    for path in (home / "inbox/hub").glob("*"):
        os.utime(path, (1, 1))
    return int(str(ended.value.code))


def pay_a_letter(home: Path) -> str:
    """Let a payment come in for a dossier with one claim that is in the letters, and return the dossier."""
    query = (
        "SELECT dossier_id, claim_reference FROM outbox.messages JOIN canonical.claims USING (dossier_id) "
        f"WHERE batch_id = '{LETTERS}' AND claims.creditor_id = 'energie-noord' "
        "QUALIFY count(*) OVER (PARTITION BY dossier_id) = 1 ORDER BY 1"
    )
    dossier, claim = ask(home, query)[0]
    head = "Mutatienummer;Factuurnummer;Datum;Soort;Bedrag;Storno van;Toelichting"
    file = home / "inbox/energie-noord/mutaties-later.csv"
    file.write_text(f"{head}\r\nM-LATE;{claim};{DEMO_DATE:%d-%m-%Y};betaling;1,00;;\r\n", encoding="cp1252")
    os.utime(file, (0, 0))
    return str(dossier)


@pytest.fixture(scope="module")
def waiting_day(tmp_path_factory: pytest.TempPathFactory, booked_template: Path) -> Path:
    """A demo home whose letters and e-mails of the first day wait."""
    home = copy_of(booked_template, tmp_path_factory.mktemp("releases") / "home")
    (home / "mappings/releases.yaml").write_text("always: [letters, emails]\n")
    run_directly(home, DEMO_DATE)
    return home


def test_a_batch_waits_and_is_shown(waiting_day: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [file for file in batch_files(waiting_day) if file.startswith(("printer/", "mailer/"))] == []
    dossiers = ask(waiting_day, f"SELECT dossier_id FROM outbox.messages WHERE batch_id IN ('{LETTERS}', '{EMAILS}')")
    assert len(dossiers) > 50
    assert set(dossiers).isdisjoint(ask(waiting_day, SENT))
    assert call(waiting_day, "list") == 0
    assert call(waiting_day, "show", "letters", "-o", str(tmp_path)) == 0
    told = capsys.readouterr().out
    assert f"Batch {LETTERS} waits for a release" in told
    assert told.count(" for printer") == 1
    assert (waiting_day / f"outbox/hub/release-{LETTERS}.txt").read_text() in told
    assert {path.suffix for path in tmp_path.iterdir()} == {".pdf", ".csv", ".json"}
    assert call(waiting_day, "release", "letters", "--by", " ", "--reason", "fine") == 2
    assert call(waiting_day, "show", "nothing") == 2


def test_a_release_and_a_refusal_are_carried_out_once_and_what_was_paid_is_taken_out(
    waiting_day: Path, tmp_path: Path
) -> None:
    home = copy_of(waiting_day, tmp_path / "home")
    assert call(home, "show", "letters", "-o", str(tmp_path / "shown")) == 0
    paid = pay_a_letter(home)
    assert call(home, "release", "letters", "--by", "Anna", "--reason", 'looks; "right"') == 0
    assert call(home, "refuse", "letters", "--by", "Bo", "--reason", "second thoughts") == 2
    assert call(home, "refuse", EMAILS, "--by", "Bo", "--reason", "wrong week") == 0
    assert run_killed(home, DEMO_DATE, "before 1 assets.dispatch:dispatch_receipt") == -signal.SIGKILL
    left = files_in(home / "outbox/printer")
    run_directly(home, DEMO_DATE)
    assert files_in(home / "outbox/printer") == left
    assert sorted(left) == [f"{LETTERS}.{end}" for end in ("csv", "pdf", "totals.json")]
    waited = ask(home, f"SELECT dossier_id FROM outbox.messages WHERE batch_id = '{LETTERS}' ORDER BY 1")
    sent = ask(home, f"SELECT dossier_id FROM canonical.events WHERE batch_id = '{AGAIN}' ORDER BY 1")
    assert sent == [row for row in waited if row != (paid,)]
    ended = "SELECT state, decided_by, taken_out_count FROM outbox.releases WHERE state <> 'waiting' ORDER BY 1"
    assert ask(home, ended) == [("refused", "Bo", 0), ("released", "Anna", 1)]
    assert paid in (home / f"outbox/hub/release-{AGAIN}.txt").read_text()
    assert call(home, "release", EMAILS, "--by", "Bo", "--reason", "after all") == 2
    run_directly(home, DEMO_DATE + timedelta(days=1))
    assert ask(home, "SELECT dossier_id FROM canonical.events WHERE batch_id LIKE 'emails-%'") == []
    rests = (
        "SELECT count(*) > 30 FROM decisions.actions WHERE reason LIKE '%was refused by Bo: wrong week; offered again%'"
    )
    assert ask(home, rests) == [(True,)]
    assert ask(home, f"{SENT}").count((paid,)) <= 1
    assert rebuild_into(home, tmp_path / "again", tell=lambda _: None) == []
    assert differences(home, tmp_path / "again") == []


def test_a_release_of_all_of_a_batch_gives_the_bytes_that_were_shown(waiting_day: Path, tmp_path: Path) -> None:
    home = copy_of(waiting_day, tmp_path / "home")
    assert call(home, "show", "letters", "-o", str(tmp_path / "shown")) == 0
    assert call(home, "release", "letters", "--by", "Anna", "--reason", "fine") == 0
    run_directly(home, DEMO_DATE + timedelta(days=1))
    assert files_in(home / "outbox/printer") == files_in(tmp_path / "shown")
