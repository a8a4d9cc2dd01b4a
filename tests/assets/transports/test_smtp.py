"""E-mails leave once by a mail server, whatever it answers and whenever the hub is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from assets.home import Home, create_home
from assets.settings import load_settings
from assets.transports.smtp import SmtpTransport, undelivered_mails
from assets.transports.transport import transport_for
from assets.undelivered import undelivered_receipt
from tests.mail_server import HOST, PASSWORD, USER, MailServer, mail_server
from warehouse.errors import TransportError

MAIL = b"From: A <post@agency.example>\r\nTo: %s\r\nMessage-ID: <%s@agency.example>\r\n\r\nHello.\r\n"
NAMES = ("a", "b", "c", "d", "e", "f")
PATH = "emails-mailer-2026-11-16-01/{:06}-1000000001.eml"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    with mail_server(tmp_path) as running:
        yield running


def home_with(folder: Path, server: MailServer, more: str = "") -> Home:
    home = create_home(folder)
    home.settings_file.write_text(
        f"transports:\n  mailer: {{kind: smtp, host: {HOST}, port: {server.port}, user: {USER}, "
        f"password: $MAIL_PASSWORD, ca_file: {server.ca_file}, timeout_seconds: 5{more}}}\n",
        encoding="utf-8",
    )
    return home


def mailer(home: Home) -> SmtpTransport:
    chosen = load_settings(home).transport("mailer")
    intake = load_settings(home).intake
    assert isinstance(transport_for("mailer", load_settings(home), home), SmtpTransport)
    return SmtpTransport("mailer", home, chosen, intake, sleep=lambda _: None)


def deliver_all(transport: SmtpTransport) -> list[bool]:
    sent = [transport.deliver(PATH.format(n), mail(name)) for n, name in enumerate(NAMES, start=1)]
    transport.close()
    return sent


def mail(name: str) -> bytes:
    return MAIL % (f"{name}@debtor.example".encode(), name.encode())


def addresses(names: str) -> list[str]:
    return [f"{name}@debtor.example" for name in names]


def outcomes(home: Home) -> dict[int, str]:
    return {
        int(path.split("/")[1][:6]): told[0] for path, told in undelivered_mails(home.transports / "mailer").items()
    }


def test_each_mail_leaves_once_over_one_connection(tmp_path: Path, server: MailServer) -> None:
    home = home_with(tmp_path / "home", server)
    assert deliver_all(mailer(home)) == [True] * 6
    assert deliver_all(mailer(home)) == [False] * 6
    assert server.recipients() == addresses("abcdef")
    assert server.accepted[0] == mail("a")
    assert server.logins == 1
    assert (home.outbox / "mailer" / PATH.format(1)).read_bytes() == mail("a")
    assert outcomes(home) == {}


def test_tls_from_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    with mail_server(tmp_path, implicit=True) as server:
        assert deliver_all(mailer(home_with(tmp_path / "home", server, ", tls: implicit"))) == [True] * 6
        assert len(server.accepted) == 6


def test_a_mail_that_is_refused_for_good_is_told_and_the_others_leave(tmp_path: Path, server: MailServer) -> None:
    server.to_recipient = lambda who: f"550 no such user {who}" if who.startswith("b") else "250 ok"
    server.to_content = lambda who: "554 spam" if who.startswith("d") else "250 ok"
    home = home_with(tmp_path / "home", server)
    assert deliver_all(mailer(home)) == [True, False, True, False, True, True]
    assert deliver_all(mailer(home)) == [False] * 6
    assert server.recipients() == addresses("acef")
    assert outcomes(home) == {2: "refused", 4: "refused"}
    # The words are kept, without the address.
    assert undelivered_mails(home.transports / "mailer")[PATH.format(2)][1] == "550 no such user the address"


def test_a_mail_that_is_put_off_is_offered_again_and_holds_up_nobody(tmp_path: Path, server: MailServer) -> None:
    calls = {"b": 0, "c": 0}

    def greylist(who: str) -> str:
        if who[0] in calls:
            calls[who[0]] += 1
        return "450 later" if who[0] == "c" or (who[0] == "b" and calls["b"] == 1) else "250 ok"

    server.to_recipient = greylist
    home = home_with(tmp_path / "home", server)
    deliver_all(mailer(home))
    assert server.recipients() == addresses("abdef")
    assert calls == {"b": 2, "c": 3}
    assert outcomes(home) == {3: "refused"}


def test_a_mail_without_an_answer_is_never_sent_again(tmp_path: Path, server: MailServer) -> None:
    server.to_content = lambda who: None if who.startswith("c") else "250 ok"
    home = home_with(tmp_path / "home", server)
    deliver_all(mailer(home))
    deliver_all(mailer(home))
    # The server has it, and hung up before it said so: the others go over a new connection.
    assert server.recipients() == addresses("abcdef")
    assert outcomes(home) == {3: "tried"}


def test_a_server_that_is_away_leaves_the_mail_for_the_next_run(tmp_path: Path, server: MailServer) -> None:
    home = home_with(tmp_path / "home", server)
    text = home.settings_file.read_text(encoding="utf-8")
    home.settings_file.write_text(text.replace(str(server.port), "1"), encoding="utf-8")
    with pytest.raises(TransportError, match="cannot be reached") as raised:
        deliver_all(mailer(home))
    assert raised.value.retryable
    assert outcomes(home) == {}
    home.settings_file.write_text(text, encoding="utf-8")
    assert deliver_all(mailer(home)) == [True] * 6


@pytest.mark.parametrize("fault", ["password", "certificate", "sender"])
def test_a_fault_of_the_hub_itself_refuses_no_mail(
    fault: str, tmp_path: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with(tmp_path / "home", server)
    if fault == "password":
        monkeypatch.setenv("MAIL_PASSWORD", "wrong")
    if fault == "certificate":
        text = home.settings_file.read_text(encoding="utf-8")
        home.settings_file.write_text(text.replace(f"ca_file: {server.ca_file}, ", ""), encoding="utf-8")
    if fault == "sender":
        server.to_sender = lambda _: "553 not your address"
    words = {"password": "refuses the login", "certificate": "not to be trusted", "sender": "refuses mail from"}
    with pytest.raises(TransportError, match=words[fault]):
        deliver_all(mailer(home))
    assert server.accepted == []
    assert outcomes(home) == {}


DELIVER = """
import sys
from pathlib import Path
from tests.assets.transports.test_smtp import deliver_all, mailer
from assets.home import open_home
deliver_all(mailer(open_home(Path(sys.argv[1]))))
"""


@pytest.mark.parametrize("moment", ["before the message", "before the answer"])
def test_a_hub_that_is_killed_sends_nothing_twice(moment: str, tmp_path: Path, server: MailServer) -> None:
    home = home_with(tmp_path / "home", server)
    running: list[subprocess.Popen[bytes]] = []

    def kill(who: str) -> str | None:
        if who.startswith("c") and running:
            os.kill(running.pop().pid, signal.SIGKILL)
            return None
        return "250 ok"

    setattr(server, "to_recipient" if moment == "before the message" else "to_content", kill)
    process = subprocess.Popen([sys.executable, "-c", DELIVER, str(home.path)])
    running.append(process)
    assert process.wait(timeout=120) == -signal.SIGKILL
    deliver_all(mailer(home))
    deliver_all(mailer(home))
    assert server.recipients() == addresses("abcdef")
    assert outcomes(home) == ({} if moment == "before the message" else {3: "tried"})


def test_what_did_not_leave_is_told_to_the_next_day(tmp_path: Path, server: MailServer) -> None:
    server.to_recipient = lambda who: "550 unknown" if who.startswith("b") else "250 ok"
    server.to_content = lambda who: None if who.startswith("d") else "250 ok"
    home = home_with(tmp_path / "home", server)
    deliver_all(mailer(home))
    columns = {"batch_id": "emails-mailer-2026-11-16-01", "dossier_id": "1000000001", "creditor_id": "x"}
    rows = [{**columns, "step_id": "reminder", "channel": "email", "sequence_number": n} for n in range(1, 7)]
    messages = pl.DataFrame(rows).with_columns(business_date=pl.date(2026, 11, 16))
    lines = undelivered_receipt(home, messages).decode().splitlines()
    assert len(lines) == 2
    assert '"kind": "message_returned"' in lines[0]
    assert '"sequence_number": 2' in lines[0]
    assert '"detail": "550 unknown"' in lines[0]
    assert '"kind": "message_uncertain"' in lines[1]
    assert '"effective_date": "2026-11-16"' in lines[1]


def test_without_a_mail_server_nothing_is_told(tmp_path: Path) -> None:
    assert undelivered_receipt(create_home(tmp_path / "home"), pl.DataFrame()) == b""
