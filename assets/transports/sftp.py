"""A partner's SFTP server: his files are fetched to the inbox folder, ours go from the outbox folder to him."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from assets.home import Home
from assets.settings import IntakeSettings, SftpSettings
from assets.transports.journal import Journal, entry_key, one_at_a_time
from assets.transports.landing import Look
from assets.transports.local import LocalTransport, checked_path
from assets.transports.sftp_connection import SftpConnection
from assets.transports.sftp_download import Download
from assets.transports.sftp_upload import upload
from warehouse.errors import TransportError


class SftpTransport:
    """The transport of a partner with an SFTP server.

    Args:
        partner: Name of the partner.
        home: Home of the hub.
        settings: The partner's server.
        intake: When a file may be taken in.
        clock: Seconds since 1970.
        sleep: Waits for a number of seconds.

    Raises:
        ConfigurationError: A secret is not set, or a key or the file of known hosts cannot be read.
    """

    def __init__(
        self,
        partner: str,
        home: Home,
        settings: SftpSettings,
        intake: IntakeSettings,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._intake = intake
        self._clock = clock
        self._sleep = sleep
        self._inbox = home.inbox_of(partner)
        self._local = LocalTransport(partner, home, intake, clock=clock, sleep=sleep)
        self._connection = SftpConnection(partner, settings, sleep=sleep)
        self._state = home.transports / partner

    def fetch(self) -> list[Path]:
        """The files that were brought from the server to the inbox folder.

        Raises:
            TransportError: The server refused or was away, or some files (and no others) could not be fetched.
        """
        if self._settings.inbox is None:
            return []
        with one_at_a_time(self._state / "lock"):
            download = Download(
                self._settings,
                self._intake,
                self._inbox,
                Journal(self._state / "fetched"),
                clock=self._clock,
                sleep=self._sleep,
            )
            self._connection.run(download.run)
        if download.problems:
            told = ", ".join(f"{name!r}: {problem}" for name, problem in sorted(download.problems.items()))
            raise TransportError(
                f"files on the server could not be fetched or put away ({told})",
                place=self._connection.place,
                cure="Ask the partner for the right to read and to remove them; none was taken twice, and none is lost",
            )
        return download.fetched

    def look(self, *, wait: bool = False) -> Look:
        """What lies in the inbox folder: also the files that may still grow, and what is no file.

        Args:
            wait: Whether to wait, within bounds, for files that may still grow.
        """
        return self._local.look(wait=wait)

    def waiting(self, *, wait: bool = False) -> list[Path]:
        """The files in the inbox folder that may be taken in, by name.

        Args:
            wait: Whether to wait, within bounds, for files that may still grow.
        """
        return self.look(wait=wait).ready

    def deliver(self, relative_path: str, data: bytes) -> bool:
        """Whether the file had to be sent; it is now in the outbox folder and on the server.

        The journal remembers it, for a partner may take a file away at once, and must not get it again.

        Args:
            relative_path: Its path in the outbox folder, with slashes.
            data: Its content.

        Raises:
            UsageError: The path leads out of the folder.
            TransportError: The server refused, or was away.
        """
        path, folder = checked_path(relative_path), self._settings.outbox
        self._local.deliver(relative_path, data)
        if folder is None:
            return False
        key = entry_key(str(path), hashlib.sha256(data).hexdigest())
        with one_at_a_time(self._state / "lock"):
            journal = Journal(self._state / "sent")
            if key in journal:
                return False
            was_sent = self._connection.run(lambda session: upload(session, folder, path, data))
            journal.add(key, str(path))
        return was_sent

    def close(self) -> None:
        """Nothing: each file has a session of its own."""
