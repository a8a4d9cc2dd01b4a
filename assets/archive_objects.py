"""The bytes of deliveries, stored once for each content under their SHA-256, and checked against it when read."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO, Final

from assets.write_file import sync_folder
from warehouse.errors import StoreError

_BLOCK_BYTES: Final = 1 << 20
_TRIES: Final = 3
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def store_object(objects: Path, data: Path, *, scratch: Path) -> tuple[str, int]:
    """The hash and the size of a file that was copied to the objects.

    It is copied and not moved, so that a program which still has it open cannot change what was archived.

    Args:
        objects: Folder of the objects.
        data: The file.
        scratch: Temporary file on the same file system; only one process uses it at a time.

    Raises:
        StoreError: The file is no regular one, or changed while it was read.
    """
    for _ in range(_TRIES):
        with os.fdopen(_open_regular(data), "rb") as source:
            before = os.fstat(source.fileno())
            sha256, size_bytes = _copy(source, scratch)
            after = os.fstat(source.fileno())
        if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size) and after.st_size == size_bytes:
            break
    else:
        raise StoreError(
            "the file keeps changing while it is read",
            place=str(data),
            cure="Stop the program that writes it, and run again",
            retryable=True,
        )
    target = object_file(objects, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch.chmod(0o444)
    # An object that is there already has the same bytes, or was damaged: then this heals it.
    scratch.replace(target)
    sync_folder(target.parent)
    sync_folder(objects)
    return sha256, size_bytes


def read_object(objects: Path, sha256: str) -> bytes:
    """The bytes that have this hash.

    Args:
        objects: Folder of the objects.
        sha256: The hash.

    Raises:
        StoreError: They are not there, or have another hash now.
    """
    file = object_file(objects, sha256)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise StoreError(
            f"the bytes of a delivery cannot be read ({error.strerror})",
            place=str(file),
            cure="Restore the file from a backup of the archive",
        ) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StoreError(
            "the bytes of a delivery were changed: they have another hash than when they came",
            place=str(file),
            cure="Restore the file from a backup of the archive, and check the disk",
        )
    return data


def object_file(objects: Path, sha256: str) -> Path:
    """Where the bytes of a hash are.

    Args:
        objects: Folder of the objects.
        sha256: The hash, 64 small hexadecimal digits.

    Raises:
        StoreError: It is no such hash.
    """
    if not _SHA256.fullmatch(sha256):
        raise StoreError("this is no SHA-256 hash", place=repr(sha256), cure="Use the hash of a manifest")
    return objects / sha256[:2] / sha256


def _open_regular(path: Path) -> int:
    """A descriptor of a regular file; never of what a link points to, and without waiting for a pipe."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise StoreError("this is no regular file", place=str(path), cure="Remove it by hand")
    return descriptor


def _copy(source: BinaryIO, scratch: Path) -> tuple[str, int]:
    source.seek(0)
    digest, size_bytes = hashlib.sha256(), 0
    scratch.unlink(missing_ok=True)
    with scratch.open("xb") as target:
        while block := source.read(_BLOCK_BYTES):
            digest.update(block)
            size_bytes += target.write(block)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size_bytes
