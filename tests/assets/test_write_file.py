"""Files are written whole, once, and without rests."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from assets.write_file import temporary_for, write_file


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "c.txt"
    assert write_file(file, b"one")
    assert write_file(file, b"two")
    assert file.read_bytes() == b"two"
    assert [path.name for path in file.parent.iterdir()] == ["c.txt"]


def test_the_same_content_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "c.txt"
    write_file(file, b"one")
    before = file.stat()
    assert not write_file(file, b"one")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_rest_of_a_killed_writer_is_used_up(tmp_path: Path) -> None:
    file = tmp_path / "c.txt"
    temporary_for(file).write_bytes(b"half of something longer")
    assert write_file(file, b"one")
    assert file.read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["c.txt"]


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    file = tmp_path / ("x" * 255)
    assert write_file(file, b"one")
    assert file.read_bytes() == b"one"


def test_a_folder_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "c.txt").mkdir()
    with pytest.raises(IsADirectoryError):
        write_file(tmp_path / "c.txt", b"one")


def test_writers_of_one_file_never_mix_their_bytes(tmp_path: Path) -> None:
    file = tmp_path / "c.txt"
    contents = [bytes([letter]) * 100_000 for letter in b"abcd"]
    threads = [Thread(target=write_file, args=(file, content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert file.read_bytes() in contents
    assert [path.name for path in tmp_path.iterdir()] == ["c.txt"]
