"""What waits at the partners is taken in: fetched, archived, and entered in the log of deliveries."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assets.beside import in_order, names_in_log
from assets.database_feeds import fetch_feeds
from assets.day_orders import HUB, is_own_name, known_at
from assets.editions import keep_edition
from assets.sender_keys import keys_of
from assets.transports.transport import transport_for
from warehouse.errors import ConfigurationError, HubError

if TYPE_CHECKING:
    from assets.archive import Manifest
    from assets.hub import Desk


class Taken(NamedTuple):
    """The new deliveries, in the order of the log, and what went wrong at which partner."""

    manifests: list[Manifest]
    troubles: list[HubError]


def take_in(
    desk: Desk, today: date, *, partner_id: str | None = None, wait: bool = True, databases: bool = True
) -> Taken:
    """The deliveries that were waiting, now in the archive.

    A partner whose server is away, or whose transport is set wrong, is told; the others go on.

    Args:
        desk: Where files are received; an open hub is one.
        today: Business date on which they are known, unless the log is already past it.
        partner_id: Only this partner's files; all partners' when not given.
        wait: Whether to wait until files that may still grow have stopped growing.
        databases: Whether partners' databases are asked for what is new, too.

    Returns:
        The new manifests, and the troubles of partners.
    """
    taken = Taken(desk.archive.recover(), [])
    partners = [partner_id] if partner_id else list(desk.partners.by_id)
    known: date | None = None
    for name in partners:
        for path in _waiting(desk, name, wait, taken.troubles):
            # The log is read only when something waits: a look at an empty folder costs nothing.
            known = known or known_at(desk.archive.log(), today)
            manifest = desk.archive.take_in(name, path, known_at=known, mapping_edition=_edition(desk, name))
            # A file that is gone was taken in by another run.
            if manifest is not None:
                taken.manifests.append(manifest)
        if databases:
            _fetch(desk, name, today, taken)
    return taken


def _fetch(desk: Desk, name: str, today: date, taken: Taken) -> None:
    """Takes in what is new in the databases of a partner."""
    try:
        partner = desk.partners.by_id.get(name)
        if partner is None or not any(feed.source for feed in partner.feeds.values()):
            return
        known = known_at(desk.archive.log(), today)
        edition = keep_edition(desk.home.archive, partner)
        taken.manifests.extend(fetch_feeds(desk.archive, partner, known_at=known, mapping_edition=edition))
    except HubError as error:
        taken.troubles.append(error)


def _edition(desk: Desk, name: str) -> str | None:
    """The edition of the partner's mappings, kept; none where they are wrong, which holds up no file of his."""
    try:
        partner = desk.partners.by_id.get(name)
        return None if partner is None or name == HUB else keep_edition(desk.home.archive, partner, keys_of(desk, name))
    except ConfigurationError:
        # Whoever books is told the faults; the file is read by the mapping as it is then.
        return None


def _waiting(desk: Desk, name: str, wait: bool, troubles: list[HubError]) -> list[Path]:
    try:
        transport = transport_for(name, desk.settings, desk.home)
    except HubError as error:
        troubles.append(error)
        return []
    try:
        transport.fetch()
    except HubError as error:
        # What landed before, or before the fault, is taken in all the same.
        troubles.append(error)
    paths = _by_age(transport.waiting(wait=wait))
    return _due(desk, name, [path for path in paths if name != HUB or not is_own_name(path.name)])


def _due(desk: Desk, name: str, paths: list[Path]) -> list[Path]:
    """The files that wait for no other; where the mappings are wrong, all."""
    if not paths:
        return paths
    try:
        partner = desk.partners.by_id[name]
    except (ConfigurationError, KeyError):
        # Whoever books is told the faults; what came is safe in the archive.
        return paths
    return in_order(paths, partner, lambda: names_in_log(desk.archive, name), now=time.time())


def _by_age(paths: list[Path]) -> list[Path]:
    """Files in the order in which they were dropped: claims before the mutations on them.

    A file that the hub may not read is left where it is, and told (`assets.waiting`): it must not hold up the others.
    """
    aged = [(path.stat().st_mtime_ns, path.name, path) for path in paths if os.access(path, os.R_OK)]
    return [path for _, _, path in sorted(aged)]
