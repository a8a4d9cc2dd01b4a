"""The one contract of all transports, and the choice of the right one for a partner."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Protocol

from assets.home import Home
from assets.keyring import Keyring
from assets.settings import Settings, SftpSettings
from assets.smtp_settings import SmtpSettings
from assets.transports.landing import Look
from assets.transports.local import LocalTransport
from assets.transports.sealed import SealedTransport
from assets.transports.sftp import SftpTransport
from assets.transports.smtp import SmtpTransport


class Transport(Protocol):
    """A way for files to and fro with one partner; whatever the way, they land in and leave from the home's folders."""

    def fetch(self) -> list[Path]:
        """The files that were brought from the partner to his inbox folder."""

    def look(self, *, wait: bool = False) -> Look:
        """What lies in his inbox folder: also the files that may still grow, and what is no file.

        Args:
            wait: Whether to wait, within bounds, for files that may still grow.
        """

    def waiting(self, *, wait: bool = False) -> list[Path]:
        """The files in his inbox folder that may be taken in, by name.

        Args:
            wait: Whether to wait, within bounds, for files that may still grow.
        """

    def deliver(self, relative_path: str, data: bytes) -> bool:
        """Whether something had to be sent: the file is now in his outbox folder and, if he has a server, there too.

        Args:
            relative_path: Its path in the outbox folder, with slashes.
            data: Its content.
        """

    def close(self) -> None:
        """Ends what was opened with his server; nothing may be delivered afterwards."""


def transport_for(partner: str, settings: Settings, home: Home) -> Transport:
    """The transport that is set for a partner.

    Args:
        partner: Name of the partner.
        settings: Settings of the hub.
        home: Home of the hub.

    Raises:
        ConfigurationError: A secret or a file that the transport needs is not there.
    """
    chosen = settings.transport(partner)
    transport: Transport = LocalTransport(partner, home, settings.intake)
    if isinstance(chosen, SftpSettings):
        transport = SftpTransport(partner, home, chosen, settings.intake)
    if isinstance(chosen, SmtpSettings):
        transport = SmtpTransport(partner, home, chosen, settings.intake)
    if not settings.pgp(partner).is_encrypted:
        return transport
    return SealedTransport(
        transport,
        plain=home.plain_of(partner),
        outbox=home.outbox_of(partner),
        encrypt=partial(Keyring(home.keyring).encrypt, partner),
    )
