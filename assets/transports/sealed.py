"""Files that leave encrypted with PGP, for a partner whose settings say so.

Encryption gives other bytes each time. What is computed, compared and rebuilt is therefore the plain file; it stays
under a hidden folder of the outbox, and the encrypted one, made once, is what the partner's folder and server get.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from assets.transports.landing import Look
from assets.transports.local import checked_path
from assets.write_file import write_file
from warehouse.errors import TransportError

if TYPE_CHECKING:
    from assets.transports.transport import Transport

SUFFIX: Final = ".pgp"
"""Ending of the name of an encrypted file."""


class SealedTransport:
    """A transport whose files leave encrypted; what comes in goes through it unchanged.

    Args:
        inner: The partner's transport.
        plain: Folder where the plain files stay.
        outbox: The partner's folder of the outbox.
        encrypt: Encrypts a file for the partner.
    """

    def __init__(self, inner: Transport, *, plain: Path, outbox: Path, encrypt: Callable[[bytes], bytes]) -> None:
        self._inner = inner
        self._plain = plain
        self._outbox = outbox
        self._encrypt = encrypt

    def fetch(self) -> list[Path]:
        """The files that were brought from the partner to his inbox folder."""
        return self._inner.fetch()

    def look(self, *, wait: bool = False) -> Look:
        """What lies in his inbox folder.

        Args:
            wait: Whether to wait, within bounds, for files that may still grow.
        """
        return self._inner.look(wait=wait)

    def waiting(self, *, wait: bool = False) -> list[Path]:
        """The files in his inbox folder that may be taken in, by name.

        Args:
            wait: Whether to wait, within bounds, for files that may still grow.
        """
        return self._inner.waiting(wait=wait)

    def deliver(self, relative_path: str, data: bytes) -> bool:
        """Whether the file had to be sent; it is now with the partner, encrypted, its name ending in `.pgp`.

        A file that was encrypted before is not encrypted again: the partner has it, or gets the same one.

        Args:
            relative_path: Its path in the outbox folder, with slashes.
            data: Its content.

        Raises:
            ConfigurationError: There is no public key of the partner, or one cannot be used.
            UsageError: The path leads out of the folder.
            TransportError: A folder cannot be written, or the partner's server refused or was away.
        """
        return self._inner.deliver(f"{relative_path}{SUFFIX}", self._sealed(checked_path(relative_path), data))

    def close(self) -> None:
        """Ends what was opened with the partner's server."""
        self._inner.close()

    def _sealed(self, path: PurePosixPath, data: bytes) -> bytes:
        plain, sealed = self._plain / path, self._outbox / f"{path}{SUFFIX}"
        try:
            if plain.is_file() and plain.read_bytes() == data and sealed.is_file():
                return sealed.read_bytes()
            encrypted = self._encrypt(data)
            # The old one goes first, so that a plain file and an encrypted one side by side are the same file.
            sealed.unlink(missing_ok=True)
            write_file(plain, data)
        except OSError as error:
            raise TransportError(
                f"the file cannot be written ({error.strerror})",
                place=str(plain),
                cure="Give the user of the hub the right to write there, and room on the disk; then run again",
                retryable=True,
            ) from error
        return encrypted
