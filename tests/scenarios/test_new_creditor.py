"""A creditor is added by writing YAML only: the ten lines that the README shows."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pytest

from assets.command_line import main
from assets.demo import DEMO_DATE
from assets.home import create_home
from tests.scenarios.days import ask, run_directly

README = Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"`home/(mappings/creditors/[a-z-]+/[a-z]+\.yaml)`:\n\n```yaml\n(.*?)```\n", re.DOTALL)
ROWS = 12


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with nothing but the files that the README shows."""
    made = create_home(tmp_path / "home")
    for path, text in BLOCK.findall(README.read_text(encoding="utf-8")):
        file = made.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return made.path


def test_the_readme_shows_a_creditor_in_ten_lines() -> None:
    shown = BLOCK.findall(README.read_text(encoding="utf-8"))
    assert [path.rsplit("/", 1)[1] for path, _ in shown] == ["creditor.yaml", "rekeningen.yaml"]
    assert sum(len(text.splitlines()) for _, text in shown) == 10


def test_a_creditor_of_ten_lines_has_files_claims_and_letters(home: Path) -> None:
    file = home / "inbox/fietsenmaker/rekeningen-oktober.csv"
    with pytest.raises(SystemExit) as left:
        main(["twin", "--home", str(home), "fietsenmaker", "rekeningen", "--rows", str(ROWS), "-o", str(file)])
    assert left.value.code == 0
    os.utime(file, (0, 0))
    run_directly(home, DEMO_DATE)
    assert ask(home, "SELECT status, rows_accepted FROM inbox.deliveries WHERE partner_id = 'fietsenmaker'") == [
        ("accepted", ROWS)
    ]
    assert ask(home, "SELECT count(*), bool_and(due_date IS NOT NULL) FROM canonical.claims") == [(ROWS, True)]
    printed = home / f"outbox/printer/letters-printer-{DEMO_DATE}-01"
    assert printed.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    letters = list(csv.DictReader(io.StringIO(printed.with_suffix(".csv").read_text(encoding="utf-8")), delimiter=";"))
    assert {letter["creditor_id"] for letter in letters} == {"fietsenmaker"}
    assert len(letters) == len({letter["dossier_id"] for letter in letters}) > 0
