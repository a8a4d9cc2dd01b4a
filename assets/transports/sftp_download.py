"""Files taken from a partner's server, each once, whatever moment the process was killed at.

A file is downloaded under a temporary name that belongs to this version of it (name, size, time). Then the journal
remembers it, then it gets its name in the inbox folder, then it is put away on the server, then it may be forgotten. So
an entry in the journal with a temporary file means: only the name is missing; without one: only the server is to be
tidied.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import paramiko

from assets.settings import IntakeSettings, SftpSettings
from assets.transports.journal import Journal, entry_key
from assets.transports.landing import is_temporary
from assets.transports.sftp_upload import exists, rename
from assets.write_file import sync_folder

_MOST_REQUESTS: Final = 64
_LONGEST_NAME_BYTES: Final = 255


class _Entry(NamedTuple):
    name: str
    size_bytes: int
    changed_at: int

    @property
    def key(self) -> str:
        return entry_key(*self)


class Download:
    """One fetch from a server; it can be broken off and begun again.

    Args:
        settings: The partner's server.
        intake: When a file is whole, and which names are temporary.
        inbox: The folder where files land.
        journal: What was fetched before.
        clock: Seconds since 1970.
        sleep: Waits for a number of seconds.
    """

    def __init__(
        self,
        settings: SftpSettings,
        intake: IntakeSettings,
        inbox: Path,
        journal: Journal,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._settings = settings
        self._intake = intake
        self._folder = settings.inbox or ""
        self._inbox = inbox
        self._journal = journal
        self._clock = clock
        self._sleep = sleep
        self.fetched: list[Path] = []
        self.problems: dict[str, str] = {}

    def run(self, session: paramiko.SFTPClient) -> None:
        """Fetch what has stopped growing: `fetched` and `problems` say what became of it.

        Args:
            session: A session with the server.
        """
        self._inbox.mkdir(parents=True, exist_ok=True)
        first = self._list(session)
        self._journal.keep_only(entry.key for entry in first)
        if not first:
            return
        # The clock of the server is not ours: only two looks show that a file has stopped growing.
        if any(entry.key not in self._journal for entry in first):
            self._sleep(self._intake.settle_seconds)
        for entry in sorted(first & self._list(session)):
            remote = posixpath.join(self._folder, entry.name)
            try:
                self._take(session, remote, entry)
            except (PermissionError, FileNotFoundError) as error:
                # A file that the partner took back, or that somebody else put away, is no problem of ours.
                if exists(session, remote):
                    self.problems[entry.name] = str(error.strerror)

    def _list(self, session: paramiko.SFTPClient) -> set[_Entry]:
        entries = set()
        for found in session.listdir_attr(self._folder):
            is_file = found.st_mode is None or stat.S_ISREG(found.st_mode)
            if not is_file or is_temporary(found.filename, self._intake):
                continue
            # A server that means harm could send a name that leads out of the inbox.
            if _is_plain(found.filename):
                entries.add(_Entry(found.filename, found.st_size or 0, found.st_mtime or 0))
            else:
                self.problems[found.filename] = "this cannot be the name of a file"
        return entries

    def _take(self, session: paramiko.SFTPClient, remote: str, entry: _Entry) -> None:
        target, temporary = self._inbox / entry.name, self._inbox / f".{entry.key[:16]}.part"
        if entry.key not in self._journal:
            # An earlier file of this name still waits to be taken in: this one waits on the server.
            if os.path.lexists(target) or not self._download(session, remote, entry, temporary):
                return
            sync_folder(self._inbox)
            self._journal.add(entry.key, entry.name)
        if temporary.exists():
            if os.path.lexists(target):
                return
            temporary.rename(target)
            sync_folder(self._inbox)
            self.fetched.append(target)
        self._put_away(session, remote, entry)

    def _download(self, session: paramiko.SFTPClient, remote: str, entry: _Entry, temporary: Path) -> bool:
        """Whether the file was downloaded, and is still the one that was seen."""
        with temporary.open("wb") as stream:
            session.getfo(remote, stream, max_concurrent_prefetch_requests=_MOST_REQUESTS)
            stream.flush()
            os.fsync(stream.fileno())
            size_bytes = stream.tell()
        now = session.stat(remote)
        if size_bytes != entry.size_bytes or (now.st_size, now.st_mtime or 0) != (entry.size_bytes, entry.changed_at):
            temporary.unlink()
            return False
        # It is whole: nobody needs to wait for it to settle here, whatever clock the server has.
        changed_at = min(entry.changed_at, self._clock() - self._intake.settle_seconds)
        os.utime(temporary, (changed_at, changed_at))
        return True

    def _put_away(self, session: paramiko.SFTPClient, remote: str, entry: _Entry) -> None:
        if self._settings.after_fetch == "leave":
            return
        if self._settings.archive is None:
            session.remove(remote)
        else:
            kept = posixpath.join(self._settings.archive, entry.name)
            # A file that came under this name before is kept too.
            rename(session, remote, f"{kept}~{entry.key[:8]}" if exists(session, kept) else kept)
        self._journal.remove(entry.key)


def _is_plain(name: str) -> bool:
    return name not in {"", ".", ".."} and not {"/", "\0"} & set(name) and len(name.encode()) <= _LONGEST_NAME_BYTES
