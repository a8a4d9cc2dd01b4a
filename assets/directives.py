"""Directives: entries of the hub in its own log that change what becomes of an earlier delivery.

A withdrawal makes a delivery as if it never came. A replay has it read by the mappings of the day of the replay. Both
are deliveries of the partner `hub`, so that the warehouse stays a function of the log. A directive can be withdrawn.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from assets.day_orders import HUB, unfinished_orders
from assets.manifest import LOG_ID_LENGTH
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from assets.archive import Archive, Manifest

WITHDRAWN: Final = "delivery_withdrawn"
REPLAYED: Final = "delivery_replayed"
_NAMES: Final = {WITHDRAWN: "withdrawal", REPLAYED: "replay"}
_FILE: Final = re.compile(r"(?:withdrawal|replay)-D\d{8}-[0-9a-f]{8}-\d{2,}\.json")
_ORDER_OR_RECEIPT: Final = re.compile(r"(?:day|dispatch)-.*")


@dataclass(frozen=True)
class Directive:
    """A withdrawal or replay.

    Attributes:
        kind: `WITHDRAWN` or `REPLAYED`.
        target: Delivery that it is about.
        edition: For a replay: the edition of the mappings by which the delivery is read from then on.
        person: Who asked for it.
        reason: Why.
        delivery_id: Its own place in the log.
        sequence_number: Its own number there.
    """

    kind: str
    target: str
    edition: str | None
    person: str
    reason: str
    delivery_id: str
    sequence_number: int


@dataclass(frozen=True)
class Standing:
    """What directives make of the log.

    Attributes:
        withdrawn: Deliveries that count as if they never came, by their id in the log.
        editions: Edition by which a replayed delivery is read.
    """

    withdrawn: frozenset[str]
    editions: Mapping[str, str]


def is_directive(manifest: Manifest) -> bool:
    """Whether a delivery of the log is a withdrawal or replay."""
    return manifest.partner_id == HUB and _FILE.fullmatch(manifest.file_name) is not None


def directives_of(archive: Archive, *, up_to: int | None = None) -> list[Directive]:
    """The directives in the log, oldest first.

    Args:
        archive: The archive.
        up_to: Number of the last delivery to look at; all when not given.
    """
    return [
        _directive(archive, manifest)
        for manifest in archive.log()
        if is_directive(manifest) and (up_to is None or manifest.sequence_number <= up_to)
    ]


def standing(directives: Iterable[Directive]) -> Standing:
    """What directives make of the log: the newest one on a delivery counts, and a withdrawn directive does not.

    Args:
        directives: The directives, oldest first.
    """
    withdrawn: set[str] = set()
    editions: dict[str, str] = {}
    for directive in reversed(list(directives)):
        # One that names it comes after it, so that it is known by now.
        if directive.delivery_id in withdrawn:
            continue
        if directive.kind == WITHDRAWN:
            withdrawn.add(directive.target)
        elif directive.edition is not None:
            editions.setdefault(directive.target, directive.edition)
    return Standing(frozenset(withdrawn), editions)


def reach(directive: Directive, directives: Iterable[Directive]) -> int:
    """Number of the first delivery that a directive changes: that of a withdrawn directive is the one it had reached.

    Args:
        directive: The directive.
        directives: All directives in the log.
    """
    by_id = {known.delivery_id: known for known in directives}
    target = directive.target
    while target in by_id:
        target = by_id[target].target
    return int(target[1:9])


def put_directive(
    archive: Archive, kind: str, target: str, *, person: str, reason: str, edition: str | None, known_at: date
) -> Manifest:
    """The directive, entered in the log; from then on it holds.

    Args:
        archive: The archive.
        kind: `WITHDRAWN` or `REPLAYED`.
        target: Delivery in the log.
        person: Who asks for it.
        reason: Why.
        edition: For a replay: the edition of the mappings, which the archive holds already.
        known_at: Business date.

    Raises:
        UsageError: It cannot be given (`check_directive`).
    """
    number = sum(1 for known in directives_of(archive) if known.target == target) + 1
    fields = {
        "kind": kind,
        "effective_date": known_at.isoformat(),
        "delivery_id": target,
        "by": person,
        "reason": reason,
        "mapping_edition": edition or "",
        "number": number,
    }
    body = json.dumps(fields, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    check_directive(archive, kind, target)
    name = f"{_NAMES[kind]}-{target}-{number:02d}.json"
    return archive.put(HUB, name, body, known_at=known_at, once=True, allowed=lambda log: _check_orders(log, target))


def check_directive(archive: Archive, kind: str, target: str) -> None:
    """Nothing; a delivery can be withdrawn or replayed.

    Args:
        archive: The archive.
        kind: `WITHDRAWN` or `REPLAYED`.
        target: Delivery.

    Raises:
        UsageError: It is not in the log, is an order or receipt of a day, or was withdrawn already; or a day was
            broken off.
    """
    log = archive.log()
    manifest = next((manifest for manifest in log if manifest.delivery_id == target), None)
    if manifest is None:
        raise UsageError("no delivery has this number", place=target, cure="`incassohub status --json` lists them.")
    if manifest.partner_id == HUB and _ORDER_OR_RECEIPT.fullmatch(manifest.file_name):
        cause = "it is an order or a receipt of a day: what was sent stays a fact"
        raise UsageError(cause, place=target, cure="Withdraw the delivery that the letters were about.")
    if kind == REPLAYED and manifest.partner_id == HUB:
        raise UsageError("the hub's own entries are not read by a mapping", place=target, cure="Name a sender's file.")
    if target in standing(directives_of(archive)).withdrawn:
        raise UsageError(
            "the delivery was withdrawn already", place=target, cure="Withdraw its withdrawal to bring it back."
        )
    _check_orders(log, target)


def overtaken_by(archive: Archive, sequence_number: int) -> Directive | None:
    """The first directive after an entry of the log that changed what stood before that entry; none in most logs.

    Args:
        archive: The archive.
        sequence_number: Number of the entry: an order of a day.
    """
    directives = directives_of(archive)
    return next(
        (
            directive
            for directive in directives
            if directive.sequence_number > sequence_number > reach(directive, directives)
        ),
        None,
    )


def log_id(delivery_id: str) -> str:
    """The id in the log of a delivery, or of one of the files in it."""
    return delivery_id[:LOG_ID_LENGTH]


def _directive(archive: Archive, manifest: Manifest) -> Directive:
    fields = json.loads(archive.read(manifest.sha256))
    return Directive(
        fields["kind"],
        fields["delivery_id"],
        fields["mapping_edition"] or None,
        fields["by"],
        fields["reason"],
        manifest.delivery_id,
        manifest.sequence_number,
    )


def _check_orders(log: list[Manifest], target: str) -> None:
    """Refuse a directive in the middle of a day: its order would see one half of the facts before, one half after."""
    if broken_off := unfinished_orders(log):
        raise UsageError(
            f"the run of {broken_off[0].business_date} is under way, or was broken off",
            place=target,
            cure=f"Run {broken_off[0].business_date} to its end first.",
        )
