"""A file put on a partner's server, so that he never sees a part of it."""

from __future__ import annotations

import hashlib
import io
import posixpath
from pathlib import PurePosixPath

import paramiko


def upload(session: paramiko.SFTPClient, folder: str, path: PurePosixPath, data: bytes) -> bool:
    """Whether the file had to be sent; it is now on the server under its own name, whole.

    It is sent under a temporary name, its size is compared, and then it is renamed.

    Args:
        session: A session with the server.
        folder: The partner's folder for our files.
        path: Path of the file in it.
        data: Its content.
    """
    final = posixpath.join(folder, path)
    if _has(session, final, data):
        return False
    _make_folders(session, folder, path)
    temporary = posixpath.join(posixpath.dirname(final), f".{path.name}.part")
    session.putfo(io.BytesIO(data), temporary, file_size=len(data), confirm=True)
    rename(session, temporary, final)
    return True


def rename(session: paramiko.SFTPClient, old: str, new: str) -> None:
    """Give a file on the server another name; what has that name is replaced, in one step where the server can.

    Args:
        session: A session with the server.
        old: Its path.
        new: Its new path.
    """
    try:
        session.posix_rename(old, new)
    except OSError as error:
        # Servers without the extension of OpenSSH say so in words only; those with it give a number for real faults.
        if error.errno is not None:
            raise
        if exists(session, new):
            session.remove(new)
        session.rename(old, new)


def exists(session: paramiko.SFTPClient, path: str) -> bool:
    """Whether the server has something at this path.

    Args:
        session: A session with the server.
        path: The path.
    """
    try:
        session.stat(path)
    except FileNotFoundError:
        return False
    return True


def _has(session: paramiko.SFTPClient, path: str, data: bytes) -> bool:
    try:
        size_bytes = session.stat(path).st_size
    except FileNotFoundError:
        return False
    if size_bytes != len(data):
        return False
    there = io.BytesIO()
    session.getfo(path, there)
    return hashlib.sha256(there.getvalue()).digest() == hashlib.sha256(data).digest()


def _make_folders(session: paramiko.SFTPClient, folder: str, path: PurePosixPath) -> None:
    """Folders below the partner's own one; that one he makes himself, or its path is wrong."""
    for parent in reversed(path.parents[:-1]):
        below = posixpath.join(folder, parent)
        if not exists(session, below):
            session.mkdir(below)
