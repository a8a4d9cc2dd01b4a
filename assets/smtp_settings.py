"""Settings of a mail server: where e-mails of the hub are handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from assets.settings import Secret
    from mappings.yaml_block import Block

_PORTS: Final = {"starttls": 587, "implicit": 465}
"""The usual ports of submission (RFC 6409, RFC 8314)."""


@dataclass(frozen=True)
class SmtpSettings:
    """A mail server that sends what the hub hands in; the connection is always encrypted, its certificate checked.

    Attributes:
        host: Its name, as its certificate has it.
        port: Its port.
        user: Login; none where the server asks for none.
        password: Password of the login.
        tls: `starttls`, or `implicit` where the connection is encrypted from its first byte.
        ca_file: Certificates by which the server's is checked; those of the system when not given.
        bounces_to: Address that gets what cannot be delivered; the sender's when not given.
        timeout_seconds: How long an answer may take.
        attempts: How often a message is offered that is refused for the moment.
        place: `file:line` of the settings.
    """

    host: str
    port: int
    user: str | None
    password: Secret | None
    tls: str
    ca_file: Path | None
    bounces_to: str | None
    timeout_seconds: int
    attempts: int
    place: str = field(default="", compare=False)


def read_smtp(block: Block, home: Path, read_secret: Callable[[Block, str], Secret | None]) -> SmtpSettings:
    """The settings of a block `{kind: smtp, …}`; every fault is noted in the block.

    Args:
        block: The transport of a partner.
        home: Folder of the home, to which paths are relative.
        read_secret: Reads a key that names an environment variable.
    """
    tls, ca_file = block.text("tls", "starttls", choices=tuple(_PORTS)), block.filled("ca_file", None)
    smtp = SmtpSettings(
        host=block.filled("host"),
        port=block.whole("port", _PORTS.get(tls, 587), lowest=1, highest=65535),
        user=block.filled("user", None),
        password=read_secret(block, "password"),
        tls=tls,
        ca_file=home / ca_file if ca_file else None,
        bounces_to=block.filled("bounces_to", None),
        timeout_seconds=block.whole("timeout_seconds", 60, lowest=1, highest=600),
        attempts=block.whole("attempts", 3, lowest=1, highest=10),
        place=block.place(),
    )
    if ("user" in block.values) != ("password" in block.values):
        block.fault("'user' and 'password' belong together", "Set both, or neither.")
    if block.values.get("encrypt"):
        block.fault("e-mails go to debtors, who have no key", "Remove `encrypt`.", "encrypt")
    return smtp
