"""Files are put on a real OpenSSH server whole, under their own name, and once."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import PurePosixPath

import pytest

from assets.settings import load_settings
from assets.transports.sftp import SftpTransport
from assets.transports.sftp_upload import rename, upload
from assets.transports.transport import transport_for
from tests.assets.transports.sftp_partner import Partner
from warehouse.errors import TransportError, UsageError


def test_a_file_is_sent_under_a_temporary_name_and_then_renamed(partner: Partner) -> None:
    data = os.urandom(2_000_000)
    assert partner.transport().deliver("dossiers.xml", data)
    assert (partner.outbox / "dossiers.xml").read_bytes() == data
    assert (partner.home.outbox_of("bailiff") / "dossiers.xml").read_bytes() == data
    final, temporary = partner.outbox / "dossiers.xml", partner.outbox / ".dossiers.xml.part"
    assert [line for line in partner.log if "dossiers.xml" in line] == [
        f'stat name "{final}"',
        f'open "{temporary}" flags WRITE,CREATE,TRUNCATE mode 0666',
        f'close "{temporary}" bytes read 0 written {len(data)}',
        f'stat name "{temporary}"',
        f'posix-rename old "{temporary}" new "{final}"',
    ]
    assert [path.name for path in partner.outbox.iterdir()] == ["dossiers.xml"]


def test_a_delivery_is_sent_once_even_when_the_partner_took_it_away(partner: Partner) -> None:
    assert partner.transport().deliver("dossiers.xml", b"<d/>")
    (partner.outbox / "dossiers.xml").unlink()
    assert not partner.transport().deliver("dossiers.xml", b"<d/>")
    assert list(partner.outbox.iterdir()) == []


def test_a_delivery_that_nobody_remembers_is_compared_with_what_is_there(partner: Partner) -> None:
    partner.transport().deliver("dossiers.xml", b"<d/>")
    before = (partner.outbox / "dossiers.xml").stat()
    shutil.rmtree(partner.home.transports)
    assert not partner.transport().deliver("dossiers.xml", b"<d/>")
    assert (partner.outbox / "dossiers.xml").stat().st_ino == before.st_ino


@pytest.mark.parametrize("there", [b"<e/>", b"<d", b""])
def test_other_content_of_the_same_name_is_replaced(partner: Partner, there: bytes) -> None:
    (partner.outbox / "dossiers.xml").write_bytes(there)
    assert partner.transport().deliver("dossiers.xml", b"<d/>")
    assert (partner.outbox / "dossiers.xml").read_bytes() == b"<d/>"


def test_the_rest_of_a_broken_upload_is_used_up(partner: Partner) -> None:
    (partner.outbox / ".dossiers.xml.part").write_bytes(b"half of something longer")
    partner.transport().deliver("dossiers.xml", b"<d/>")
    assert [path.name for path in partner.outbox.iterdir()] == ["dossiers.xml"]
    assert (partner.outbox / "dossiers.xml").read_bytes() == b"<d/>"


def test_folders_below_the_partners_own_are_made(partner: Partner) -> None:
    for name in ("a.xml", "b.xml"):
        assert partner.transport().deliver(f"2026/11/{name}", b"<d/>")
    assert sorted(path.name for path in (partner.outbox / "2026" / "11").iterdir()) == ["a.xml", "b.xml"]


def test_an_empty_file_is_sent(partner: Partner) -> None:
    assert partner.transport().deliver("empty.xml", b"")
    assert (partner.outbox / "empty.xml").read_bytes() == b""


def test_a_missing_folder_of_the_partner_is_told_and_the_file_kept(partner: Partner) -> None:
    transport = partner.transport(outbox=partner.folder / "absent")
    with pytest.raises(TransportError, match="No such file"):
        transport.deliver("dossiers.xml", b"<d/>")
    assert (partner.home.outbox_of("bailiff") / "dossiers.xml").read_bytes() == b"<d/>"
    assert partner.transport().deliver("dossiers.xml", b"<d/>")


def test_a_path_out_of_the_folder_is_refused(partner: Partner) -> None:
    with pytest.raises(UsageError, match="no path of a file"):
        partner.transport().deliver("../for_hub/dossiers.xml", b"<d/>")


def test_a_partner_without_an_outbox_gets_his_files_in_the_local_one_only(partner: Partner) -> None:
    assert not partner.transport(outbox=None).deliver("dossiers.xml", b"<d/>")
    assert (partner.home.outbox_of("bailiff") / "dossiers.xml").exists()
    assert list(partner.outbox.iterdir()) == []


def test_the_transport_is_chosen_by_the_settings(partner: Partner) -> None:
    partner.transport()
    chosen = transport_for("bailiff", load_settings(partner.home), partner.home)
    assert isinstance(chosen, SftpTransport)
    assert chosen.deliver("dossiers.xml", b"<d/>")


class OldServer:
    """A session with a server that has no renaming but the plain one, which replaces nothing."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def stat(self, path: str) -> object:
        if path not in self.files:
            raise FileNotFoundError(2, "No such file")
        return type("Status", (), {"st_size": len(self.files[path])})

    def getfo(self, path: str, stream: io.BytesIO) -> None:
        stream.write(self.files[path])

    def putfo(self, stream: io.BytesIO, path: str, **_: object) -> None:
        self.files[path] = stream.read()

    def posix_rename(self, _old: str, _new: str) -> None:
        raise OSError("Operation unsupported")

    def rename(self, old: str, new: str) -> None:
        if new in self.files:
            raise OSError("Failure")
        self.files[new] = self.files.pop(old)

    def remove(self, path: str) -> None:
        del self.files[path]


def test_a_server_without_the_renaming_of_openssh_is_served_too() -> None:
    server = OldServer()
    for data in (b"one", b"two"):
        assert upload(server, "/in", PurePosixPath("a.xml"), data)
        assert server.files == {"/in/a.xml": data}
    assert not upload(server, "/in", PurePosixPath("a.xml"), b"two")


def test_a_real_fault_of_renaming_is_not_mistaken_for_an_old_server() -> None:
    server = OldServer()
    server.files = {"/in/a.xml": b"kept"}

    def refuse(_old: str, _new: str) -> None:
        raise PermissionError(13, "Permission denied")

    server.posix_rename = refuse
    with pytest.raises(PermissionError):
        rename(server, "/in/.a.xml.part", "/in/a.xml")
    assert server.files == {"/in/a.xml": b"kept"}
