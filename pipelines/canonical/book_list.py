"""The difference of a full list to the one before it, booked: entries that are new, and entries that are gone."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.book_later_facts import RELEASED, BookedBatch
from pipelines.canonical.compare_list import ListChange
from pipelines.canonical.delivery import Stock
from warehouse.findings import CODES
from warehouse.tables import schema_of


def book_list(change: ListChange) -> BookedBatch:
    """The rows that a list adds, and a fault (3001) for each of its records that changes nothing.

    Args:
        change: The list, compared with the one before it.
    """
    known = change.known.select(
        "row_key",
        code=pl.lit(CODES["known"], pl.Int64),
        field=pl.lit("entry_reference"),
        detail=pl.lit(None, pl.String),
    )
    added = Stock(list_entries=pl.concat([change.new.drop("row_key"), change.gone]), lists=_applied(change))
    return BookedBatch(added, known.cast(FAULTS), pl.DataFrame(schema=RELEASED))


def _applied(change: ListChange) -> pl.DataFrame:
    """The row of `inbox.lists`."""
    delivery = change.delivery
    assert delivery.feed is not None, "only deliveries of a feed are booked"
    row = {
        "delivery_id": delivery.delivery_id,
        "partner_id": delivery.partner_id,
        "feed": delivery.feed.name,
        "list_date": change.list_date,
        "entry_count": change.standing_count,
        "new_count": change.new.height,
        "gone_count": change.gone.height,
        "known_at": delivery.known_at,
    }
    return pl.DataFrame([row], schema=schema_of("inbox.lists"))
