"""A lock that one process of a machine holds at a time, and that ends with its process."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def file_lock(path: Path | None) -> Iterator[None]:
    """Nothing; inside, no other process holds the same lock.

    Args:
        path: File that stands for the lock; it stays behind, empty. Without a path there is no lock.
    """
    if path is None:
        yield
        return
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
