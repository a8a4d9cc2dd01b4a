"""The hub's keyring: private keys, which open what partners encrypted for the hub, and partners' public keys.

Private keys lie in the folder itself, and the public keys of a partner in the folder of its name. Messages are opened
in a process of their own, whose output is read up to a limit: a message of a few kilobytes can hold many gigabytes, and
the library gives them all at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from pysequoia import Cert, encrypt

from assets.open_message import NOT_OPENED, OPENED, STATUSES, WRONG_SIGNATURE
from assets.settings import Secret
from formats.wrapping import Opened
from warehouse.errors import ConfigurationError

_KEYS: Final = (".asc", ".gpg", ".pgp")
_VARIABLE: Final = "INCASSOHUB_KEY_PASSPHRASE"
_SECONDS_TO_END: Final = 30
_BLOCK_BYTES: Final = 1 << 20


class _Read(NamedTuple):
    status: int
    content: bytes
    told: str


@dataclass(frozen=True)
class Keyring:
    """The keys in a folder, one in each file.

    Args:
        folder: The folder; it may be empty.
        passphrase: Passphrase of the private keys that have one.
    """

    folder: Path
    passphrase: Secret | None = None

    def public_keys(self, partner_id: str) -> tuple[Path, ...]:
        """The files of a partner's public keys; none where he gave none.

        Args:
            partner_id: The partner.
        """
        return _keys_in(self.folder / partner_id)

    def decrypt(self, data: bytes, limit: int, senders: Sequence[Path] = ()) -> Opened | None:
        """A PGP message, opened; none where no key opens it, or it was changed on its way.

        Args:
            data: The message, as text or binary.
            limit: The most bytes that are read; one more means that there is more.
            senders: Public keys of its sender; with none, a signature is not checked.

        Raises:
            ConfigurationError: The passphrase is not set, or a key cannot be read.
        """
        environment = dict(os.environ)
        if self.passphrase is not None:
            environment[_VARIABLE] = self.passphrase.reveal()
        with tempfile.NamedTemporaryFile(prefix="incassohub-") as message:
            message.write(data)
            message.flush()
            command = [sys.executable, "-m", "assets.open_message", message.name, _VARIABLE]
            for path in _keys_in(self.folder):
                command += ["--key", str(path)]
            signed = _read(
                [*command, *(part for path in senders for part in ("--sender", str(path)))], environment, limit
            )
            if signed.status == WRONG_SIGNATURE:
                fault = (
                    f"the sender's keys did not sign it (key {signed.told} did), or it was changed after it was signed"
                )
                return Opened(signed.content, fault=fault)
            # What nobody signed is opened without the keys of its sender.
            read = _read(command, environment, limit) if senders and signed.status == NOT_OPENED else signed
        return Opened(read.content, signed_by=read.told or None) if read.status == OPENED else None

    def encrypt(self, partner_id: str, data: bytes) -> bytes:
        """A file encrypted for a partner, who opens it with any of the keys of which he gave the public part.

        Args:
            partner_id: The partner.
            data: The file.

        Raises:
            ConfigurationError: There is no public key of his, or one cannot be used.
        """
        files = self.public_keys(partner_id)
        cure = "Put the partner's public key there, one in each file; or leave `encrypt: true` out."
        if not files:
            place = str(self.folder / partner_id)
            raise ConfigurationError(
                "there is no public key of a partner who gets encrypted files", place=place, cure=cure
            )
        recipients = []
        for path in files:
            try:
                recipients.append(Cert.from_file(str(path)))
                encrypt(data[:1], recipients[-1:])
            except RuntimeError as error:  # The library raises nothing narrower.
                cause = f"nothing can be encrypted with this key ({str(error).partition(chr(10))[0]})"
                raise ConfigurationError(cause, place=str(path), cure=cure) from error
        return encrypt(data, recipients, armor=False)


def _keys_in(folder: Path) -> tuple[Path, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() in _KEYS and path.is_file()))


def _read(command: list[str], environment: dict[str, str], limit: int) -> _Read:
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
            return _Read(OPENED, bytes(content), "")
        words = process.stderr.read().decode(errors="replace").removesuffix("\n").rpartition("\n")[2]
        status = process.wait(_SECONDS_TO_END)
    if status in (OPENED, NOT_OPENED, WRONG_SIGNATURE):
        return _Read(status, bytes(content), words)
    place, _, cause = words.partition(": ")
    cure = (
        "Put one key in each file of the keyring: private ones in it, a partner's public ones in a folder of his name."
    )
    cause = cause or STATUSES.get(status, f"the keys cannot be used (status {status})")
    raise ConfigurationError(cause, place=place or "keyring", cure=cure)
