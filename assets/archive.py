"""The archive: every delivery ever taken in, its bytes by their hash and its place in the log; the source of all truth.

A delivery is taken in by small steps, each of which is there whole or not at all, so that a process may be killed
between any two of them and the next one ends the work:

1. `incoming/<number>.json` says what is about to be taken: partner, name, dates. Names of files are hostile, so they
   stand in files and never become names of files here.
2. The file is moved to `incoming/<number>.data`. From here on it is taken; before, it still waits in the inbox.
3. Its bytes go to `objects/<2 digits>/<sha256>`.
4. `log/<number>.json` enters it in the log.
5. Both files in `incoming` are removed.

All this is done under one lock, so that numbers have no gaps and a reader who saw number 13 has seen number 12.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from assets.archive_objects import object_file, read_object, store_object
from assets.manifest import Manifest, Ticket, read_manifest, read_ticket
from assets.write_file import sync_folder, write_file
from warehouse.errors import StoreError

_MANIFEST_NAME: Final = re.compile(r"[0-9]{8}\.json")


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _go_on(_: str) -> None:
    """Nothing: the checkpoint of every run but those of tests."""


def _allow(_: list[Manifest]) -> None:
    """Nothing: any delivery may follow."""


class Archive:
    """The log of deliveries in a folder; several processes and threads may use it at once.

    Args:
        folder: The folder of the archive.
        clock: The time of receipt; it goes to the manifest and nowhere else.
        checkpoint: Called with the name of each step that was just done; tests stop the process there.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime] = _utc_now,
        checkpoint: Callable[[str], None] = _go_on,
    ) -> None:
        self.folder = folder
        self._objects = folder / "objects"
        self._log = folder / "log"
        self._incoming = folder / "incoming"
        self._lock_file = folder / "lock"
        self._clock = clock
        self._checkpoint = checkpoint
        self._manifests: dict[int, Manifest] = {}
        self._highest = 0
        self._reading = threading.Lock()
        for path in (self._objects, self._log, self._incoming):
            path.mkdir(parents=True, exist_ok=True)

    def take_in(
        self, partner_id: str, file: Path, *, known_at: date, mapping_edition: str | None = None
    ) -> Manifest | None:
        """The manifest of a file that was moved into the archive; none when the file is gone: another run took it.

        Args:
            partner_id: Who sent it.
            file: The file, on the same file system as the archive.
            known_at: Business date on which it is known.
            mapping_edition: Edition of the partner's mappings, which the archive holds already.

        Raises:
            StoreError: It is no regular file, lies on another file system, or cannot be moved.
        """
        with self._locked():
            self._finish_all()
            if not os.path.lexists(file):
                return None
            if file.is_symlink() or not file.is_file() or not os.access(file, os.R_OK):
                raise StoreError(
                    "this is no regular file that the hub may read",
                    place=repr(str(file)),
                    cure="Remove it from the inbox, or give the user of the hub the right to read it",
                )
            ticket = Ticket(partner_id, file.name, known_at, self._clock(), mapping_edition)
            return self._finish(self._begin(file, ticket))

    def put(
        self,
        partner_id: str,
        file_name: str,
        data: bytes,
        *,
        known_at: date,
        once: bool = False,
        mapping_edition: str | None = None,
        allowed: Callable[[list[Manifest]], None] = _allow,
    ) -> Manifest:
        """The manifest of a delivery that the hub itself makes.

        Args:
            partner_id: Whose delivery it is.
            file_name: Its name.
            data: Its bytes.
            known_at: Business date on which it is known.
            once: Whether a delivery of the same partner, name and bytes is not repeated, but the first one returned.
            mapping_edition: Edition of the partner's mappings, which the archive holds already.
            allowed: Raises where the log, to which nothing can be added meanwhile, does not allow the delivery.

        Raises:
            StoreError: The archive cannot be written.
        """
        with self._locked():
            self._finish_all()
            known = self._find(partner_id, file_name, data) if once else None
            if known:
                return known
            allowed(self.log())
            written = self._incoming / "written.part"
            write_file(written, data)
            ticket = Ticket(partner_id, file_name, known_at, self._clock(), mapping_edition)
            return self._finish(self._begin(written, ticket))

    def recover(self) -> list[Manifest]:
        """The deliveries that a killed run had begun, now finished.

        Raises:
            StoreError: What it left cannot be read.
        """
        with self._locked():
            return self._finish_all()

    def log(self, after: int = 0) -> list[Manifest]:
        """The deliveries in the order in which they were taken in.

        Args:
            after: Only those with a higher sequence number.

        Raises:
            StoreError: A manifest is missing or damaged.
        """
        with self._reading:
            numbers = range(after + 1, self._last_number() + 1)
            for number in numbers:
                if number not in self._manifests:
                    self._manifests[number] = read_manifest(self._manifest_file(number), number)
            return [self._manifests[number] for number in numbers]

    def read(self, sha256: str) -> bytes:
        """The bytes of a delivery, which have this hash indeed.

        Args:
            sha256: The hash in its manifest.

        Raises:
            StoreError: They are not there, or were damaged.
        """
        return read_object(self._objects, sha256)

    def _begin(self, file: Path, ticket: Ticket) -> int:
        """The number of a delivery whose file was moved to the incoming ones."""
        number = self._last_number() + 1
        write_file(self._ticket_file(number), ticket.as_json())
        self._checkpoint("announced")
        try:
            file.rename(self._data_file(number))
        except OSError as error:
            self._ticket_file(number).unlink()
            raise StoreError(
                f"the file cannot be moved into the archive ({error.strerror})",
                place=repr(str(file)),
                cure="Keep inbox and archive on one file system, and give the user of the hub the right to write both",
                retryable=True,
            ) from error
        sync_folder(self._incoming)
        self._checkpoint("moved")
        return number

    def _finish_all(self) -> list[Manifest]:
        """What was begun and not finished; everything else that a killed run left is thrown away."""
        tickets = []
        for name in sorted(os.listdir(self._incoming)):
            number = int(name[:8]) if name[:8].isdigit() else 0
            if name == self._ticket_file(number).name:
                tickets.append(number)
            elif name != self._data_file(number).name:
                (self._incoming / name).unlink()
        return [self._finish(number) for number in tickets if self._is_begun(number)]

    def _is_begun(self, number: int) -> bool:
        """Whether a ticket has its file; one without never began, or was finished, and is torn up."""
        if self._data_file(number).exists() and not self._manifest_file(number).exists():
            return True
        self._clean(number)
        return False

    def _finish(self, number: int) -> Manifest:
        ticket = read_ticket(self._ticket_file(number))
        data, scratch = self._data_file(number), self._incoming / "object.part"
        sha256, size_bytes = store_object(self._objects, data, scratch=scratch)
        self._checkpoint("stored")
        manifest = ticket.entered(number, sha256=sha256, size_bytes=size_bytes)
        self._enter(manifest)
        self._checkpoint("entered")
        self._clean(number)
        return manifest

    def _enter(self, manifest: Manifest) -> None:
        """The manifest in the log; a second link fails where a rename would overwrite, should the lock not hold."""
        written = self._incoming / "manifest.part"
        write_file(written, manifest.as_json())
        os.link(written, self._manifest_file(manifest.sequence_number))
        sync_folder(self._log)
        written.unlink()

    def _clean(self, number: int) -> None:
        self._data_file(number).unlink(missing_ok=True)
        self._checkpoint("cleaned")
        self._ticket_file(number).unlink(missing_ok=True)

    def _find(self, partner_id: str, file_name: str, data: bytes) -> Manifest | None:
        sha256 = hashlib.sha256(data).hexdigest()
        # Bytes come before manifests: where there are no such bytes the log need not be read.
        if not object_file(self._objects, sha256).exists():
            return None
        wanted = (sha256, partner_id, file_name)
        return next((m for m in self.log() if (m.sha256, m.partner_id, m.file_name) == wanted), None)

    def _last_number(self) -> int:
        """The highest number in the log: looked up once, and from then on by looking for the next one."""
        number = self._highest
        if number == 0:
            with os.scandir(self._log) as entries:
                names = (entry.name for entry in entries)
                number = max((int(name[:8]) for name in names if _MANIFEST_NAME.fullmatch(name)), default=0)
        while self._manifest_file(number + 1).exists():
            number += 1
        self._highest = number
        return number

    def _manifest_file(self, number: int) -> Path:
        return self._log / f"{number:08d}.json"

    def _ticket_file(self, number: int) -> Path:
        return self._incoming / f"{number:08d}.json"

    def _data_file(self, number: int) -> Path:
        return self._incoming / f"{number:08d}.data"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The archive for this thread of this process alone; a kill frees the lock."""
        try:
            with self._lock_file.open("ab") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise StoreError(
                f"the archive cannot be written ({error.strerror})",
                place=str(error.filename or self._lock_file),
                cure="Give the user of the hub the right to write there, and room on the disk; then run again",
                retryable=True,
            ) from error
