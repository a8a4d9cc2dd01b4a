"""Work items as they stood before the operators when their answer came."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from assets.day_orders import HUB, orders_of
from formats.decision_rows import ITEM_HEADING, RECORD
from mappings.decision_form import DECISIONS_FEED

if TYPE_CHECKING:
    from assets.day_orders import Order
    from assets.hub import Hub
    from assets.manifest import Manifest
    from pipelines.canonical.delivery import Delivery
    from warehouse.booking import Booking

_BATCH: Final = r"^work-.*-(\d{4}-\d{2}-\d{2}-\d{2})(?:-\d+)?$"


def with_questions(hub: Hub, booking: Booking, file: Delivery) -> Delivery:
    """The delivery; where it holds decisions, with the items that they name, of every workbook that left before it.

    An item is current when it stands in the workbooks of the newest order that was closed by then. So it depends on the
    log alone which decisions hold, not on when they are booked.

    Args:
        hub: The open hub.
        booking: The open transaction.
        file: A delivery.
    """
    if file.partner_kind != HUB or file.feed is None or file.feed.name != DECISIONS_FEED:
        return file
    closed = closed_orders(hub.archive.log(), before=file.sequence_number)
    keys = (file.tables or {})[RECORD].rows[ITEM_HEADING].drop_nulls().unique().to_list()
    named = booking.read("outbox.questions", where="list_contains(?, item_key)", parameters=[keys])
    items = named["item_id"].unique().to_list()
    asked = booking.read("outbox.questions", where="list_contains(?, item_id)", parameters=[items])
    order = pl.col("batch_id").str.extract(_BATCH)
    newest = closed[-1].batch_key if closed else ""
    left = asked.with_columns(order=order).filter(pl.col("order").is_in([each.batch_key for each in closed]))
    return replace(file, questions=left.with_columns(is_current=pl.col("order") == newest).sort("order", "batch_id"))


def closed_orders(log: list[Manifest], *, before: int | None = None) -> list[Order]:
    """The orders of days whose files have left, in the order in which they were closed.

    Args:
        log: The log of deliveries.
        before: Only those that were closed before the delivery of this number.
    """
    placed = {manifest.file_name: manifest.sequence_number for manifest in log if manifest.partner_id == HUB}
    closed = [
        (placed[order.receipt_name], order)
        for order in orders_of(log)
        if order.receipt_name in placed and (before is None or placed[order.receipt_name] < before)
    ]
    return [order for _, order in sorted(closed, key=lambda pair: pair[0])]
