"""A partner who cannot be reached when files leave: the others have theirs, and the next run finishes the day."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.demo import DEMO_DATE
from assets.run_day import run_day
from tests.scenarios.days import batch_files, copy_of, receipts_in_log, run_directly


@pytest.fixture
def home(booked_template: Path, tmp_path: Path) -> Path:
    """A home in which no file can be written to the folder of the one who sends the e-mails."""
    home = copy_of(booked_template, tmp_path / "home")
    (home / "outbox" / "mailer").write_text("in the way", encoding="utf-8")
    return home


def test_the_others_have_their_files_and_the_run_tells_who_has_not(home: Path) -> None:
    result = run_day(home, DEMO_DATE)
    assert [trouble for trouble in result.troubles if "outbox/mailer" in trouble] == result.troubles
    assert len(result.troubles) == 1
    assert {path.partition("/")[0] for path in batch_files(home)} - {"mailer"} == {
        "hub",
        "printer",
        "deurwaarders-kade",
    }
    assert receipts_in_log(home) == []


def test_the_next_run_finishes_the_day_with_the_same_files(home: Path, booked_template: Path, tmp_path: Path) -> None:
    assert run_day(home, DEMO_DATE).troubles
    (home / "outbox" / "mailer").unlink()
    assert run_day(home, DEMO_DATE).troubles == []
    never_away = copy_of(booked_template, tmp_path / "never_away")
    run_directly(never_away, DEMO_DATE)
    assert batch_files(home) == batch_files(never_away)
    assert receipts_in_log(home) == receipts_in_log(never_away)
