"""The tables of a warehouse replaced by those of another, in one booking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from warehouse.errors import StoreError
from warehouse.tables import TABLES

if TYPE_CHECKING:
    from warehouse.booking import Booking
    from warehouse.store import Store

_HEAD: Final = "inbox.head"


def replace_tables(target: Store, source: Store, *, message: str, author: str) -> dict[str, int]:
    """The rows of each table of a warehouse, which now holds what another one holds, and nothing else.

    It is one booking: a reader sees the old tables or the new ones, and a process that is killed leaves the old ones.

    Args:
        target: Warehouse whose tables are replaced.
        source: Warehouse that they come from; the kinds of catalog may differ.
        message: What is booked: the line in the audit trail.
        author: Who or what books.

    Raises:
        StoreError: The target was booked further than the source, or cannot be written.
    """
    head = source.booked_sequence()

    def work(booking: Booking) -> dict[str, int]:
        if booking.sequence_number > head:
            raise StoreError(
                f"delivery {booking.sequence_number} is booked here, but the new tables end at delivery {head}",
                place=target.place,
                cure="Files came while the new tables were made: stop the sensors, and rebuild again.",
                retryable=True,
            )
        booking.restart(head)
        tables = (name for name in TABLES if name != _HEAD)
        return {name: booking.replace(name, source.read(name), where="true") for name in tables}

    return target.book(work, message=message, author=author)
