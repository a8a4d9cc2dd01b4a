"""What was fetched from and sent to a partner's server, so that neither happens twice.

Each entry is a file of its own, named by a hash: there or not there, whatever moment the process was killed at.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assets.write_file import write_file


def entry_key(*parts: str | int) -> str:
    """The key of an entry: a hash of what makes it the same one.

    Args:
        parts: Texts and numbers.
    """
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


class Journal:
    """The entries in a folder.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __contains__(self, key: str) -> bool:
        return (self._folder / key).exists()

    def add(self, key: str, what: str) -> None:
        """Remember an entry.

        Args:
            key: Its key.
            what: Words for a person who reads the journal.
        """
        write_file(self._folder / key, json.dumps(what).encode("ascii") + b"\n")

    def entries(self) -> list[str]:
        """The words of all entries, in the order of their keys."""
        names = sorted(path.name for path in self._folder.iterdir() if not path.name.startswith("."))
        return [str(json.loads((self._folder / name).read_bytes())) for name in names]

    def remove(self, key: str) -> None:
        """Forget an entry.

        Args:
            key: Its key.
        """
        (self._folder / key).unlink(missing_ok=True)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget all entries but these.

        Args:
            keys: The keys to keep.
        """
        for name in {path.name for path in self._folder.iterdir()}.difference(keys):
            self.remove(name)


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Nobody else is here at the same time: another thread or process waits; a kill frees the place.

    Args:
        file: The file that is locked.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
