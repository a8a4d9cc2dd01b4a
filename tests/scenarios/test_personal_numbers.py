"""A citizen service number that a sender should not have sent is refused, and is afterwards nowhere in the home."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest

from assets.archive_objects import object_file
from assets.delivery_card import card_of
from assets.demo import DEMO_DATE
from assets.hub import open_hub
from assets.rebuild import rebuild_into
from assets.struck_files import struck_path
from tests.scenarios.days import ask, copy_of, differences, files_in, run_directly
from tests.scenarios.mail import claim, csv, fill_in, receipt, send

BSN = "123456782"
WITH_NUMBER = {"Omschrijving": f"Afrekening BSN {BSN}"}
ROWS = (*(claim(f"G{number}", Klantnummer=f"K{number}") for number in range(40)), claim("F1", **WITH_NUMBER))


def _zipped(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("vorderingen.csv", data)
        packed.writestr("vorderingen-2.csv", csv([claim("H1", Klantnummer="H1")]))
    return target.getvalue()


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_personal_number_is_nowhere_in_the_home_and_a_rebuild_is_the_same(empty_home: Path, is_packed: bool) -> None:
    name, data = ("vorderingen.zip", _zipped(csv(ROWS))) if is_packed else ("vorderingen.csv", csv(ROWS))
    delivery = send(empty_home, name, data=data)
    assert ask(empty_home, "SELECT count(*) FROM inbox.findings WHERE code = 2014") == [(1,)]
    assert ask(empty_home, "SELECT count(*) FROM canonical.claims WHERE claim_reference = 'F1'") == [(0,)]
    run_directly(empty_home, DEMO_DATE)
    assert _holding(empty_home) == []
    (known,) = ask(empty_home, f"SELECT sha256 FROM inbox.deliveries WHERE delivery_id LIKE '{delivery}%' LIMIT 1")
    assert known is not None
    _check_rebuild(empty_home)


def test_the_same_bytes_again_are_a_duplicate_and_are_not_kept(empty_home: Path) -> None:
    first = send(empty_home, "vorderingen.csv", *ROWS)
    send(empty_home, "nog eens.csv", *ROWS)
    assert receipt(empty_home, "nog eens.csv")["status"] == "duplicate"
    assert ask(empty_home, "SELECT duplicate_of FROM inbox.deliveries ORDER BY 1 NULLS FIRST") == [(None,), (first,)]
    assert _holding(empty_home) == []
    _check_rebuild(empty_home)


def test_the_record_is_corrected_by_the_workbook_that_went_out(empty_home: Path) -> None:
    send(empty_home, "vorderingen.csv", *ROWS)
    again = fill_in(empty_home, "vorderingen.csv", {"F1": {"Uw correctie: Omschrijving": f"nog steeds {BSN}"}})
    send(empty_home, "terug.xlsx", data=again)
    assert receipt(empty_home, "terug.xlsx")["findings"] == {"2014": 1}
    assert _holding(empty_home) == []
    right = fill_in(empty_home, "terug.xlsx", {"F1": {"Uw correctie: Omschrijving": "Jaarafrekening"}})
    send(empty_home, "weer terug.xlsx", data=right)
    assert receipt(empty_home, "weer terug.xlsx")["status"] == "accepted"
    assert ask(empty_home, "SELECT description FROM canonical.claims WHERE claim_reference = 'F1'") == [
        ("Jaarafrekening",)
    ]
    _check_rebuild(empty_home)


def test_a_number_that_is_sent_back_struck_out_is_refused_again(empty_home: Path) -> None:
    send(empty_home, "vorderingen.csv", *ROWS)
    unchanged = fill_in(empty_home, "vorderingen.csv", {"F1": {"Achternaam": "Vriesman"}})
    send(empty_home, "terug.xlsx", data=unchanged)
    assert receipt(empty_home, "terug.xlsx")["findings"] == {"2014": 1}


def test_a_run_that_was_broken_off_before_the_number_was_struck_out_does_it_later(
    empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("assets.booking.strike_personal_numbers", lambda _: [])
        send(empty_home, "vorderingen.csv", *ROWS)
    assert _holding(empty_home) != []
    whole = copy_of(empty_home, tmp_path / "whole")
    send(empty_home, "vorderingen-2.csv", claim("Z1", Klantnummer="Z1"))
    send(whole, "vorderingen-2.csv", claim("Z1", Klantnummer="Z1"))
    assert _holding(empty_home) == []
    assert differences(empty_home, whole) == []


def test_a_refused_file_with_a_number_is_not_laid_in_the_folder_of_errors(empty_home: Path) -> None:
    send(empty_home, "vorderingen.csv", claim("F1", **WITH_NUMBER))
    assert receipt(empty_home, "vorderingen.csv")["status"] == "refused"
    assert _holding(empty_home) == []


def test_the_bytes_are_gone_and_their_hash_is_still_in_the_log(empty_home: Path) -> None:
    send(empty_home, "vorderingen.csv", *ROWS)
    with open_hub(empty_home, read_only=True) as hub:
        (manifest,) = hub.archive.log()
        shown = card_of(hub, manifest)["manifest"]["bytes"]
    assert shown == str(struck_path(empty_home / "archive", manifest.sha256))
    assert not object_file(empty_home / "archive/objects", manifest.sha256).exists()
    assert struck_path(empty_home / "archive", manifest.sha256).exists()


def _holding(home: Path) -> list[str]:
    """Return the files below a home, and the tables, that hold the number."""
    pattern = re.compile(BSN.encode())
    files = [name for name, data in files_in(home).items() if any(pattern.search(part) for part in _opened(data))]
    with open_hub(home, read_only=True) as hub:
        for name in ("inbox.findings", "inbox.corrections", "canonical.debtors", "canonical.claims"):
            text = hub.store.read(name).write_csv()
            files += [name] if BSN in text else []
    return files


def _opened(data: bytes) -> list[bytes]:
    """Return what is in a file: itself, or what was packed in it."""
    if data.startswith(b"\x1f\x8b"):
        return _opened(gzip.decompress(data))
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return [part for name in packed.namelist() for part in _opened(packed.read(name))]
    if data.startswith(b"PAR1"):
        return [pl.read_parquet(io.BytesIO(data)).write_csv().encode()]
    return [data]


def _check_rebuild(home: Path) -> None:
    again = home.parent / "again"
    assert rebuild_into(home, again, tell=lambda _: None) == []
    assert differences(home, again) == []
    assert _holding(again) == []
