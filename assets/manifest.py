"""Manifests: what the archive knows about a delivery besides its bytes, one JSON file for each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from warehouse.errors import StoreError

HUB: Final = "hub"
"""The partner that stands for the hub itself."""

LOG_ID_LENGTH: Final = len("D00000001-01234567")
"""Length of a delivery's id in the log; the ids of the files in an archive go on with their number in it."""


@dataclass(frozen=True)
class Ticket:
    """A delivery that is about to be taken in.

    Args:
        partner_id: Who sent it.
        file_name: Its name to the letter, however strange; never use it as the name of a file here.
        known_at: Business date on which it is known.
        received_at: The clock's time; for people, and in no table.
        mapping_edition: Edition of its partner's mappings on that day (`assets.editions`); none where it was not kept.
    """

    partner_id: str
    file_name: str
    known_at: date
    received_at: datetime
    mapping_edition: str | None = None

    def as_json(self) -> bytes:
        """The ticket as a file."""
        return _as_json(asdict(self))

    def entered(self, sequence_number: int, *, sha256: str, size_bytes: int) -> Manifest:
        """The manifest of the delivery, once its bytes are stored.

        Args:
            sequence_number: Its place in the log, 1 for the first.
            sha256: Hash of its bytes.
            size_bytes: Their number.
        """
        return Manifest(
            sequence_number,
            f"D{sequence_number:08d}-{sha256[:8]}",
            self.partner_id,
            self.file_name,
            sha256,
            size_bytes,
            self.known_at,
            self.received_at,
            self.mapping_edition,
        )


@dataclass(frozen=True)
class Manifest:
    """A delivery in the log: its place there, whose it is, its name, its bytes by hash, and since when it is known.

    Its mapping edition says by which mappings of its partner it is read; none stands for those of today.
    """

    sequence_number: int
    delivery_id: str
    partner_id: str
    file_name: str
    sha256: str
    size_bytes: int
    known_at: date
    received_at: datetime
    mapping_edition: str | None = None

    @property
    def shown_name(self) -> str:
        """The name as text that every table and screen can hold: what cannot be printed is written as an escape."""
        return shown_name(self.file_name)

    def as_json(self) -> bytes:
        """The manifest as a file."""
        return _as_json(asdict(self))


def shown_name(file_name: str) -> str:
    """The name of a file as text that every table and screen can hold.

    Args:
        file_name: The name, as the file system has it.
    """
    text = file_name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def read_ticket(file: Path) -> Ticket:
    """The ticket in a file.

    Args:
        file: The file.

    Raises:
        StoreError: It is damaged.
    """
    fields = _read_json(file)
    try:
        return Ticket(
            fields["partner_id"],
            fields["file_name"],
            date.fromisoformat(fields["known_at"]),
            datetime.fromisoformat(fields["received_at"]),
            fields.get("mapping_edition"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(file) from error


def read_manifest(file: Path, sequence_number: int) -> Manifest:
    """The manifest in a file.

    Args:
        file: The file.
        sequence_number: The place in the log that its name tells.

    Raises:
        StoreError: It is missing or damaged, or tells another place.
    """
    fields = _read_json(file)
    try:
        manifest = Manifest(**fields)
        known_at, received_at = date.fromisoformat(fields["known_at"]), datetime.fromisoformat(fields["received_at"])
    except (TypeError, ValueError) as error:
        raise _damaged(file) from error
    ticket = Ticket(manifest.partner_id, manifest.file_name, known_at, received_at, manifest.mapping_edition)
    entered = ticket.entered(sequence_number, sha256=manifest.sha256, size_bytes=manifest.size_bytes)
    if (entered.sequence_number, entered.delivery_id) != (manifest.sequence_number, manifest.delivery_id):
        raise _damaged(file)
    return entered


def _as_json(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, default=_as_iso, indent=1).encode("ascii") + b"\n"


def _as_iso(value: date | datetime) -> str:
    return value.isoformat()


def _read_json(file: Path) -> dict[str, Any]:
    try:
        fields = json.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise StoreError(
            "a delivery is missing in the log", place=str(file), cure="Restore the archive from a backup"
        ) from error
    except ValueError as error:
        raise _damaged(file) from error
    if not isinstance(fields, dict):
        raise _damaged(file)
    return fields


def _damaged(file: Path) -> StoreError:
    return StoreError("the file was damaged", place=str(file), cure="Restore it from a backup of the archive")
