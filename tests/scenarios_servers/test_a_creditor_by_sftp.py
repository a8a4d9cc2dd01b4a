"""A creditor by SFTP, by one setting: files come, answers leave; and the others when his server is away."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.command_line import main
from assets.demo import DEMO_DATE
from assets.home import Home, create_home
from assets.run_day import run_day
from mappings.partners import load_partners
from mappings.twin_words import load_all_words
from pipelines.twin.twin_file import twin_file
from pipelines.twin.twin_tables import twin_tables
from tests.scenarios.days import ask
from tests.servers import OpenSshServer, openssh_server

CREDITOR = "energie-noord"
OTHER = "telecom-brabo"
LONG_AGO = 1_700_000_000
ANSWERS = ["vorderingen1.csv.findings.xlsx", "vorderingen1.csv.receipt.json", "vorderingen1.csv.receipt.txt"]
DELIVERIES = "SELECT partner_id, rows_accepted, rows_refused FROM inbox.deliveries WHERE partner_kind = 'creditor'"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSshServer]:
    with openssh_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def home(server: OpenSshServer, tmp_path: Path) -> Home:
    """A home whose one setting is the server of a creditor, where a file waits with one bad record."""
    made = create_home(tmp_path / "home")
    (tmp_path / "remote" / "in").mkdir(parents=True)
    (tmp_path / "remote" / "out").mkdir()
    made.settings_file.write_text(settings(server, tmp_path / "remote", server.known_hosts))
    lines = claims(made, CREDITOR).decode("cp1252").splitlines(keepends=True)
    lines[-1] = re.sub(r"\d\d-\d\d-\d{4}", "31-02-2026", lines[-1])
    waiting = tmp_path / "remote" / "in" / "vorderingen1.csv"
    waiting.write_bytes("".join(lines).encode("cp1252"))
    os.utime(waiting, (LONG_AGO, LONG_AGO))
    return made


def settings(server: OpenSshServer, remote: Path, known_hosts: Path) -> str:
    return (
        "intake: {settle_seconds: 1}\n"
        "transports:\n"
        f"  {CREDITOR}: {{kind: sftp, host: {server.host}, port: {server.port}, user: {server.user}, attempts: 1, "
        f"key_file: {server.key_file}, known_hosts: {known_hosts}, inbox: {remote}/in, outbox: {remote}/out}}\n"
    )


def claims(home: Home, creditor: str) -> bytes:
    partners = load_partners(home.mapping_roots)
    partner = partners.by_id[creditor]
    words = load_all_words(home.mapping_roots)
    tables = twin_tables(partners, partner, partner.feeds["claims"], rows=5, seed=1, words=words)
    return twin_file(tables, partner.feeds["claims"]).data


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_and_its_answers_leave_by_sftp(home: Home, server: OpenSshServer, tmp_path: Path) -> None:
    result = run_day(home.path, DEMO_DATE)
    assert (result.troubles, result.failed_checks) == ([], [])
    assert ask(home.path, DELIVERIES) == [(CREDITOR, 4, 1)]
    assert names_in(tmp_path / "remote" / "in") == []
    assert names_in(tmp_path / "remote" / "out") == ANSWERS
    for name in ANSWERS:
        assert (tmp_path / "remote" / "out" / name).read_bytes() == (home.outbox_of(CREDITOR) / name).read_bytes()
    # Each was sent under a temporary name and renamed.
    assert server.log().count("posix-rename") >= len(ANSWERS)


def test_a_server_with_another_key_is_told_and_the_other_partners_go_on(
    home: Home, server: OpenSshServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    other_key = server.key_file.with_suffix(".pub").read_text()
    (tmp_path / "known_hosts").write_text(f"[{server.host}]:{server.port} {other_key}")
    home.settings_file.write_text(settings(server, tmp_path / "remote", tmp_path / "known_hosts"))
    home.inbox_of(OTHER).mkdir(parents=True)
    (home.inbox_of(OTHER) / "openstaand1.xml").write_bytes(claims(home, OTHER))
    # What landed from an earlier fetch is booked, and is answered once the server is itself again.
    home.inbox_of(CREDITOR).mkdir(parents=True)
    (home.inbox_of(CREDITOR) / "vorderingen0.csv").write_bytes(claims(home, CREDITOR))

    with pytest.raises(SystemExit) as exit_status:
        main(["run", "--home", str(home.path), "--date", f"{DEMO_DATE}"])
    told = [line for line in capfd.readouterr().err.splitlines() if line.startswith("incassohub: ")]
    assert exit_status.value.code == 1
    assert len(told) == 2
    assert "host key" in told[0]
    assert f"{CREDITOR}: 1 delivery has no answer yet" in told[1]
    assert sorted(partner for partner, *_ in ask(home.path, DELIVERIES)) == [CREDITOR, OTHER]
    assert len(names_in(home.outbox_of(OTHER))) == 2
    assert names_in(tmp_path / "remote" / "out") == []

    home.settings_file.write_text(settings(server, tmp_path / "remote", server.known_hosts))
    assert run_day(home.path, DEMO_DATE).troubles == []
    assert len(names_in(tmp_path / "remote" / "out")) == 5
