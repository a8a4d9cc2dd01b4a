"""A PGP message opened, in a process that does nothing else.

`python -m assets.open_message MESSAGE VARIABLE [--key FILE]… [--sender FILE]…`: the content goes to standard output. A
passphrase of the private keys stands in the environment variable that is named. With certificates of the sender only a
message that one of them signed is opened. What became of it is the exit status, one of `STATUSES`; standard error then
ends with a line of words: the fingerprint that signed, the key that was asked for, or `file: cause`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from pysequoia import Cert, Decrypted, Tsk, decrypt_file, verify

Key = TypeVar("Key", Cert, Tsk)

OPENED: Final = 0
NOT_OPENED: Final = 3
BAD_KEY: Final = 4
WRONG_SIGNATURE: Final = 5

STATUSES: Final[dict[int, str]] = {
    OPENED: "a key opened it, and a sender's key signed it where any was given",
    NOT_OPENED: "no key opens it, or nobody signed it where a sender's key was given",
    BAD_KEY: "a key cannot be used",
    WRONG_SIGNATURE: "it was signed, but not by a key of the sender, or was changed afterwards",
}

_CLEAR: Final = b"-----BEGIN PGP SIGNED MESSAGE-----"
_HEAD_BYTES: Final = 200


@dataclass
class _Sender:
    """The certificates of a sender, and the keys that were asked for while a message was opened."""

    certificates: list[Cert]
    asked: list[str] = field(default_factory=list)

    def store(self, keys: list[str]) -> list[Cert]:
        self.asked.extend(keys)
        return self.certificates


class _BadKeyError(Exception):
    """A file that holds no key."""


def open_message(message: str, passphrase: str | None, keys: Iterable[str], senders: Iterable[str]) -> int:
    """The exit status, after the content was written to standard output.

    Args:
        message: Path of the message.
        passphrase: Passphrase of the keys that have one.
        keys: Paths of the private keys.
        senders: Paths of the certificates of its sender; with none, a signature is not checked.
    """
    try:
        sender = _Sender([_read(Cert.from_file, path, "public") for path in senders])
        private = [_read(Tsk.from_file, path, "private") for path in keys]
    except _BadKeyError as error:
        return _tell(BAD_KEY, str(error))
    with open(message, "rb") as stream:
        is_clear = stream.read(_HEAD_BYTES).lstrip().startswith(_CLEAR)
    opened = _verified(message, sender) if is_clear else _decrypted(message, sender, private, passphrase)
    if opened is not None:
        return _tell(OPENED, next((one.certificate for one in opened.valid_sigs), ""))
    return _tell(WRONG_SIGNATURE, sender.asked[0]) if sender.asked else NOT_OPENED


def _read(read: Callable[[str], Key], path: str, kind: str) -> Key:
    try:
        return read(path)
    except RuntimeError as error:  # The library raises nothing narrower.
        raise _BadKeyError(f"{path}: this is no {kind} key ({_first_line(error)})") from error


def _verified(message: str, sender: _Sender) -> Decrypted | None:
    """A text that is only signed. It is not packed, so that it holds no more than it is long."""
    try:
        with open(message, "rb") as stream:
            opened = verify(bytes=stream.read(), store=sender.store)
    except RuntimeError as error:
        print(f"{message}: {_first_line(error)}", file=sys.stderr)
        return None
    sys.stdout.buffer.write(opened.bytes or b"")
    return opened


def _decrypted(message: str, sender: _Sender, keys: list[Tsk], passphrase: str | None) -> Decrypted | None:
    """A message opened by the first key that can; nothing is written before its start is known to be whole."""
    ways: list[tuple[Tsk | None, str | None]] = [
        (key, secret) for key in keys for secret in (None, passphrase) if secret is None or secret
    ]
    store = sender.store if sender.certificates else None
    # A message that is signed and not encrypted needs no key, but the library wants some way to open it.
    for key, secret in ways or [(None, None)]:
        try:
            way = key.decryptor(secret) if key else None
            return decrypt_file(message, "/dev/stdout", way, store, () if way else ("-",))
        except (RuntimeError, OSError) as error:  # The latter where a part was written before the fault was met.
            print(f"{message}: {_first_line(error)}", file=sys.stderr)
        if sender.asked:
            break  # It was opened, and its signature is wrong: no other key makes it right.
    return None


def _tell(status: int, words: str) -> int:
    print(f"\n{words}", file=sys.stderr)
    return status


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _main(message: str, variable: str, *named: str) -> int:
    """Names and values come in pairs."""
    pairs = list(zip(named[::2], named[1::2], strict=True))
    keys, senders = ([path for name, path in pairs if name == wanted] for wanted in ("--key", "--sender"))
    return open_message(message, os.environ.get(variable), keys, senders)


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
