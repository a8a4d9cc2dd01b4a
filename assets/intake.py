"""What waits at the partners is taken in: fetched, archived, and entered in the log of deliveries."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assets.day_orders import HUB, known_at
from assets.transports.transport import transport_for

if TYPE_CHECKING:
    from assets.archive import Manifest
    from assets.hub import Hub


def take_in(hub: Hub, today: date, *, partner_id: str | None = None, wait: bool = True) -> list[Manifest]:
    """The deliveries that were waiting, now in the archive.

    Args:
        hub: The open hub.
        today: Business date on which they are known, unless the log is already past it.
        partner_id: Only this partner's files; all partners' when not given.
        wait: Whether to wait until files that may still grow have stopped growing.

    Returns:
        The new manifests, in the order of the log.

    Raises:
        TransportError: A partner's server refused, or is away.
    """
    taken = hub.archive.recover()
    known = known_at(hub.archive.log(), today)
    partners = [partner_id] if partner_id else [name for name in hub.partners.by_id if name != HUB]
    for name in partners:
        transport = transport_for(name, hub.settings, hub.home)
        transport.fetch()
        found = [hub.archive.take_in(name, path, known_at=known) for path in _by_age(transport.waiting(wait=wait))]
        # A file that is gone was taken in by another run.
        taken += [manifest for manifest in found if manifest is not None]
    return taken


def _by_age(paths: list[Path]) -> list[Path]:
    """Files in the order in which they were dropped: claims before the mutations on them."""
    aged = [(path.stat().st_mtime_ns, path.name, path) for path in paths if path.exists()]
    return [path for _, _, path in sorted(aged)]
