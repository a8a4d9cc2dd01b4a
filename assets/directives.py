"""Directives: entries of the hub in its own log that change what becomes of an earlier delivery.

A withdrawal makes a delivery as if it never came. A replay has it read by the mappings of the day of the replay. Both
are deliveries of the partner `hub`, so that the warehouse stays a function of the log. A directive can be withdrawn.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assets.manifest import HUB, LOG_ID_LENGTH

if TYPE_CHECKING:
    from assets.archive import Archive
    from assets.manifest import Manifest

WITHDRAWN: Final = "delivery_withdrawn"
REPLAYED: Final = "delivery_replayed"
FILE: Final = re.compile(r"(?:withdrawal|replay)-D\d{8}-[0-9a-f]{8}-\d{2,}\.json")
"""Names of directives in the log."""


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
    return manifest.partner_id == HUB and FILE.fullmatch(manifest.file_name) is not None


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
