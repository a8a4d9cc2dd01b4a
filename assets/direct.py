"""Directives as they are given: checked, and entered in the log."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Final

from assets.day_orders import is_own, unfinished_orders
from assets.directives import REPLAYED, WITHDRAWN, directives_of, is_directive, standing
from assets.manifest import HUB
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from assets.archive import Archive
    from assets.manifest import Manifest

_NAMES: Final = {WITHDRAWN: "withdrawal", REPLAYED: "replay"}


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
    if is_own(manifest) and not is_directive(manifest):
        cause = "it is an order or a receipt of a day: what was sent stays a fact"
        raise UsageError(cause, place=target, cure="Withdraw the delivery that the letters were about.")
    if kind == REPLAYED and manifest.partner_id == HUB:
        raise UsageError(
            "what the hub or its operators wrote is not read by a mapping", place=target, cure="Name a sender's file."
        )
    if target in standing(directives_of(archive)).withdrawn:
        raise UsageError(
            "the delivery was withdrawn already", place=target, cure="Withdraw its withdrawal to bring it back."
        )
    _check_orders(log, target)


def _check_orders(log: list[Manifest], target: str) -> None:
    """Refuse a directive in the middle of a day: its order would see one half of the facts before, one half after."""
    if broken_off := unfinished_orders(log):
        raise UsageError(
            f"the run of {broken_off[0].business_date} is under way, or was broken off",
            place=target,
            cure=f"Run {broken_off[0].business_date} to its end first.",
        )
