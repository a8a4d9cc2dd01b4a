from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pysequoia import Tsk, encrypt

from assets.command_line import main
from assets.home import create_home

CSV = "nr;naam;bedrag\r\n1;Zoë;2,50\r\n2;Bart;3,50\r\n".encode("windows-1252")


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, list[dict[str, Any]], str]:
    """Return exit status, rows and what was told."""
    with pytest.raises(SystemExit) as left:
        main(["read", *map(str, words)])
    told = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, [json.loads(line) for line in told.out.splitlines()], told.err


def written(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_rows_are_json_lines_and_the_format_is_told_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, rows, told = run(capsys, written(tmp_path, "a.csv", CSV))
    assert status == 0
    assert rows[0] == {
        "file": "a.csv",
        "record": "row",
        "line": 2,
        "fault": None,
        "values": {"nr": "1", "naam": "Zoë", "bedrag": "2,50"},
    }
    assert '"delimiter": ";"' in told
    assert "because its rows have as many fields" in told


def test_a_format_that_is_named_is_not_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, rows, told = run(capsys, "--format", "csv", written(tmp_path, "a.txt", b"een\r\ntwee\r\n"))
    assert (status, [row["values"] for row in rows], told) == (0, [{"een": "twee"}], "")


def test_each_file_of_an_archive_is_read_and_a_faulty_one_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv.gz", gzip.compress(CSV))
        archive.writestr("leeg.csv", b"")
        archive.writestr("map/b.jsonl", b'{"nr": "1"}\nx\n')
    status, rows, told = run(capsys, written(tmp_path, "dag.zip", packed.getvalue()))
    assert status == 1
    places = [("dag.zip!a.csv.gz", 2), ("dag.zip!a.csv.gz", 3), ("dag.zip!map/b.jsonl", 1), ("dag.zip!map/b.jsonl", 2)]
    assert [(row["file"], row["line"]) for row in rows] == places
    assert "finding 1005: dag.zip!leeg.csv: the file is empty" in told
    assert "finding 2016: dag.zip!map/b.jsonl:2: " in told


def test_a_row_with_a_fault_is_printed_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = CSV + b"3;x\r\n4\r\n"
    status, rows, told = run(capsys, "--format", "csv", written(tmp_path, "a.csv", data))
    assert status == 1
    assert [(row["line"], row["fault"]) for row in rows] == [(2, None), (3, None), (4, "record"), (5, "record")]
    assert "finding 2016: a.csv:4, and of 1 more, up to line 5: The record has not the agreed form" in told


def test_an_encrypted_file_is_opened_with_the_keys_of_the_home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = Tsk.generate("hub@incasso.example")
    home = create_home(tmp_path / "home")
    (home.keyring / "hub.asc").write_text(str(key), encoding="ascii")
    file = written(tmp_path, "a.csv.gpg", encrypt(recipients=[key.extract_certificate()], bytes=CSV))
    status, rows, _ = run(capsys, "--home", home.path, file)
    assert (status, len(rows)) == (0, 2)
    status, rows, told = run(capsys, "--home", tmp_path / "nowhere", file)
    assert (status, rows) == (1, [])
    assert "no key of the hub opens" in told


def test_statements_are_printed_with_what_does_not_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    statement = (
        b":20:1\r\n:25:NL02ABNA0123456789\r\n:28C:1\r\n:60F:C261101EUR100,00\r\n"
        b":61:2611021102C5,00NTRFNONREF\r\n:86:x\r\n:62F:C261102EUR106,00\r\n"
    )
    status, rows, told = run(capsys, written(tmp_path, "a.940", statement))
    assert status == 1
    assert [(row["values"]["amount"], row["cents"]) for row in rows] == [("5.00", 500)]
    assert "finding 1006: a.940:1: Statement 1: 100.00 and entries of 5.00 do not make 106.00." in told


@pytest.mark.parametrize("words", [["nergens.csv"], ["--format", "docx", "x.csv"], []])
def test_bad_use_is_one_line_and_status_two(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, rows, told = run(capsys, *words)
    assert (status, rows) == (2, [])
    assert len(told.splitlines()) == 1
