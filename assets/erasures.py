"""Entries of the log that say of whom every trace was erased: what proves it, without what was erased.

Such an entry is a delivery of the partner `hub`, `erasure-<nn>.json`. It names dossiers by their numbers, and each
delivery out of which rows were struck: how many, and the hash of what is kept in the place of its bytes.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from assets.manifest import HUB
from warehouse.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assets.archive import Archive
    from assets.manifest import Manifest

ERASURE: Final = re.compile(r"erasure-\d{4,}\.json")
"""Names of such entries."""


class Ground(NamedTuple):
    """On what an erasure rests.

    Args:
        person: Who asked for it.
        reason: Why.
        rule: Law table of the term that has passed; none where it was asked for whatever the term.
    """

    person: str
    reason: str
    rule: str | None


class StruckDelivery(NamedTuple):
    """A delivery out of which rows were struck: their number, and the hash of what is kept."""

    delivery_id: str
    rows: int
    struck_sha256: str


def is_erasure(manifest: Manifest) -> bool:
    """Whether a delivery of the log is such an entry."""
    return manifest.partner_id == HUB and ERASURE.fullmatch(manifest.file_name) is not None


def words_on_struck(struck: list[StruckDelivery]) -> str:
    """How many rows of how many deliveries were struck out, in words.

    Args:
        struck: The deliveries out of which rows were struck.
    """
    rows, count = sum(one.rows for one in struck), len(struck)
    deliveries = f"{count} {plural(count, 'delivery', 'deliveries')}"
    return f"{rows} {plural(rows, 'row')} of {deliveries} {plural(rows, 'was', 'were')} struck out"


def erased_dossiers(archive: Archive) -> frozenset[str]:
    """The dossiers of everybody who was erased.

    Args:
        archive: The archive.
    """
    lines = [line for manifest in archive.log() if is_erasure(manifest) for line in _lines(archive, manifest)]
    return frozenset(line["dossier_id"] for line in lines if line["dossier_id"])


def erasure_name(archive: Archive) -> str:
    """The name of the next entry."""
    return f"erasure-{sum(1 for manifest in archive.log() if is_erasure(manifest)) + 1:04d}.json"


def write_erasure(
    name: str,
    ground: Ground,
    dossiers: Iterable[tuple[str, str]],
    deliveries: Iterable[StruckDelivery],
    *,
    known_at: date,
) -> bytes:
    """The entry: a line for each dossier, and one for each delivery.

    Args:
        name: Its name.
        ground: On what it rests.
        dossiers: dossier_id and creditor_id.
        deliveries: What was struck out.
        known_at: Business date.
    """
    head = {
        "effective_date": known_at.isoformat(),
        "number": name.removesuffix(".json").rpartition("-")[2],
        "by": ground.person,
        "reason": ground.reason,
        "rule": ground.rule,
    }
    no_delivery = dict.fromkeys(StruckDelivery._fields)
    lines = [
        head | no_delivery | {"dossier_id": dossier, "creditor_id": creditor} for dossier, creditor in sorted(dossiers)
    ]
    lines += [
        head | {"dossier_id": None, "creditor_id": None} | one._asdict() | {"rows": str(one.rows)} for one in deliveries
    ]
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()


def _lines(archive: Archive, manifest: Manifest) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(manifest.sha256).splitlines()]
