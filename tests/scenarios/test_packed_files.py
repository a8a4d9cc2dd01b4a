"""Files that come packed and encrypted are booked as if they came bare, and lead back to the archive they were in."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from pysequoia import Tsk, encrypt

from assets.demo import DEMO_DATE
from assets.rebuild import rebuild_into
from tests.scenarios.days import ask, copy_of, differences, run_directly

PARTNER = "energie-noord"
BOOKED = (
    "SELECT claim_reference, principal_cents, line_number FROM canonical.claims "
    f"WHERE creditor_id = '{PARTNER}' ORDER BY ALL"
)
PAID = (
    f"SELECT claim_id, amount_cents, line_number FROM canonical.payments WHERE creditor_id = '{PARTNER}' ORDER BY ALL"
)
FILES = (
    "SELECT file_name, feed, status, right(delivery_id, 5) AS number FROM inbox.deliveries "
    f"WHERE partner_id = '{PARTNER}' ORDER BY delivery_id"
)


def zipped(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return packed.getvalue()


def take_files(home: Path) -> list[tuple[str, bytes]]:
    """Take the files of the partner out of his inbox, claims first."""
    files = sorted((home / "inbox" / PARTNER).iterdir(), reverse=True)
    found = [(path.name, path.read_bytes()) for path in files]
    for path in files:
        path.unlink()
    return found


def drop(home: Path, name: str, data: bytes) -> None:
    file = home / "inbox" / PARTNER / name
    file.write_bytes(data)
    os.utime(file, (0, 0))


@pytest.fixture
def key(waiting_home: Path) -> Tsk:
    key = Tsk.generate("hub@incasso.example")
    (waiting_home / "keyring").mkdir(exist_ok=True)
    (waiting_home / "keyring" / "hub.asc").write_text(str(key), encoding="ascii")
    return key


def test_an_encrypted_archive_of_several_feeds_is_booked_as_the_bare_files(
    waiting_home: Path, tmp_path: Path, key: Tsk
) -> None:
    bare = copy_of(waiting_home, tmp_path / "bare")
    run_directly(bare, DEMO_DATE)
    files = take_files(waiting_home)
    data = encrypt(recipients=[key.extract_certificate()], bytes=zipped(*files), armor=False)
    drop(waiting_home, "dag.zip.gpg", data)
    run_directly(waiting_home, DEMO_DATE)
    for query in (BOOKED, PAID):
        assert ask(waiting_home, query) == ask(bare, query) != []
    assert ask(waiting_home, FILES) == [
        ("dag.zip.gpg!vorderingen20261116.csv", "claims", "accepted", ".0001"),
        ("dag.zip.gpg!regelingen20261116.csv", "arrangements", "accepted", ".0002"),
        ("dag.zip.gpg!mutaties20261116.csv", "mutations", "accepted", ".0003"),
    ]
    receipts = sorted(path.name for path in (waiting_home / "outbox" / PARTNER).glob("*.receipt.json"))
    assert receipts == [f"dag.zip.gpg!{name}.receipt.json" for name, _ in reversed(files)]


def test_a_warehouse_with_packed_files_is_rebuilt_from_the_archive(
    waiting_home: Path, tmp_path: Path, key: Tsk
) -> None:
    data = zipped(*take_files(waiting_home))
    drop(waiting_home, "dag.zip.asc", encrypt(recipients=[key.extract_certificate()], bytes=data))
    run_directly(waiting_home, DEMO_DATE)
    assert rebuild_into(waiting_home, tmp_path / "again", tell=str) == []
    assert differences(waiting_home, tmp_path / "again") == []


def test_files_of_an_archive_that_came_before_are_duplicates(waiting_home: Path) -> None:
    files = take_files(waiting_home)
    drop(waiting_home, files[0][0], files[0][1])
    run_directly(waiting_home, DEMO_DATE)
    drop(waiting_home, "dag.zip", zipped(*files))
    run_directly(waiting_home, DEMO_DATE)
    statuses = [status for _, _, status, _ in ask(waiting_home, FILES)]
    assert statuses == ["accepted", "duplicate", "accepted", "accepted"]


def test_a_file_without_feed_in_an_archive_is_told_and_the_others_are_booked(waiting_home: Path) -> None:
    name, data = take_files(waiting_home)[0]
    drop(waiting_home, "dag.zip", zipped(("LEESMIJ.txt", b"hallo"), (f"{name}.gz", gzip.compress(data))))
    run_directly(waiting_home, DEMO_DATE)
    assert ask(waiting_home, FILES) == [
        ("dag.zip!LEESMIJ.txt", None, "refused", ".0001"),
        (f"dag.zip!{name}.gz", "claims", "accepted", ".0002"),
    ]


def test_an_archive_that_cannot_be_opened_is_a_finding(waiting_home: Path, key: Tsk) -> None:
    take_files(waiting_home)
    other = Tsk.generate("other@incasso.example").extract_certificate()
    drop(waiting_home, "a.zip", zipped(("a.csv", b"0" * (65 << 20))))
    damaged = zipped(("a.csv", b"x"))[:-9]
    drop(waiting_home, "b.zip", damaged)
    drop(waiting_home, "vorderingen.csv.pgp", encrypt(recipients=[other], bytes=b"x"))
    run_directly(waiting_home, DEMO_DATE)
    found = ask(waiting_home, f"SELECT code, message FROM inbox.findings JOIN inbox.deliveries d USING (delivery_id) "
                              f"WHERE d.partner_id = '{PARTNER}' ORDER BY delivery_id")  # fmt: skip
    assert [code for code, _ in found] == [1003, 1003, 1003]
    laid = {path.name[18:]: path.read_bytes() for path in (waiting_home / "error" / PARTNER).iterdir()}
    assert sorted(laid) == ["-a.zip", "-b.zip", "-vorderingen.csv.pgp"]
    assert laid["-b.zip"] == damaged
    assert [word in str(message) for word, (_, message) in zip(("times", "damaged", "no key"), found, strict=True)] == [
        True, True, True,
    ]  # fmt: skip
