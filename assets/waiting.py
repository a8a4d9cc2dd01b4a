"""Files in the inbox that were not taken in, each with its reason: nothing is passed over in silence."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final

import polars as pl

from assets.beside import in_order, names_in_log
from assets.day_orders import HUB, is_own_name
from assets.manifest import shown_name
from assets.transports.landing import Landing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assets.hub import Hub

SCHEMA: Final = pl.Schema(
    {"partner": pl.String, "file": pl.String, "reason": pl.String, "is_stuck": pl.Boolean},
)
"""Columns of what waits; `is_stuck` where no later run will take the file in by itself."""


def waiting_files(hub: Hub) -> pl.DataFrame:
    """What lies in the inbox: partner, file, reason, and whether it is stuck; sorted by the first two.

    Args:
        hub: The open hub.
    """
    rows = [
        (shown_name(partner), shown_name(name), reason, is_stuck) for partner, name, reason, is_stuck in _found(hub)
    ]
    return pl.DataFrame(sorted(rows), schema=SCHEMA, orient="row")


def _found(hub: Hub) -> Iterator[tuple[str, str, str, bool]]:
    for entry in sorted(hub.home.inbox.iterdir()):
        if not entry.is_dir():
            yield "", entry.name, "it lies beside the folders of the partners", True
        elif entry.name not in hub.partners.by_id:
            cause = "no partner has the name of this folder"
            yield from ((entry.name, path.name, cause, True) for path in entry.iterdir())
        else:
            yield from _at_partner(hub, entry)


def _at_partner(hub: Hub, folder: Path) -> Iterator[tuple[str, str, str, bool]]:
    look = Landing(folder, hub.settings.intake).look()
    known = {*look.ready, *look.growing, *look.odd}
    partner = hub.partners.by_id[folder.name]
    due = in_order(look.ready, partner, lambda: names_in_log(hub.archive, folder.name), now=time.time())
    for path in folder.iterdir():
        if folder.name == HUB and is_own_name(path.name):
            yield folder.name, path.name, "the hub itself gives this name to what it writes: give it another", True
        elif path in look.odd:
            yield folder.name, path.name, "it is no regular file", True
        elif not os.access(path, os.R_OK):
            yield folder.name, path.name, "the user of the hub may not read it", True
        elif path in look.growing:
            yield folder.name, path.name, "it may still grow", False
        elif path in look.ready and path not in due:
            yield folder.name, path.name, "it waits for the file with its totals", False
        elif path in look.ready:
            yield folder.name, path.name, "it waits for the next run", False
        elif path not in known and not path.name.startswith("."):
            yield folder.name, path.name, "it has the name of a file that is being written", False
