"""Files and old states of a home that still tell of persons who were erased, removed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.settings import WarehouseSettings
from warehouse.maintain import forget_extremes, maintain

if TYPE_CHECKING:
    from assets.hub import Hub


def list_what_left(hub: Hub, dossiers: list[str], delivery_ids: list[str]) -> dict[str, Any]:
    """`files`: partner and path of the batches with these dossiers, and of the findings of these deliveries.

    Args:
        hub: The open hub.
        dossiers: The dossiers.
        delivery_ids: The deliveries, by their id in the log.
    """
    named = ", ".join(f"'{dossier}'" for dossier in dossiers) or "''"
    ids = ", ".join(f"'{delivery_id}'" for delivery_id in delivery_ids) or "''"
    rows = hub.store.sql(f"""
        SELECT partner_id, file_name FROM outbox.batches
        WHERE batch_id IN (SELECT batch_id FROM outbox.messages WHERE dossier_id IN ({named})
                           UNION SELECT batch_id FROM outbox.transfers WHERE dossier_id IN ({named}))
           OR kind = 'findings'
              AND batch_id IN (SELECT batch_id FROM outbox.reports WHERE left(delivery_id, 18) IN ({ids}))
        ORDER BY ALL""").rows()
    return {"files": [list(row) for row in rows]}


def forget_what_left(hub: Hub, files: list[list[str]]) -> None:
    """Nothing; files in the outbox are gone: what they said stands in the frozen facts, without these persons.

    Args:
        hub: The open hub.
        files: Partner and path of each.
    """
    for partner_id, name in files:
        for folder in (hub.home.outbox / partner_id, hub.home.outbox / ".plain" / partner_id):
            stem = name.split("/")[0] if "/" in name else Path(name).stem
            for path in folder.glob("*"):
                if path.name == stem or path.name.startswith(f"{stem}."):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def forget_old_states(hub: Hub) -> None:
    """Nothing; the warehouse holds no state of before, neither in its files nor in free pages of its catalog.

    Args:
        hub: The open hub.
    """
    for _ in range(2):
        # A file is removed one call after nothing needs it any more.
        maintain(hub.store, before=datetime.now(UTC), is_thorough=True)
    forget_extremes(hub.store)
    if hub.settings.warehouse == WarehouseSettings():
        with closing(sqlite3.connect(hub.home.catalog_file)) as catalog:
            catalog.execute("VACUUM")
            catalog.execute("PRAGMA wal_checkpoint(TRUNCATE)")
