"""A PGP message opened, in a process that does nothing else: `python -m assets.open_message MESSAGE VARIABLE KEY…`.

The content goes to standard output. Exit status 0 where a key opened it, 3 where none did, 4 where a key cannot be
used; then standard error says `file: cause`. The passphrase stands in the environment variable that is named.
"""

from __future__ import annotations

import os
import sys
from typing import Final

from pysequoia import Tsk, decrypt_file

_NOT_OPENED: Final = 3
_BAD_KEY: Final = 4


def open_message(message: str, passphrase: str | None, keys: list[str]) -> int:
    """The exit status, after the content was written to standard output.

    Args:
        message: Path of the message.
        passphrase: Passphrase of the keys that have one.
        keys: Paths of the private keys.
    """
    for path in keys:
        try:
            key = Tsk.from_file(path)
        except RuntimeError as error:  # The library raises nothing narrower.
            print(f"{path}: this is no private key ({_first_line(error)})", file=sys.stderr)
            return _BAD_KEY
        if any(_opens(message, key, secret) for secret in (None, passphrase) if secret is None or secret):
            return 0
    return _NOT_OPENED


def _opens(message: str, key: Tsk, passphrase: str | None) -> bool:
    """Whether the key opened the message; the library writes nothing before it knows that the start is unchanged."""
    try:
        decrypt_file(decryptor=key.decryptor(passphrase), input=message, output="/dev/stdout")
    except RuntimeError as error:
        print(f"{message}: {_first_line(error)}", file=sys.stderr)
        return False
    return True


def _first_line(error: RuntimeError) -> str:
    return str(error).partition("\n")[0]


if __name__ == "__main__":
    _, _message, _variable, *_keys = sys.argv
    sys.exit(open_message(_message, os.environ.get(_variable), _keys))
