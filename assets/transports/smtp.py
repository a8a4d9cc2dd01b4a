"""E-mails handed to a mail server through a queue on disk: each once, whatever moment the process is killed at.

Three folders of entries, one for each message, tell where it is. `tried` is written before the message goes to the
server, `sent` or `refused` after the server's answer. A message that was tried and has no answer may have gone or not:
it is never sent again, and a person is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from assets.home import Home
from assets.settings import IntakeSettings
from assets.smtp_settings import SmtpSettings
from assets.transports.journal import Journal, entry_key, one_at_a_time
from assets.transports.landing import Look
from assets.transports.local import LocalTransport
from assets.transports.smtp_session import SmtpSession
from warehouse.errors import TransportError

MAIL: Final = ".eml"
"""Ending of the files that are sent; the others only go to the outbox folder."""

_PAUSE_SECONDS: Final = 2
_NO_ANSWER: Final = "the hub was stopped between handing it in and the server's answer"


class SmtpTransport:
    """The transport of the mailer, where a mail server is set.

    Args:
        partner: Name of the partner.
        home: Home of the hub.
        settings: The server.
        intake: When a file may be taken in.
        sleep: Waits for a number of seconds.

    Raises:
        ConfigurationError: The password is not set, or the file of certificates cannot be read.
    """

    def __init__(
        self,
        partner: str,
        home: Home,
        settings: SmtpSettings,
        intake: IntakeSettings,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._local = LocalTransport(partner, home, intake)
        self._session = SmtpSession(partner, settings)
        self._state = home.transports / partner

    def fetch(self) -> list[Path]:
        """No files: a mail server that is handed mails gives none."""
        return []

    def look(self, *, wait: bool = False) -> Look:
        """What lies in the inbox folder.

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
        """Whether the file had to be sent; it is in the outbox folder, and a mail has left, or its trouble is noted.

        Args:
            relative_path: Its path in the outbox folder, with slashes.
            data: Its content.

        Raises:
            UsageError: The path leads out of the folder.
            TransportError: The server is away, or refuses the hub itself; the mail waits for the next run.
        """
        was_written = self._local.deliver(relative_path, data)
        if not relative_path.endswith(MAIL):
            return was_written
        key = mail_key(relative_path)
        with one_at_a_time(self._state / "lock"):
            tried, done = Journal(self._state / "tried"), [Journal(self._state / name) for name in ("sent", "refused")]
            if any(key in journal for journal in done):
                return False
            if key in tried:
                # Killed in between, or no answer came: `undelivered_mails` tells it.
                return False
            return self._send(key, relative_path, data)

    def close(self) -> None:
        """Ends the session with the server."""
        self._session.close()

    def _send(self, key: str, path: str, data: bytes) -> bool:
        tried, sent, refused = (Journal(self._state / name) for name in ("tried", "sent", "refused"))
        for attempt in range(1, self._settings.attempts + 1):
            answer = self._session.send(data, before=lambda: tried.add(key, f"{path}: {_NO_ANSWER}"))
            if answer.outcome == "sent":
                sent.add(key, f"{path}: {answer.words}")
                tried.remove(key)
                return True
            if answer.outcome == "uncertain":
                tried.add(key, f"{path}: no answer of the server after the message ({answer.words})")
                return False
            if answer.outcome == "refused" or attempt == self._settings.attempts:
                # A mailbox that is full for days must not hold up everybody else's day.
                refused.add(key, f"{path}: {answer.words}")
                tried.remove(key)
                return False
            tried.remove(key)
            self._sleep(_PAUSE_SECONDS * attempt)
        raise TransportError("no attempt was made", place=self._session.place, cure="Set `attempts` to 1 or more.")


def mail_key(relative_path: str) -> str:
    """The key of a mail in the queue: batch and number, from which its Message-ID follows too.

    Args:
        relative_path: Path of its file in the outbox.
    """
    return entry_key("mail", relative_path)


def settled_mails(state: Path) -> frozenset[str]:
    """The paths of the mails that are sent no more: they left, were refused, or nobody knows.

    Args:
        state: Folder of the mailer under the transports of the home.
    """
    words = (told for outcome in ("sent", "refused", "tried") for told in Journal(state / outcome).entries())
    return frozenset(told.partition(": ")[0] for told in words)


def undelivered_mails(state: Path) -> dict[str, tuple[str, str]]:
    """Every mail that was refused, or of which nobody knows whether it left: `refused` or `tried`, and words, by path.

    Args:
        state: Folder of the mailer under the transports of the home.
    """
    told = {}
    for outcome in ("refused", "tried"):
        for words in Journal(state / outcome).entries():
            path, _, reason = words.partition(": ")
            told[path] = (outcome, reason)
    return told
