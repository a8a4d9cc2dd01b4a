"""Sessions with a partner's SFTP server: strict host keys, bounded waiting, and errors that say what to do."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import paramiko
from paramiko.pkey import UnknownKeyType

from assets.settings import SftpSettings
from warehouse.errors import ConfigurationError, TransportError

_Result = TypeVar("_Result")

_KEEPALIVE_SECONDS: Final = 15
_FIRST_PAUSE_SECONDS: Final = 2
_LOCAL_FAULTS: Final = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}

# Errors are told by what is raised; without a handler Python would print the library's own tracebacks to the screen.
logging.getLogger("paramiko").addHandler(logging.NullHandler())


class SftpConnection:
    """The way to one partner's server; each use is a session of its own.

    Args:
        partner: Name of the partner.
        settings: Where the server is, and how to log in.
        sleep: Waits for a number of seconds.

    Raises:
        ConfigurationError: A secret is not set, or a key or the file of known hosts cannot be read.
    """

    def __init__(self, partner: str, settings: SftpSettings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._sleep = sleep
        self.place = f"{partner} (sftp://{settings.host}:{settings.port})"
        self._password = settings.password.reveal() if settings.password else None
        self._key = _load_key(settings)
        self._known_hosts = _load_known_hosts(settings)

    def run(self, operation: Callable[[paramiko.SFTPClient], _Result]) -> _Result:
        """What an operation gives; it is tried again, in a new session, after faults that may pass.

        Args:
            operation: What to do in a session; it can be repeated without harm.

        Raises:
            TransportError: The server refuses, is away, or shows another host key.
        """
        attempt = 1
        while True:
            try:
                with self._session() as session:
                    return operation(session)
            except (OSError, EOFError, paramiko.SSHException, UnicodeDecodeError) as error:
                refusal = self._refusal(error)
                if refusal or attempt == self._settings.attempts:
                    raise (refusal or self._away(error)) from error
            self._sleep(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            attempt += 1

    @contextmanager
    def _session(self) -> Iterator[paramiko.SFTPClient]:
        settings, client = self._settings, paramiko.SSHClient()
        try:
            client.get_host_keys().update(self._known_hosts)
            client.set_missing_host_key_policy(paramiko.RejectPolicy())
            client.connect(
                settings.host,
                settings.port,
                settings.user,
                password=self._password,
                pkey=self._key,
                allow_agent=False,
                look_for_keys=False,
                timeout=settings.timeout_seconds,
                banner_timeout=settings.timeout_seconds,
                auth_timeout=settings.timeout_seconds,
                channel_timeout=settings.timeout_seconds,
            )
            transport, session = client.get_transport(), client.open_sftp()
            channel = session.get_channel()
            if transport is None or channel is None:
                raise paramiko.SSHException("the session ended at once")
            transport.set_keepalive(_KEEPALIVE_SECONDS)
            channel.settimeout(settings.timeout_seconds)
            yield session
        finally:
            client.close()

    def _refusal(self, error: Exception) -> TransportError | None:
        """The error for a fault that another attempt cannot mend; none for one that may pass."""
        settings = self._settings
        match error:
            case paramiko.BadHostKeyException():
                cause = (
                    f"the server shows another host key ({error.key.get_name()} {error.key.fingerprint}) "
                    "than the known one"
                )
                cure = (
                    "Trust nothing yet: ask the partner by telephone whether he changed his key, compare the "
                    f"fingerprint, and only then replace the line in {settings.known_hosts}"
                )
            case paramiko.AuthenticationException():
                cause = f"the server refuses the login of user {settings.user}"
                cure = "Compare user and key or password with what was agreed with the partner"
            case paramiko.SSHException() if "not found in known_hosts" in str(error):
                cause = "the server shows a host key that is not known"
                cure = (
                    "Compare its fingerprint with what the partner says by telephone, "
                    f"and add its line to {settings.known_hosts}"
                )
            case UnicodeDecodeError():
                cause = "a name on the server is no UTF-8 text"
                cure = "Ask the partner to rename the file without special letters"
            case OSError() if isinstance(error, PermissionError | FileNotFoundError) or error.errno in _LOCAL_FAULTS:
                cause = f"{error.strerror} ({error.filename or 'on the server'})"
                cure = "Check the folder, the rights and the room there"
            case _:
                return None
        return TransportError(cause, place=self.place, cure=cure)

    def _away(self, error: Exception) -> TransportError:
        why = str(error) or type(error).__name__
        return TransportError(
            f"the server did not answer as it should, {self._settings.attempts} times over ({why})",
            place=self.place,
            cure="Run again later; if it stays so, ask the partner",
            retryable=True,
        )


def _load_key(settings: SftpSettings) -> paramiko.PKey | None:
    if settings.key_file is None:
        return None
    passphrase = settings.key_passphrase.reveal().encode() if settings.key_passphrase else None
    load: Callable[..., paramiko.PKey] = paramiko.PKey.from_path
    try:
        return load(settings.key_file, passphrase)
    except (OSError, TypeError, ValueError, paramiko.SSHException, UnknownKeyType) as error:
        raise ConfigurationError(
            f"the key {settings.key_file} cannot be read ({error})",
            place=settings.place,
            cure="Name a private key of OpenSSH that the hub may read, with `key_passphrase` if it has one",
        ) from error


def _load_known_hosts(settings: SftpSettings) -> paramiko.HostKeys:
    known_hosts = paramiko.HostKeys()
    try:
        known_hosts.load(str(settings.known_hosts))
    except (OSError, ValueError, paramiko.SSHException) as error:
        raise ConfigurationError(
            f"the known hosts {settings.known_hosts} cannot be read ({error})",
            place=settings.place,
            cure="Make the file with the host key that the partner confirmed, in the format of OpenSSH",
        ) from error
    return known_hosts
