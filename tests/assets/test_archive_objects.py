"""What is stored is what was read, also when somebody still writes the file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assets import archive_objects
from assets.archive_objects import read_object, store_object
from warehouse.errors import StoreError


def while_read(monkeypatch: pytest.MonkeyPatch, happens: Callable[[int], None]) -> None:
    """Something happens each time when the file was just read."""
    copy, times = archive_objects._copy, []

    def copy_then_happen(source, scratch):
        copied = copy(source, scratch)
        times.append(1)
        happens(len(times))
        return copied

    monkeypatch.setattr(archive_objects, "_copy", copy_then_happen)


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.write_bytes(b"half")
    while_read(monkeypatch, lambda time: time == 1 and data.write_bytes(b"whole"))
    sha256, size_bytes = store_object(tmp_path / "objects", data, scratch=tmp_path / "scratch")
    assert (sha256, size_bytes) == (hashlib.sha256(b"whole").hexdigest(), 5)
    assert read_object(tmp_path / "objects", sha256) == b"whole"
    assert not (tmp_path / "scratch").exists()


def test_a_file_that_keeps_changing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.write_bytes(b"")
    while_read(monkeypatch, lambda time: data.write_bytes(b"x" * time))
    with pytest.raises(StoreError, match="keeps changing") as raised:
        store_object(tmp_path / "objects", data, scratch=tmp_path / "scratch")
    assert raised.value.retryable
    assert data.read_bytes() == b"xxx"


def test_a_large_file_is_stored_in_blocks(tmp_path: Path) -> None:
    content = os.urandom(3 * (1 << 20) + 17)
    (tmp_path / "data").write_bytes(content)
    sha256, size_bytes = store_object(tmp_path / "objects", tmp_path / "data", scratch=tmp_path / "scratch")
    assert (sha256, size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    assert read_object(tmp_path / "objects", sha256) == content


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError, match="no regular file"):
        store_object(tmp_path / "objects", tmp_path / "pipe", scratch=tmp_path / "scratch")
