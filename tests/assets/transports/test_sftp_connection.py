"""A session begins only with the right server and the right login, and a fault says what to do."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import paramiko
import pytest

from tests.assets.transports.sftp_partner import Partner, sftp_partner
from tests.servers import OpenSshServer
from warehouse.errors import ConfigurationError, TransportError


@pytest.fixture
def partner(server: OpenSshServer, tmp_path: Path) -> Partner:
    partner = sftp_partner(server, tmp_path)
    partner.drop("feedback.xml", b"<f/>")
    return partner


def accepted(partner: Partner) -> list[str]:
    return [word for word in ("publickey", "password") for line in partner.log if f"Accepted {word} for" in line]


def test_login_by_key(partner: Partner) -> None:
    assert len(partner.transport().fetch()) == 1
    assert accepted(partner) == ["publickey"]


def test_login_by_key_with_passphrase(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAILIFF_KEY", partner.server.passphrase)
    locked = {"key_file": partner.server.locked_key_file, "key_passphrase": "$BAILIFF_KEY"}
    assert len(partner.transport(**locked).fetch()) == 1
    assert accepted(partner) == ["publickey"]


def test_login_by_password(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAILIFF_PASSWORD", partner.server.password)
    assert len(partner.transport(key_file=None, password="$BAILIFF_PASSWORD").fetch()) == 1
    assert accepted(partner) == ["password"]


def test_a_wrong_password_is_told_at_once_and_not_repeated(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAILIFF_PASSWORD", "not the password")
    with pytest.raises(TransportError, match="refuses the login of user") as raised:
        partner.transport(key_file=None, password="$BAILIFF_PASSWORD").fetch()
    assert not raised.value.retryable
    assert "not the password" not in str(raised.value)
    assert sum("Failed password" in line for line in partner.log) == 1
    assert partner.pauses == []


def test_a_key_that_the_server_does_not_know_is_refused(partner: Partner, tmp_path: Path) -> None:
    with pytest.raises(TransportError, match="refuses the login"):
        partner.transport(key_file=new_key(tmp_path)).fetch()


def test_another_host_key_is_rejected_before_the_login(partner: Partner, tmp_path: Path) -> None:
    other = new_key(tmp_path).with_suffix(".pub").read_text(encoding="ascii")
    known_hosts = tmp_path / "other_known_hosts"
    known_hosts.write_text(f"[{partner.server.host}]:{partner.server.port} {other}", encoding="ascii")
    with pytest.raises(TransportError, match=r"another host key \(ssh-ed25519 SHA256:") as raised:
        partner.transport(known_hosts=known_hosts).fetch()
    assert not raised.value.retryable
    assert "ask the partner by telephone" in raised.value.cure
    assert str(known_hosts) in raised.value.cure
    assert accepted(partner) == []
    assert partner.landed == {}
    assert partner.pauses == []


@pytest.mark.parametrize("text", ["", "# none\n", "other.example ssh-ed25519 AAAA\n"])
def test_an_unknown_host_key_is_rejected_and_not_learned(partner: Partner, tmp_path: Path, text: str) -> None:
    known_hosts = tmp_path / "empty_known_hosts"
    known_hosts.write_text(text, encoding="ascii")
    with pytest.raises(TransportError, match="host key that is not known") as raised:
        partner.transport(known_hosts=known_hosts).fetch()
    assert not raised.value.retryable
    assert accepted(partner) == []
    assert known_hosts.read_text(encoding="ascii") == text


def test_known_hosts_must_be_there(partner: Partner, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"known hosts .* cannot be read") as raised:
        partner.transport(known_hosts=tmp_path / "absent")
    assert raised.value.place == f"{partner.home.settings_file}:3"


@pytest.mark.parametrize("kind", ["absent", "no key", "locked", "wrong passphrase"])
def test_a_key_that_cannot_be_read_is_told(
    partner: Partner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (tmp_path / "text").write_text("not a key")
    monkeypatch.setenv("WRONG", "wrong")
    fields = {
        "absent": {"key_file": tmp_path / "absent"},
        "no key": {"key_file": tmp_path / "text"},
        "locked": {"key_file": partner.server.locked_key_file},
        "wrong passphrase": {"key_file": partner.server.locked_key_file, "key_passphrase": "$WRONG"},
    }[kind]
    with pytest.raises(ConfigurationError, match=r"key .* cannot be read"):
        partner.transport(**fields)


def test_a_secret_that_is_not_set_is_told_before_the_server_is_asked(partner: Partner) -> None:
    with pytest.raises(ConfigurationError, match="BAILIFF_PASSWORD is not set"):
        partner.transport(key_file=None, password="$BAILIFF_PASSWORD")


def test_keys_and_agents_of_the_user_are_never_tried(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}
    connect = paramiko.SSHClient.connect
    monkeypatch.setattr(
        paramiko.SSHClient, "connect", lambda *args, **options: seen.update(options) or connect(*args, **options)
    )
    partner.transport().fetch()
    assert (seen["allow_agent"], seen["look_for_keys"], seen["timeout"]) == (False, False, 30)


def test_a_server_that_is_away_is_tried_again_with_longer_pauses(partner: Partner) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(TransportError, match="did not answer as it should, 3 times over") as raised:
            partner.transport(port=closed.getsockname()[1]).fetch()
    assert raised.value.retryable
    assert partner.pauses == [2, 4]


def test_a_session_that_breaks_is_begun_anew(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    listdir_attr = paramiko.SFTPClient.listdir_attr
    breaks = iter([True, False, False])

    def breaking(session, path):
        if next(breaks):
            session.get_channel().get_transport().close()
        return listdir_attr(session, path)

    monkeypatch.setattr(paramiko.SFTPClient, "listdir_attr", breaking)
    assert [path.name for path in partner.transport().fetch()] == ["feedback.xml"]
    assert partner.pauses == [2, 5]


def test_a_server_that_speaks_no_ssh_is_told_without_a_traceback(
    partner: Partner, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(TransportError) as raised:
        partner.transport(port=mute.getsockname()[1], timeout_seconds=1, attempts=1).fetch()
    assert raised.value.retryable
    assert "Traceback" not in capfd.readouterr().err


def new_key(folder: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "other"], check=True)
    return folder / "other"
