"""The keys with which a partner signs, and files opened by them: what is not signed as agreed is refused."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assets.manifest import HUB
from formats.faults import file_fault
from formats.wrapping import Member, unwrap

if TYPE_CHECKING:
    from assets.hub import Desk
    from assets.keyring import Keyring


@dataclass(frozen=True)
class SenderKeys:
    """What is known of a partner's signatures.

    Args:
        files: Files of his public keys; with none, signatures are not checked.
        is_required: Whether he signs everything that he sends.
    """

    files: tuple[Path, ...] = ()
    is_required: bool = False


UNSIGNED: Final = SenderKeys()
"""Of whoever signs nothing: the hub itself, and what it fetches from a database."""


def keys_of(desk: Desk, partner_id: str) -> SenderKeys:
    """The keys of a partner as they are today.

    Args:
        desk: The open desk or hub.
        partner_id: The partner.
    """
    if partner_id == HUB:
        return UNSIGNED
    return SenderKeys(desk.keyring.public_keys(partner_id), desk.settings.pgp(partner_id).is_signature_required)


def unwrap_signed(data: bytes, *, file_name: str, keyring: Keyring, keys: SenderKeys) -> list[Member]:
    """The files in a file, at least one, each signed where its sender signs.

    Args:
        data: The file.
        file_name: Its name as sent.
        keyring: Opens PGP messages.
        keys: Keys of the sender.

    Raises:
        FormatError: As `formats.wrapping.unwrap`, or a file is not signed as agreed.
        ConfigurationError: A key cannot be read.
    """
    members = unwrap(data, file_name=file_name, decrypt=partial(keyring.decrypt, senders=keys.files))
    bare = next((member for member in members if keys.is_required and member.signed_by is None), None)
    if bare is not None:
        cause = "the file is not signed" if keys.files else "the file must be signed, and no key of its sender is known"
        raise file_fault("signature", cause, file_name=bare.path)
    return members
