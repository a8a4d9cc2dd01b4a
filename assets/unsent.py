"""What stands in batches of earlier days, and of which no receipt tells that it left."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

    from assets.day_orders import Order
    from assets.hub import Hub

_SHOWN_DAYS: Final = 30
_UNSENT: Final = """
    SELECT made.batch_id, made.business_date, made.creditor_id, made.dossier_id
    FROM (
        SELECT batch_id, business_date, creditor_id, dossier_id FROM outbox.messages
        UNION ALL
        SELECT batch_id, business_date, creditor_id, dossier_id FROM outbox.transfers
    ) AS made
    WHERE made.business_date >= DATE '{first}' AND made.business_date < DATE '{day}'
        AND made.batch_id NOT IN (SELECT batch_id FROM outbox.releases WHERE state = 'waiting')
        AND NOT EXISTS (
            SELECT 1 FROM canonical.events AS told
            WHERE told.batch_id = made.batch_id AND told.dossier_id = made.dossier_id
                AND told.known_at <= DATE '{day}' AND told.delivery_id <= '{order}'
        )
    ORDER BY ALL
"""


def read_unsent(hub: Hub, order: Order) -> pl.DataFrame:
    """The messages and hand-overs of the last thirty days, before the order's own, that no receipt or report tells of.

    What waits for a release never left under its own number, and is not among them.

    Args:
        hub: The open hub.
        order: The order.

    Returns:
        batch_id, business_date, creditor_id, dossier_id.
    """
    day = order.business_date
    first = day - timedelta(days=_SHOWN_DAYS)
    return hub.store.sql(_UNSENT.format(first=first, day=day, order=order.delivery_id))
