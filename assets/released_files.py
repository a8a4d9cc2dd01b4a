"""The files of a batch that waited: made of its frozen rows, and held against those that were shown."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from assets.batch_files import make_files
from warehouse.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import date

    from assets.batch_files import BatchFiles
    from assets.day_orders import Order
    from assets.hub import Hub


class ShownBatch(NamedTuple):
    """A batch as it was shown.

    Args:
        batch_id: Its number.
        business_date: Day that its files bear.
        kind: What it holds.
        sha256: Hash of its main file.
        is_whole: Whether all of it leaves.
    """

    batch_id: str
    business_date: date
    kind: str
    sha256: str
    is_whole: bool = True


def read_released(hub: Hub, order: Order) -> dict[str, ShownBatch]:
    """The batches that an order releases, as they were shown, by the number under which they leave.

    Args:
        hub: The open hub.
        order: The order.
    """
    return _read_shown(hub, "delivery_id", order.delivery_id)


def find_shown(hub: Hub, batch_id: str) -> ShownBatch | None:
    """A batch as it was shown before it left; nothing where it did not have to wait.

    Args:
        hub: The open hub.
        batch_id: The number under which it left.
    """
    return _read_shown(hub, "batch_id", batch_id).get(batch_id)


def _read_shown(hub: Hub, column: str, value: str) -> dict[str, ShownBatch]:
    ended = hub.store.read("outbox.releases", where=f"{column} = ? AND state = 'released'", parameters=[value])
    return {
        row["batch_id"]: read_batch_as_shown(hub, row["waiting_batch_id"])._replace(
            is_whole=row["taken_out_count"] == 0
        )
        for row in ended.to_dicts()
    }


def read_batch_as_shown(hub: Hub, batch_id: str) -> ShownBatch:
    """A batch that waited, as it was shown.

    Args:
        hub: The open hub.
        batch_id: Its number.
    """
    columns = ["batch_id", "business_date", "kind", "sha256"]
    row = hub.store.read("outbox.batches", columns=columns, where="batch_id = ?", parameters=[batch_id])
    return ShownBatch(*row.row(0))


def make_as_shown(hub: Hub, shown: ShownBatch, rows: pl.DataFrame) -> BatchFiles:
    """The files of a batch with its number and day as shown; whole, they are the same to the byte.

    Args:
        hub: The open hub.
        shown: The batch.
        rows: Its rows, or those that are left of them.

    Raises:
        ConfigurationError: Agency, partners or programs say something else by now.
    """
    own = rows.with_columns(batch_id=pl.lit(shown.batch_id), business_date=pl.lit(shown.business_date))
    made = make_files(hub, shown.kind, shown.batch_id, own)
    if shown.is_whole and hashlib.sha256(made.files[made.main]).hexdigest() != shown.sha256:
        raise ConfigurationError(
            "its files are not those that were shown",
            place=shown.batch_id,
            cure="Put agency, partners and programs back as they were when it was shown.",
        )
    return made
