"""Everything that was booked before, as the steps of a booking need it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from pipelines.canonical.delivery import Stock
from pipelines.waiting import still_waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

_TABLES: Final = ("debtors", "claims", "payments", "events", "operator_decisions", "roles", "list_entries")


class Reader(Protocol):
    """A store, or an open booking of it."""

    def read(
        self,
        name: str,
        *,
        columns: Sequence[str] | None = None,
        where: str | None = None,
        parameters: Sequence[object] = (),
    ) -> pl.DataFrame:
        """Rows of a table."""
        ...


def read_stock(reader: Reader) -> Stock:
    """The stock as a store or booking holds it now.

    Args:
        reader: Where the tables are read.
    """
    tables = {name: reader.read(f"canonical.{name}") for name in _TABLES}
    waiting = reader.read("inbox.waiting")
    if waiting.height:
        tried = reader.read("inbox.findings", where="first_delivery_id IS NOT NULL")
        corrections = reader.read("inbox.corrections")
        waiting = still_waiting(waiting, tables["payments"], tables["events"], tried, corrections)
    return Stock(
        **tables,
        feeds=reader.read("inbox.deliveries", columns=["delivery_id", "feed"]),
        statements=reader.read("inbox.statements"),
        lists=reader.read("inbox.lists"),
        waiting=waiting,
    )
