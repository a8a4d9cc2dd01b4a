"""Files of a partner who signs: his are booked, others are refused with a finding, and a rebuild comes to the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from pysequoia import SignatureMode, Tsk, encrypt, sign

from assets.commands.delivery_show import show
from assets.demo import DEMO_DATE
from assets.rebuild import rebuild_into
from tests.scenarios.days import ask, differences, run_directly
from tests.scenarios.test_packed_files import PARTNER, drop, take_files

STATUSES = f"SELECT file_name, status FROM inbox.deliveries WHERE partner_id = '{PARTNER}' ORDER BY delivery_id"
FAULTS = "SELECT code, message FROM inbox.findings WHERE code = 1014 ORDER BY delivery_id"


@pytest.fixture
def hub_key(waiting_home: Path) -> Tsk:
    key = Tsk.generate("hub@incasso.example")
    (waiting_home / "keyring" / "hub.asc").write_text(str(key), encoding="ascii")
    return key


@pytest.fixture
def sender(waiting_home: Path) -> Tsk:
    return known_sender(waiting_home, "2026.asc")


def known_sender(home: Path, name: str) -> Tsk:
    key = Tsk.generate("export@energie.example")
    (home / "keyring" / PARTNER).mkdir(exist_ok=True)
    (home / "keyring" / PARTNER / name).write_text(str(key.extract_certificate()), encoding="ascii")
    return key


def require(home: Path) -> None:
    with (home / "hub.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"transports: {{{PARTNER}: {{signature: required}}}}\n")


def told(home: Path, number: str) -> str:
    result = CliRunner().invoke(show, ["--home", str(home), number], catch_exceptions=False)
    return next(line for line in result.stdout.splitlines() if line.startswith("signature: "))


def number_of(home: Path, file_name: str) -> str:
    query = f"SELECT delivery_id FROM inbox.deliveries WHERE file_name = '{file_name}' AND partner_id = '{PARTNER}'"
    return str(ask(home, query)[0][0])


def test_a_signature_is_required_checked_and_told(
    waiting_home: Path, tmp_path: Path, hub_key: Tsk, sender: Tsk
) -> None:
    require(waiting_home)
    (name, claims), _, (other_name, mutations) = take_files(waiting_home)
    to_hub = [hub_key.extract_certificate()]
    drop(waiting_home, f"{name}.gpg", encrypt(recipients=to_hub, bytes=claims, signer=sender.signer(), armor=False))
    stranger = Tsk.generate("export@energie.example")
    drop(waiting_home, f"b-{other_name}.gpg", encrypt(recipients=to_hub, bytes=mutations, signer=stranger.signer()))
    drop(waiting_home, f"c-{other_name}.gpg", encrypt(recipients=to_hub, bytes=mutations))
    drop(waiting_home, other_name, mutations)
    run_directly(waiting_home, DEMO_DATE)

    status = dict(ask(waiting_home, STATUSES))
    assert status.pop(f"{name}.gpg") == "accepted"
    assert set(status.values()) == {"refused"}
    messages = " ".join(str(message) for _, message in ask(waiting_home, FAULTS))
    assert len(ask(waiting_home, FAULTS)) == 3
    assert messages.count("the file is not signed") == 2
    assert messages.count("did not sign it") == 1
    fingerprint = sender.extract_certificate().fingerprint
    assert told(waiting_home, number_of(waiting_home, f"{name}.gpg")) == f"signature: right, by key {fingerprint}"
    assert "wrong: the file is not signed" in told(waiting_home, number_of(waiting_home, other_name))

    # Keys that are put there later, and a signature that need no longer be there, change nothing of what was booked.
    (waiting_home / "keyring" / PARTNER / "new.asc").write_text(str(stranger.extract_certificate()), encoding="ascii")
    settings = (waiting_home / "hub.yaml").read_text(encoding="utf-8")
    (waiting_home / "hub.yaml").write_text(settings.replace("required}", "optional}"), encoding="utf-8")
    (waiting_home / "keyring" / PARTNER / "2026.asc").unlink()
    assert rebuild_into(waiting_home, tmp_path / "again", tell=lambda _: None) == []
    assert differences(waiting_home, tmp_path / "again") == []


def test_who_need_not_sign_is_checked_when_he_does(waiting_home: Path, sender: Tsk) -> None:
    (name, claims), _, (other_name, mutations) = take_files(waiting_home)
    drop(waiting_home, name, claims)
    stranger = Tsk.generate("export@energie.example")
    drop(waiting_home, other_name, sign(stranger.signer(), mutations, mode=SignatureMode.INLINE))
    run_directly(waiting_home, DEMO_DATE)
    assert dict(ask(waiting_home, STATUSES)) == {name: "accepted", other_name: "refused"}
    assert told(waiting_home, number_of(waiting_home, name)) == "signature: none"
    assert "did not sign it" in told(waiting_home, number_of(waiting_home, other_name))


def test_a_signature_is_not_checked_where_no_key_of_the_sender_is_known(waiting_home: Path, hub_key: Tsk) -> None:
    (name, claims), *_ = take_files(waiting_home)
    signer = Tsk.generate("export@energie.example").signer()
    drop(waiting_home, f"{name}.gpg", encrypt(recipients=[hub_key.extract_certificate()], bytes=claims, signer=signer))
    run_directly(waiting_home, DEMO_DATE)
    assert dict(ask(waiting_home, STATUSES)) == {f"{name}.gpg": "accepted"}
    assert "not checked" in told(waiting_home, number_of(waiting_home, f"{name}.gpg"))


def test_answers_to_a_partner_leave_encrypted_and_a_rebuild_compares_the_plain_ones(
    waiting_home: Path, tmp_path: Path, sender: Tsk
) -> None:
    with (waiting_home / "hub.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"transports: {{{PARTNER}: {{encrypt: true}}}}\n")
    run_directly(waiting_home, DEMO_DATE)
    names = sorted(path.name for path in (waiting_home / "outbox" / PARTNER).iterdir())
    assert names
    assert {os.path.splitext(name)[1] for name in names} == {".pgp"}
    assert rebuild_into(waiting_home, tmp_path / "again", tell=lambda _: None) == []
    assert differences(waiting_home, tmp_path / "again") == []
