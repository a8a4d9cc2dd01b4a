"""Batches that wait for a person, read from the warehouse: as an order of a day finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from mappings.release_rules import load_release_rules
from pipelines.releases import follow_releases
from warehouse.tables import empty, schema_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from assets.day_orders import Order
    from assets.hub import Hub

_SHOWN: Final = ("outbox.messages", "outbox.transfers", "outbox.lines")
_OFFERED: Final = ("batch_id", "sequence_number", "dossier_id", "step_id", "channel")
_LEFT: Final = (
    "SELECT batch_id, business_date, creditor_id, debtor_id, step_id, open_cents FROM {table} "
    "WHERE business_date <= DATE '{day}' "
    "AND batch_id NOT IN (SELECT batch_id FROM outbox.releases WHERE state = 'waiting')"
)
_ORDER: Final = r"^.*(\d{4}-\d{2}-\d{2}-\d{2})"


def read_standing(hub: Hub, order: Order, decided: pl.DataFrame) -> pl.DataFrame:
    """The batches that wait or rest, as an order of a day finds them (`pipelines.releases.follow_releases`).

    Args:
        hub: The open hub.
        order: The order; what it shows or ends itself is not among them, so that it can be run again.
        decided: `canonical.operator_decisions` as known by the order.
    """
    earlier = hub.store.read("outbox.releases", where="delivery_id < ?", parameters=[order.delivery_id])
    rest_days = load_release_rules(hub.home.mapping_roots).rest_days
    return follow_releases(earlier, decided, business_date=order.business_date, rest_days=rest_days)


def read_offered(hub: Hub, order: Order, decided: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """`standing` batches, and which dossiers are in them: `shown_messages` and `shown_transfers`, without their facts.

    Args:
        hub: The open hub.
        order: The order.
        decided: `canonical.operator_decisions` as known by the order.
    """
    standing = read_standing(hub, order, decided)
    rows = {name.partition(".")[2]: _read(hub, name, standing["batch_id"], _OFFERED) for name in _SHOWN[:2]}
    return {"standing": standing, **{f"shown_{name}": frame for name, frame in rows.items()}}


def read_shown(hub: Hub, batch_ids: Collection[str]) -> dict[str, pl.DataFrame]:
    """All that is in these batches: `shown_messages`, `shown_transfers` and `shown_lines`."""
    return {f"shown_{name.partition('.')[2]}": _read(hub, name, batch_ids) for name in _SHOWN}


def read_offered_actions(hub: Hub, order: Order, shown: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The actions of the business date of the dossiers in shown batches."""
    dossiers = pl.concat([shown["shown_messages"]["dossier_id"], shown["shown_transfers"]["dossier_id"]]).unique()
    if dossiers.is_empty():
        return empty("decisions.actions")
    where = "business_date = ? AND list_contains(?, dossier_id)"
    return hub.store.read("decisions.actions", where=where, parameters=[order.business_date, dossiers.sort().to_list()])


def read_earlier(hub: Hub, order: Order) -> dict[str, pl.DataFrame]:
    """What left before an order: `earlier`, batches by creditor and step; `today`, the debtors who were written to."""
    day = order.business_date
    left = " UNION ALL ".join(_LEFT.format(table=name, day=day) for name in _SHOWN[:2])
    counted = hub.store.sql(
        "SELECT batch_id, business_date, creditor_id, step_id, count(*) AS row_count, "
        f"CAST(sum(open_cents) AS BIGINT) AS amount_cents FROM ({left}) GROUP BY ALL ORDER BY ALL"
    )
    messages = _LEFT.format(table=_SHOWN[0], day=day)
    written = hub.store.sql(f"SELECT batch_id, debtor_id FROM ({messages}) WHERE business_date = DATE '{day}'")
    # An order that is run again does not see what later ones of its day sent.
    is_earlier = pl.col("batch_id").str.extract(_ORDER) < order.batch_key
    return {"earlier": counted.filter(is_earlier), "today": written.filter(is_earlier)}


def _read(hub: Hub, name: str, batch_ids: Collection[str], columns: Collection[str] = ()) -> pl.DataFrame:
    known = [column for column in schema_of(name) if not columns or column in columns]
    if len(batch_ids) == 0:
        return empty(name).select(known)
    where = f"batch_id IN ({', '.join('?' for _ in batch_ids)})"
    return hub.store.read(name, columns=known, where=where, parameters=sorted(batch_ids))
