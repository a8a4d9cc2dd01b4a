"""Local folders: a partner, or a program of his, reads and writes the folders of the home itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from assets.home import Home
from assets.settings import IntakeSettings
from assets.transports.landing import Landing, Look
from assets.write_file import write_file
from warehouse.errors import TransportError, UsageError


class LocalTransport:
    """The transport of a partner without a server.

    Args:
        partner: Name of the partner.
        home: Home of the hub.
        intake: When a file may be taken in.
        clock: Seconds since 1970.
        sleep: Waits for a number of seconds.
    """

    def __init__(
        self,
        partner: str,
        home: Home,
        intake: IntakeSettings,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._landing = Landing(home.inbox_of(partner), intake, clock=clock, sleep=sleep)
        self._outbox = home.outbox_of(partner)

    def fetch(self) -> list[Path]:
        """No files: they are in the inbox folder already."""
        return []

    def look(self, *, wait: bool = False) -> Look:
        """What lies in the inbox folder: also the files that may still grow, and what is no file.

        Args:
            wait: Whether to wait, within bounds, for files that may still grow.
        """
        return self._landing.wait() if wait else self._landing.look()

    def waiting(self, *, wait: bool = False) -> list[Path]:
        """The files in the inbox folder that may be taken in, by name.

        Args:
            wait: Whether to wait, within bounds, for files that may still grow.
        """
        return self.look(wait=wait).ready

    def deliver(self, relative_path: str, data: bytes) -> bool:
        """Whether the file had to be written to the outbox folder.

        Args:
            relative_path: Its path in the folder, with slashes.
            data: Its content.

        Raises:
            UsageError: The path leads out of the folder.
            TransportError: The folder cannot be written.
        """
        path = self._outbox / checked_path(relative_path)
        try:
            return write_file(path, data)
        except OSError as error:
            raise TransportError(
                f"the file cannot be written ({error.strerror})",
                place=str(path),
                cure="Give the user of the hub the right to write there, and room on the disk; then run again",
                retryable=True,
            ) from error

    def close(self) -> None:
        """Nothing: a folder is not opened."""


def checked_path(relative_path: str) -> PurePosixPath:
    """The path of a file within an outbox folder.

    Args:
        relative_path: The path, with slashes.

    Raises:
        UsageError: It is empty or absolute, or leads out of the folder.
    """
    path = PurePosixPath(relative_path)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\0" in relative_path:
        raise UsageError(
            "this is no path of a file within an outbox folder",
            place=repr(relative_path),
            cure="Use a relative path without `..`",
        )
    return path
