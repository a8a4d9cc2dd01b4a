"""Encrypted files leave once, and the plain ones stay behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pysequoia import Tsk, decrypt

from assets.home import Home, create_home
from assets.settings import load_settings
from assets.transports.transport import Transport, transport_for
from warehouse.errors import ConfigurationError, TransportError, UsageError

PARTNER = "bailiff"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = create_home(tmp_path)
    made.settings_file.write_text(f"transports: {{{PARTNER}: {{encrypt: true}}}}\n", encoding="utf-8")
    return made


@pytest.fixture
def key(home: Home) -> Tsk:
    key = Tsk.generate("files@bailiff.example")
    (home.keyring / PARTNER).mkdir()
    (home.keyring / PARTNER / "2026.asc").write_text(str(key.extract_certificate()), encoding="ascii")
    return key


def transport(home: Home) -> Transport:
    return transport_for(PARTNER, load_settings(home), home)


def test_the_partner_gets_only_what_he_alone_can_open(home: Home, key: Tsk) -> None:
    assert transport(home).deliver("2026-11-16/dossiers.xml", b"<d/>")
    files = [path for path in home.outbox_of(PARTNER).rglob("*") if path.is_file()]
    assert files == [home.outbox_of(PARTNER) / "2026-11-16" / "dossiers.xml.pgp"]
    assert decrypt(files[0].read_bytes(), decryptor=key.decryptor()).bytes == b"<d/>"
    assert (home.plain_of(PARTNER) / "2026-11-16" / "dossiers.xml").read_bytes() == b"<d/>"


def test_the_same_file_is_not_encrypted_again(home: Home, key: Tsk) -> None:
    transport(home).deliver("dossiers.xml", b"<d/>")
    sealed = (home.outbox_of(PARTNER) / "dossiers.xml.pgp").read_bytes()
    assert not transport(home).deliver("dossiers.xml", b"<d/>")
    assert (home.outbox_of(PARTNER) / "dossiers.xml.pgp").read_bytes() == sealed


def test_another_content_of_the_same_name_is_sent(home: Home, key: Tsk) -> None:
    transport(home).deliver("dossiers.xml", b"<d/>")
    assert transport(home).deliver("dossiers.xml", b"<e/>")
    sealed = (home.outbox_of(PARTNER) / "dossiers.xml.pgp").read_bytes()
    assert decrypt(sealed, decryptor=key.decryptor()).bytes == b"<e/>"


def test_a_run_that_was_killed_between_plain_and_sealed_is_finished(home: Home, key: Tsk) -> None:
    transport(home).deliver("dossiers.xml", b"<d/>")
    (home.outbox_of(PARTNER) / "dossiers.xml.pgp").unlink()
    assert transport(home).deliver("dossiers.xml", b"<d/>")
    assert (home.outbox_of(PARTNER) / "dossiers.xml.pgp").is_file()


def test_nothing_leaves_where_there_is_no_key(home: Home) -> None:
    with pytest.raises(ConfigurationError, match="no public key"):
        transport(home).deliver("dossiers.xml", b"<d/>")
    assert not home.outbox_of(PARTNER).exists()
    assert not home.plain_of(PARTNER).exists()


def test_a_path_out_of_the_outbox_is_refused(home: Home, key: Tsk) -> None:
    with pytest.raises(UsageError, match="no path of a file"):
        transport(home).deliver("../bank/x", b"x")


def test_a_folder_that_cannot_be_written_is_told(home: Home, key: Tsk) -> None:
    home.plain_of(PARTNER).parent.mkdir(parents=True)
    home.plain_of(PARTNER).write_text("in the way")
    with pytest.raises(TransportError, match="cannot be written"):
        transport(home).deliver("dossiers.xml", b"<d/>")


def test_what_comes_in_goes_the_usual_way(home: Home) -> None:
    file = home.inbox_of(PARTNER) / "answers.xml"
    file.parent.mkdir()
    file.write_text("<a/>")
    os.utime(file, (900, 900))
    assert transport(home).fetch() == []
    assert transport(home).look().ready == transport(home).waiting() == [file]
