"""The archive keeps every delivery once, whole and in order, whatever its name and whoever takes in at once."""

from __future__ import annotations

import errno
import hashlib
import os
import string
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.archive import Archive
from assets.manifest import Manifest
from warehouse.errors import StoreError

KNOWN_AT = date(2026, 11, 16)
RECEIVED_AT = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)


def archive_in(folder: Path) -> Archive:
    return Archive(folder / "archive", clock=lambda: RECEIVED_AT)


def waiting(folder: Path, name: str = "claims.csv", data: bytes = b"a;b\n1;2\n") -> Path:
    file = folder / "inbox" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def test_a_file_is_moved_into_the_archive_with_its_manifest(tmp_path: Path) -> None:
    data = b"a;b\n1;2\n"
    sha256 = hashlib.sha256(data).hexdigest()
    archive = archive_in(tmp_path)
    manifest = archive.take_in("energy", waiting(tmp_path), known_at=KNOWN_AT)
    assert manifest == Manifest(
        1, f"D00000001-{sha256[:8]}", "energy", "claims.csv", sha256, len(data), KNOWN_AT, RECEIVED_AT
    )
    assert archive_in(tmp_path).log() == [manifest]
    assert archive.read(sha256) == data
    object_name = f"objects/{sha256[:2]}/{sha256}"
    assert files_below(tmp_path / "archive") == ["lock", "log/00000001.json", object_name]
    assert (tmp_path / "archive" / object_name).stat().st_mode & 0o777 == 0o444
    assert files_below(tmp_path / "inbox") == []


def test_the_same_bytes_are_stored_once_and_logged_each_time(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    for name in ("monday.csv", "tuesday.csv"):
        archive.take_in("energy", waiting(tmp_path, name), known_at=KNOWN_AT)
    assert [(m.sequence_number, m.file_name) for m in archive.log()] == [(1, "monday.csv"), (2, "tuesday.csv")]
    assert len(files_below(tmp_path / "archive" / "objects")) == 1


def test_an_empty_file_is_a_delivery(tmp_path: Path) -> None:
    manifest = archive_in(tmp_path).take_in("energy", waiting(tmp_path, data=b""), known_at=KNOWN_AT)
    assert manifest is not None
    assert archive_in(tmp_path).read(manifest.sha256) == b""


def test_the_log_is_read_from_a_number_on(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    for number in range(5):
        archive.put("hub", f"{number}.json", b"{}", known_at=KNOWN_AT)
    assert [m.sequence_number for m in archive.log(after=3)] == [4, 5]
    assert archive.log(after=5) == []
    assert [m.sequence_number for m in archive_in(tmp_path).log(after=3)] == [4, 5]


def test_a_delivery_put_once_is_not_repeated(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    first = archive.put("hub", "day.json", b"{}", known_at=KNOWN_AT, once=True)
    assert archive.put("hub", "day.json", b"{}", known_at=date(2026, 11, 17), once=True) == first
    assert archive_in(tmp_path).put("hub", "day.json", b"{}", known_at=KNOWN_AT, once=True) == first
    others = [
        archive.put("hub", "day.json", b"{} ", known_at=KNOWN_AT, once=True),
        archive.put("hub", "other.json", b"{}", known_at=KNOWN_AT, once=True),
        archive.put("bank", "day.json", b"{}", known_at=KNOWN_AT, once=True),
        archive.put("hub", "day.json", b"{}", known_at=KNOWN_AT),
    ]
    assert [m.sequence_number for m in others] == [2, 3, 4, 5]


def test_a_file_that_is_gone_was_taken_by_another_run(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    assert archive.take_in("energy", tmp_path / "inbox" / "claims.csv", known_at=KNOWN_AT) is None
    assert archive.log() == []


def test_links_folders_and_pipes_are_never_taken(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not yours")
    inbox = waiting(tmp_path).parent
    (inbox / "link").symlink_to(secret)
    (inbox / "folder").mkdir()
    os.mkfifo(inbox / "pipe")
    archive = archive_in(tmp_path)
    for name in ("link", "folder", "pipe"):
        with pytest.raises(StoreError, match="no regular file"):
            archive.take_in("energy", inbox / name, known_at=KNOWN_AT)
    assert archive.log() == []
    assert secret.read_text() == "not yours"


def test_damaged_bytes_are_told(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    manifest = archive.put("hub", "day.json", b"{}", known_at=KNOWN_AT)
    file = tmp_path / "archive" / "objects" / manifest.sha256[:2] / manifest.sha256
    file.chmod(0o644)
    file.write_bytes(b"[]")
    with pytest.raises(StoreError, match="another hash"):
        archive.read(manifest.sha256)
    file.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        archive.read(manifest.sha256)


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_hash_is_read(tmp_path: Path, sha256: str) -> None:
    with pytest.raises(StoreError, match="no SHA-256"):
        archive_in(tmp_path).read(sha256)


def test_bytes_that_come_again_heal_damaged_ones(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    manifest = archive.put("hub", "day.json", b"{}", known_at=KNOWN_AT)
    (tmp_path / "archive" / "objects" / manifest.sha256[:2] / manifest.sha256).unlink()
    archive.put("hub", "day.json", b"{}", known_at=KNOWN_AT)
    assert archive.read(manifest.sha256) == b"{}"


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b'{"sequence_number": 1}', b"\xff"])
def test_a_damaged_manifest_is_told(tmp_path: Path, damage: bytes) -> None:
    archive_in(tmp_path).put("hub", "day.json", b"{}", known_at=KNOWN_AT)
    (tmp_path / "archive" / "log" / "00000001.json").write_bytes(damage)
    with pytest.raises(StoreError, match="damaged"):
        archive_in(tmp_path).log()


def test_a_manifest_in_the_place_of_another_is_told(tmp_path: Path) -> None:
    for name in ("1.json", "2.json"):
        archive_in(tmp_path).put("hub", name, b"{}", known_at=KNOWN_AT)
    log = tmp_path / "archive" / "log"
    (log / "00000001.json").rename(log / "00000002.json")
    with pytest.raises(StoreError, match="missing in the log"):
        archive_in(tmp_path).log()
    (log / "00000002.json").rename(log / "00000001.json")
    (log / "00000001.json").write_bytes((log / "00000001.json").read_bytes().replace(b"D00000001", b"D00000002"))
    with pytest.raises(StoreError, match="damaged"):
        archive_in(tmp_path).log()


def test_foreign_files_in_the_log_are_no_deliveries(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    for name in ("00000009.json.bak", "notes.json", "0000000９.json"):
        (tmp_path / "archive" / "log" / name).write_text("{}")
    assert archive.put("hub", "day.json", b"{}", known_at=KNOWN_AT).sequence_number == 1


def test_a_file_that_cannot_be_moved_stays_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = waiting(tmp_path)

    def refuse(_: Path, _target: Path) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        with pytest.raises(StoreError, match="cannot be moved") as raised:
            archive_in(tmp_path).take_in("energy", file, known_at=KNOWN_AT)
    assert "one file system" in raised.value.cure
    assert os.listdir(tmp_path / "archive" / "incoming") == []
    manifest = archive_in(tmp_path).take_in("energy", file, known_at=KNOWN_AT)
    assert manifest is not None
    assert manifest.sequence_number == 1


def test_a_disk_that_refuses_is_told_in_one_line(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    (tmp_path / "archive" / "objects").rmdir()
    (tmp_path / "archive" / "objects").write_text("in the way")
    with pytest.raises(StoreError, match="archive cannot be written") as raised:
        archive.put("hub", "day.json", b"{}", known_at=KNOWN_AT)
    assert raised.value.retryable
    (tmp_path / "archive" / "objects").unlink()
    assert [m.file_name for m in archive_in(tmp_path).recover()] == ["day.json"]


@settings(max_examples=60, deadline=None)
@given(name=st.text(alphabet=st.characters(), min_size=1, max_size=300))
def test_any_name_is_kept_to_the_letter_and_escapes_nowhere(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    manifest = archive_in(folder).put(name, name, b"x", known_at=KNOWN_AT)
    read = archive_in(folder).log()[0]
    assert (read.file_name, read.partner_id) == (name, name)
    assert read.shown_name.isprintable()
    object_name = f"archive/objects/{manifest.sha256[:2]}/{manifest.sha256}"
    assert files_below(folder) == ["archive/lock", "archive/log/00000001.json", object_name]


@settings(max_examples=60, deadline=None)
@given(name=st.binary(min_size=1, max_size=255).filter(lambda name: not {0, 47} & set(name)))
def test_any_name_that_a_disk_can_hold_is_taken_in(tmp_path_factory: pytest.TempPathFactory, name: bytes) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    if name in {b".", b".."}:
        name += b"."
    file = waiting(folder, os.fsdecode(name))
    manifest = archive_in(folder).take_in("energy", file, known_at=KNOWN_AT)
    assert manifest is not None
    assert os.fsencode(archive_in(folder).log()[0].file_name) == name
    assert len(files_below(folder)) == 3


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("é ë.csv", "é ë.csv"),
        ("a\nb", "a\\nb"),
        ("a\x00b", "a\\x00b"),
        ("caf\udce9", "caf\\udce9"),
        ("\u202ex", "\\u202ex"),
    ],
)
def test_a_name_is_shown_as_text(tmp_path: Path, name: str, shown: str) -> None:
    assert archive_in(tmp_path).put("hub", name, b"", known_at=KNOWN_AT).shown_name == shown


def test_threads_that_share_an_archive_take_each_file_once(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    files = [waiting(tmp_path, letter) for letter in string.ascii_lowercase]

    def take_all() -> None:
        for file in files:
            archive.take_in("energy", file, known_at=KNOWN_AT)

    threads = [Thread(target=take_all) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(m.file_name for m in archive.log()) == list(string.ascii_lowercase)
