"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_file(path: Path, data: bytes) -> bool:
    """Whether the file had to be written: it now holds the data, and a reader never sees a part of it.

    A file that holds the same data already is left alone, with its times. The data goes to a temporary name in the
    same folder (leading dot, so that nobody takes it), is forced to disk, and then gets its name. Folders are made.

    Args:
        path: The file.
        data: Its content.
    """
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_for(path)
    with _locked(temporary) as stream:
        stream.truncate(0)
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
        temporary.replace(path)
    sync_folder(path.parent)
    return True


def temporary_for(path: Path) -> Path:
    """The name that a file has in its folder while it is written.

    It is always the same one, so that a killed writer leaves nothing behind that the next one does not use up. The name
    of the file may be as long as a name can be; so only its hash is part of the temporary one.

    Args:
        path: The file.
    """
    return path.parent / f".{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}.part"


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to disk: a new name outlives a power cut only after this.

    Args:
        folder: The folder.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(temporary: Path) -> Iterator[BinaryIO]:
    """The temporary file, open for one writer at a time; a kill frees the lock."""
    while True:
        with temporary.open("ab") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            # While this writer waited, the one before it gave the file its real name: then start with a fresh one.
            if _is_at(temporary, os.fstat(stream.fileno())):
                yield stream
                return


def _is_at(path: Path, status: os.stat_result) -> bool:
    try:
        return os.path.samestat(path.stat(), status)
    except FileNotFoundError:
        return False
