"""The contract of the command line: help, exit statuses, one line per error, and what scripts read."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from assets.command_line import _COMMANDS, main
from assets.demo import DEMO_DATE
from mappings.partners import load_partners
from mappings.tree import roots_of
from tests.scenarios.days import ask, run_directly

SHIPPED = [
    (partner.partner_id, feed)
    for partner in load_partners(roots_of(Path("no-home"))).by_id.values()
    if partner.kind != "hub"
    for feed in partner.feeds
]


class Called:
    """What a call of the command line gave: exit status, output, and errors line by line."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> None:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        self.status, self.out, self.errors = left.value.code, told.out, told.err.splitlines()


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_has_a_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    called = Called(capsys, command, "--help")
    assert called.status == 0
    assert called.out.startswith(f"Usage: incassohub {command}")
    assert Called(capsys, "--help").status == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["status", "--home", "/nowhere"], "there is no home of a hub here"),
        (["run", "--home", "HOME", "--date", "2026-02-30"], "2026-02-30"),
        (["run", "--home", "HOME", "--bogus"], "--bogus"),
        (["bogus"], "bogus"),
        (["explain", "0000000000", "--home", "HOME"], "no dossier has this number"),
        (["sql", "--home", "HOME", "select bogus from nowhere"], "nowhere"),
        (["sql", "--home", "HOME", "delete from canonical.claims"], "only reads"),
        (["sql", "--home", "HOME", "select 1; select 2"], "one statement"),
        (["sql", "--home", "HOME", "select 1", "--format", "bogus"], "bogus"),
        (["twin", "nobody", "claims", "-o", "x", "--home", "HOME"], "no partner has this name"),
        (["twin", "zorgplus", "nothing", "-o", "x", "--home", "HOME"], "no such feed"),
        (["calculate", "/nowhere.json"], "/nowhere.json"),
        (["compare", "--home", "HOME", "/nowhere"], "/nowhere"),
        (["rebuild", "--home", "HOME", "--into", "HOME"], "not empty"),
        (["demo", "--home", "HOME", "--claims", "1"], "1"),
    ],
)
def test_bad_use_is_one_line_with_exit_status_2(
    capsys: pytest.CaptureFixture[str], empty_home: Path, arguments: list[str], words: str
) -> None:
    called = Called(capsys, *(str(empty_home) if word == "HOME" else word for word in arguments))
    assert called.status == 2
    assert len(called.errors) == 1, called.errors
    assert called.errors[0].startswith("incassohub: ")
    assert words in called.errors[0]
    assert "a fault of the hub itself" not in called.errors[0]


def test_settings_that_are_wrong_are_told_with_file_and_line(
    capsys: pytest.CaptureFixture[str], empty_home: Path
) -> None:
    (empty_home / "hub.yaml").write_text("warehouse: {catalog: sqlite}\nbogus: 1\n")
    called = Called(capsys, "status", "--home", empty_home)
    assert called.status == 2
    assert "hub.yaml:2" in "\n".join(called.errors)
    (empty_home / "hub.yaml").write_text("warehouse: [\n")
    called = Called(capsys, "status", "--home", empty_home)
    assert (called.status, len(called.errors)) == (2, 1)
    assert "hub.yaml" in called.errors[0]


def test_all_faults_of_a_mapping_are_told_with_file_and_line(
    capsys: pytest.CaptureFixture[str], empty_home: Path
) -> None:
    folder = empty_home / "mappings/creditors/nieuw"
    folder.mkdir(parents=True)
    (folder / "creditor.yaml").write_text("id: anders\nname: Nieuw\ncountry: xx\n")
    (folder / "claims.yaml").write_text('files: ["*.csv"]\nformat: {name: bogus}\n')
    called = Called(capsys, "run", "--home", empty_home, "--date", DEMO_DATE)
    told = "\n".join(called.errors)
    assert called.status == 2
    assert "Traceback" not in told
    for place in ("nieuw/creditor.yaml:1", "nieuw/creditor.yaml:3", "nieuw/claims.yaml:2"):
        assert place in told


def test_the_home_may_stand_before_or_after_the_command(
    capsys: pytest.CaptureFixture[str], empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = ("sql", "select 1 as one", "--format", "csv")
    assert Called(capsys, "--home", empty_home, *query).out == "one\n1\n"
    assert Called(capsys, *query, "--home", empty_home).out == "one\n1\n"
    monkeypatch.setenv("INCASSOHUB_HOME", str(empty_home))
    assert Called(capsys, *query).status == 0


def test_answers_to_sql_come_as_a_table_csv_or_json(capsys: pytest.CaptureFixture[str], empty_home: Path) -> None:
    query = "select 1 as number, 'a;b' as text, date '2026-11-16' as day union all select 2, null, null order by 1"
    as_csv = Called(capsys, "sql", "--home", empty_home, query, "--format", "csv").out
    assert list(csv.reader(io.StringIO(as_csv))) == [
        ["number", "text", "day"],
        ["1", "a;b", "2026-11-16"],
        ["2", "", ""],
    ]
    as_json = json.loads(Called(capsys, "sql", "--home", empty_home, query, "--format", "json").out)
    assert as_json[0] == {"number": 1, "text": "a;b", "day": "2026-11-16"}
    assert as_json[1] == {"number": 2, "text": None, "day": None}
    assert "a;b" in Called(capsys, "sql", "--home", empty_home, query).out


def test_status_is_one_json_object(capsys: pytest.CaptureFixture[str], day_template: Path) -> None:
    called = Called(capsys, "status", "--home", day_template, "--json")
    status = json.loads(called.out)
    assert called.status == 0
    assert status.keys() >= {"deliveries", "controls", "batches", "work_items", "findings", "waiting", "differences"}
    assert status["differences"] == status["waiting"] == []
    assert (
        len(status["deliveries"])
        == ask(day_template, "SELECT count(*) FROM outbox.batches WHERE kind = 'receipt'")[0][0] + 1
    )
    for delivery in status["deliveries"]:
        parts = [delivery[f"rows_{outcome}"] for outcome in ("accepted", "refused", "duplicate")]
        assert delivery["rows_read"] == sum(parts)
    assert {batch["kind"] for batch in status["batches"]} >= {"letters", "emails", "transfers"}
    assert Called(capsys, "status", "--home", day_template).status == 0


def test_a_dossier_is_explained_in_words_and_as_json(capsys: pytest.CaptureFixture[str], day_template: Path) -> None:
    dossier, cents = ask(day_template, "SELECT dossier_id, open_cents FROM ledger.dossiers WHERE open_cents > 0")[0]
    called = Called(capsys, "explain", dossier, "--home", day_template, "--date", DEMO_DATE, "--json")
    assert called.status == 0
    assert re.search(rf"\b{cents}\b", called.out) or str(cents)[:-2] in called.out
    assert str(dossier) in json.dumps(json.loads(called.out))
    assert Called(capsys, "explain", dossier, "--home", day_template).status == 0


def test_a_dossier_has_a_statement_of_account_as_pdf(
    capsys: pytest.CaptureFixture[str], day_template: Path, tmp_path: Path
) -> None:
    dossier, cents = ask(day_template, "SELECT dossier_id, open_cents FROM ledger.dossiers WHERE open_cents > 0")[0]
    words = ("explain", dossier, "--home", day_template, "--date", DEMO_DATE, "--language", "en", "--pdf")
    assert Called(capsys, *words, tmp_path / "one.pdf").status == 0
    assert Called(capsys, *words, tmp_path / "two.pdf").status == 0
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    text = PdfReader(tmp_path / "one.pdf").pages[0].extract_text()
    assert str(dossier) in text
    assert f"€ {cents // 100:,}.{cents % 100:02d}" in text


@pytest.mark.parametrize(("partner", "feed"), SHIPPED)
def test_a_synthetic_file_has_the_same_bytes_for_the_same_seed(
    capsys: pytest.CaptureFixture[str], empty_home: Path, tmp_path: Path, partner: str, feed: str
) -> None:
    files = [tmp_path / name for name in ("one", "two", "other")]
    rows = 1 if feed == "invoices" else 9
    for file, seed in zip(files, (5, 5, 6), strict=True):
        called = Called(capsys, "twin", partner, feed, "--home", empty_home, "--rows", rows, "--seed", seed, "-o", file)
        assert called.status == 0, called.errors
    one, two, other = (file.read_bytes() for file in files)
    assert one == two != other


def test_synthetic_files_of_every_shipped_feed_are_taken_by_the_hub(
    capsys: pytest.CaptureFixture[str], empty_home: Path
) -> None:
    partners = load_partners(roots_of(empty_home))
    for age, (partner, feed) in enumerate(SHIPPED):
        name = partners.by_id[partner].feeds[feed].files[0].replace("*", "-twin").replace("?", "x")
        file = empty_home / "inbox" / partner / name
        rows = 1 if feed == "invoices" else 20
        assert Called(capsys, "twin", partner, feed, "--home", empty_home, "--rows", rows, "-o", file).status == 0
        os.utime(file, (age, age))
    run_directly(empty_home, DEMO_DATE)
    query = "SELECT partner_id, feed, rows_read > 0, status FROM inbox.deliveries WHERE partner_kind <> 'hub'"
    taken = {(partner, feed): (is_read, status) for partner, feed, is_read, status in ask(empty_home, query)}
    assert taken.keys() == set(SHIPPED)
    assert all(is_read for is_read, _ in taken.values())
    # Facts about claims that the other synthetic files do not hold wait for them.
    facts = ("mutations", "arrangements")
    claims = {key: status for key, (_, status) in taken.items() if key[0] in partners.creditors and key[1] not in facts}
    assert set(claims.values()) == {"accepted"}
