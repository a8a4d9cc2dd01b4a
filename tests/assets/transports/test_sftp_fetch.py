"""Files are fetched from a real OpenSSH server whole and once, whatever happens on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import paramiko
import pytest

from assets.settings import IntakeSettings, SftpSettings, load_settings
from assets.transports.journal import Journal, entry_key
from assets.transports.sftp_download import Download
from tests.assets.transports.sftp_partner import NOW, Partner
from warehouse.errors import TransportError

ROOT = Path(__file__).parents[3]


def test_files_are_fetched_and_put_away(partner: Partner) -> None:
    data = os.urandom(3_000_000)
    partner.drop("feedback.xml", data)
    partner.drop("empty.xml", b"")
    transport = partner.transport(archive=partner.archive)
    inbox = partner.home.inbox_of("bailiff")
    assert transport.fetch() == [inbox / "empty.xml", inbox / "feedback.xml"]
    assert partner.landed == {"empty.xml": b"", "feedback.xml": data}
    assert sorted(path.name for path in partner.archive.iterdir()) == ["empty.xml", "feedback.xml"]
    assert [path.name for path in partner.inbox.iterdir()] == ["taken"]
    assert transport.look().growing == []
    assert transport.waiting() == [inbox / "empty.xml", inbox / "feedback.xml"]
    assert partner.pauses == [5]
    assert transport.fetch() == []


def test_fetched_files_are_removed_by_default(partner: Partner) -> None:
    partner.drop("feedback.xml", b"<f/>")
    assert len(partner.transport().fetch()) == 1
    assert [path.name for path in partner.inbox.iterdir()] == ["taken"]


def test_files_that_are_left_on_the_server_are_fetched_once(partner: Partner) -> None:
    file = partner.drop("feedback.xml", b"<f/>")
    transport = partner.transport(after_fetch="leave")
    assert len(transport.fetch()) == 1
    (partner.home.inbox_of("bailiff") / "feedback.xml").unlink()
    assert partner.transport(after_fetch="leave").fetch() == []
    assert partner.pauses == [5]
    partner.drop("feedback.xml", b"<g/>", 1_700_000_001)
    assert len(transport.fetch()) == 1
    assert partner.landed == {"feedback.xml": b"<g/>"}
    assert file.exists()


def test_a_growing_file_is_left_until_it_has_stopped(partner: Partner) -> None:
    partner.drop("whole.xml", b"<w/>")
    file = partner.drop("half.xml", b"<half")
    partner.meanwhile = lambda: partner.drop("half.xml", b"<half/>", 1_700_000_004) and None
    transport = partner.transport()
    assert [path.name for path in transport.fetch()] == ["whole.xml"]
    assert file.read_bytes() == b"<half/>"
    partner.meanwhile = lambda: None
    assert [path.name for path in transport.fetch()] == ["half.xml"]
    assert partner.landed == {"half.xml": b"<half/>", "whole.xml": b"<w/>"}


def test_a_file_that_appears_between_the_looks_waits_for_the_next_fetch(partner: Partner) -> None:
    partner.drop("a.xml", b"<a/>")
    partner.meanwhile = lambda: partner.drop("b.xml", b"<b") and None
    assert [path.name for path in partner.transport().fetch()] == ["a.xml"]


def test_a_file_that_grows_while_it_is_downloaded_is_left(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    partner.drop("half.xml", b"<half")
    getfo = paramiko.SFTPClient.getfo

    def grow(session, path, stream, **options):
        got = getfo(session, path, stream, **options)
        partner.drop("half.xml", b"<half/>", 1_700_000_001)
        return got

    with monkeypatch.context() as patch:
        patch.setattr(paramiko.SFTPClient, "getfo", grow)
        assert partner.transport().fetch() == []
    assert partner.landed == {}
    assert len(partner.transport().fetch()) == 1
    assert partner.landed == {"half.xml": b"<half/>"}


def test_temporary_names_folders_and_links_are_not_fetched(partner: Partner) -> None:
    for name in ("a.xml.part", "b.TMP", ".c.xml", "d.xml.filepart"):
        partner.drop(name, b"half")
    (partner.inbox / "link.xml").symlink_to("/etc/hostname")
    assert partner.transport().fetch() == []
    assert partner.landed == {}
    assert partner.pauses == []


def test_strange_names_are_kept(partner: Partner) -> None:
    names = ["ë €.xml", "a\nb.xml", "x" * 255, "-rf", "a b;c.xml"]
    for name in names:
        partner.drop(name, name.encode())
    partner.transport().fetch()
    assert partner.landed == {name: name.encode() for name in names}


def test_a_name_that_is_no_text_is_told(partner: Partner) -> None:
    with open(os.path.join(os.fsencode(partner.inbox), b"caf\xe9.xml"), "wb"):
        pass
    with pytest.raises(TransportError, match="no UTF-8 text") as raised:
        partner.transport().fetch()
    assert not raised.value.retryable


def test_a_file_of_the_same_name_waits_until_the_earlier_one_is_taken(partner: Partner) -> None:
    transport = partner.transport()
    partner.drop("feedback.xml", b"monday")
    transport.fetch()
    partner.drop("feedback.xml", b"tuesday")
    assert transport.fetch() == []
    assert partner.landed == {"feedback.xml": b"monday"}
    (partner.home.inbox_of("bailiff") / "feedback.xml").unlink()
    transport.fetch()
    assert partner.landed == {"feedback.xml": b"tuesday"}


def test_files_of_the_same_name_are_all_kept_on_the_server(partner: Partner) -> None:
    transport = partner.transport(archive=partner.archive)
    for data in (b"monday", b"tuesday"):
        partner.drop("feedback.xml", data)
        transport.fetch()
        (partner.home.inbox_of("bailiff") / "feedback.xml").unlink()
    assert sorted(path.read_bytes() for path in partner.archive.iterdir()) == [b"monday", b"tuesday"]


def test_a_file_that_cannot_be_put_away_is_told_and_fetched_once(partner: Partner) -> None:
    partner.drop("feedback.xml", b"<f/>")
    transport = partner.transport(archive=partner.folder / "absent")
    with pytest.raises(TransportError, match=r"'feedback\.xml': No such file"):
        transport.fetch()
    assert partner.landed == {"feedback.xml": b"<f/>"}
    (partner.home.inbox_of("bailiff") / "feedback.xml").unlink()
    with pytest.raises(TransportError, match="could not be fetched or put away"):
        transport.fetch()
    assert partner.landed == {}
    assert partner.transport(archive=partner.archive).fetch() == []
    assert (partner.archive / "feedback.xml").exists()


def test_an_absent_folder_on_the_server_is_told(partner: Partner) -> None:
    with pytest.raises(TransportError, match="No such file") as raised:
        partner.transport(inbox="/absent").fetch()
    assert not raised.value.retryable
    assert partner.pauses == []


def test_a_partner_without_an_inbox_is_not_asked(partner: Partner) -> None:
    assert partner.transport(inbox=None).fetch() == []
    assert partner.log == []


def test_a_name_that_leads_out_of_the_inbox_is_refused(tmp_path: Path, partner: Partner) -> None:
    class Hostile:
        def listdir_attr(self, _: str) -> list[paramiko.SFTPAttributes]:
            found = []
            for name in ("../hub.yaml", "a/b", "..", "x" * 300, "nul\0"):
                attributes = paramiko.SFTPAttributes()
                attributes.filename, attributes.st_mode, attributes.st_size = name, 0o100644, 1
                found.append(attributes)
            return found

    partner.transport()
    settings = load_settings(partner.home).transport("bailiff")
    assert isinstance(settings, SftpSettings)
    intake = IntakeSettings(temporary_patterns=())
    journal = Journal(tmp_path / "journal")
    inbox = tmp_path / "landing"
    download = Download(settings, intake, inbox, journal, clock=lambda: NOW, sleep=lambda _: None)
    download.run(Hostile())
    assert sorted(download.problems) == sorted(["../hub.yaml", "a/b", "..", "x" * 300, "nul\0"])
    assert list(inbox.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from assets.home import open_home
from assets.settings import load_settings
from assets.transports import sftp, sftp_download

def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def kill_after(function):
    def both(*arguments):
        function(*arguments)
        kill()
    return both

point = sys.argv[2]
if point == "downloaded":
    sftp_download.Journal.add = kill
elif point == "remembered":
    sftp_download.Journal.add = kill_after(sftp_download.Journal.add)
elif point == "named":
    sftp_download.Download._put_away = kill
elif point == "put away":
    sftp_download.Journal.remove = kill
home = open_home(Path(sys.argv[1]))
settings = load_settings(home)
sftp.SftpTransport("bailiff", home, settings.transport("bailiff"), settings.intake, sleep=lambda _: None).fetch()
"""


@pytest.mark.parametrize(
    ("point", "taken_in"),
    [("downloaded", False), ("remembered", False), ("named", False), ("named", True), ("put away", True)],
)
def test_a_killed_fetch_is_ended_by_the_next(partner: Partner, point: str, taken_in: bool) -> None:
    partner.drop("feedback.xml", b"<f/>")
    transport = partner.transport()
    command = [sys.executable, "-c", KILLED, str(partner.home.path), point]
    assert subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode == -signal.SIGKILL
    target = partner.home.inbox_of("bailiff") / "feedback.xml"
    assert target.exists() is (point in {"named", "put away"})
    if taken_in:
        target.unlink()
    transport.fetch()
    assert partner.landed == ({} if taken_in else {"feedback.xml": b"<f/>"})
    assert [path.name for path in partner.inbox.iterdir()] == ["taken"]
    target.unlink(missing_ok=True)
    assert transport.fetch() == []


def test_the_journal_forgets_what_is_gone_from_the_server(partner: Partner) -> None:
    file = partner.drop("feedback.xml", b"<f/>")
    transport = partner.transport(after_fetch="leave")
    transport.fetch()
    folder = partner.home.transports / "bailiff" / "fetched"
    assert [path.name for path in folder.iterdir()] == [entry_key("feedback.xml", 4, 1_700_000_000)]
    file.unlink()
    transport.fetch()
    assert list(folder.iterdir()) == []
