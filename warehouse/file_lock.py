"""A lock between the processes of a machine, that ends with its process."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def file_lock(path: Path | None, *, shared: bool = False) -> Iterator[None]:
    """Nothing; inside, no other process holds the same lock, or all that do share it.

    Args:
        path: File that stands for the lock; it stays behind, empty. Without a path there is no lock.
        shared: Whether others may share it. Who only reads may not make the file: without one there is no lock.
    """
    if path is None or (shared and not path.is_file()):
        yield
        return
    with path.open("r" if shared else "a") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
