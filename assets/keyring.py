"""The hub's keyring: private keys in a folder of the home, which open what partners encrypted for the hub.

Messages are opened in a process of their own, whose output is read up to a limit: a message of a few kilobytes can hold
many gigabytes, and the library gives them all at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assets.settings import Secret
from warehouse.errors import ConfigurationError

_KEYS: Final = (".asc", ".gpg", ".pgp")
_VARIABLE: Final = "INCASSOHUB_KEY_PASSPHRASE"
_SECONDS_TO_END: Final = 30
_BLOCK_BYTES: Final = 1 << 20
_OPENED, _NOT_OPENED = 0, 3


@dataclass(frozen=True)
class Keyring:
    """The keys in a folder, one in each file.

    Args:
        folder: The folder; it may be empty.
        passphrase: Passphrase of the keys that have one.
    """

    folder: Path
    passphrase: Secret | None = None

    def decrypt(self, data: bytes, limit: int) -> bytes | None:
        """The content of a PGP message; none where no key opens it, or it was changed on its way.

        Args:
            data: The message, as text or binary.
            limit: The most bytes that are read; one more means that there is more.

        Raises:
            ConfigurationError: The passphrase is not set, or a key cannot be read.
        """
        keys = sorted(path for path in self.folder.iterdir() if path.suffix.lower() in _KEYS)
        if not keys:
            return None
        environment = dict(os.environ)
        if self.passphrase is not None:
            environment[_VARIABLE] = self.passphrase.reveal()
        with tempfile.NamedTemporaryFile(prefix="incassohub-") as message:
            message.write(data)
            message.flush()
            command = [sys.executable, "-m", "assets.open_message", message.name, _VARIABLE, *map(str, keys)]
            return _read(command, environment, limit)


def _read(command: list[str], environment: dict[str, str], limit: int) -> bytes | None:
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None, "output was asked for"
        assert process.stderr is not None, "errors were asked for"
        content = bytearray()
        while len(content) <= limit and (block := process.stdout.read(min(_BLOCK_BYTES, limit + 1 - len(content)))):
            content += block
        if len(content) > limit:
            process.kill()
            return bytes(content)
        told = process.stderr.read().decode(errors="replace").strip()
        status = process.wait(_SECONDS_TO_END)
    if status in (_OPENED, _NOT_OPENED):
        return bytes(content) if status == _OPENED else None
    place, _, cause = told.rpartition("\n")[2].partition(": ")
    cure = "Put one private key in each file of the keyring, and set `passphrase` where the keys have one."
    raise ConfigurationError(cause or f"the keys cannot be used (status {status})", place=place or "keyring", cure=cure)
