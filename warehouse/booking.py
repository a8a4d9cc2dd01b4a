"""A booking: what one transaction writes into the warehouse."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import duckdb
import polars as pl

from warehouse.rows import append_rows, delete_rows, read_rows
from warehouse.tables import TABLES, schema_of


class Booking:
    """The open transaction of a store. All of it is kept, or nothing.

    Args:
        connection: Connection with the lake chosen and a transaction open.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._sequence_number = int(read_rows(connection, "inbox.head").item())

    @property
    def sequence_number(self) -> int:
        """The number of the newest delivery that is booked, this booking included."""
        return self._sequence_number

    def advance(self, sequence_number: int) -> None:
        """Nothing; the delivery of this number counts as booked once the booking is kept.

        Args:
            sequence_number: Place of the delivery in the log.
        """
        if sequence_number <= self._sequence_number:
            raise AssertionError(f"delivery {sequence_number} comes after {self._sequence_number}, which is booked")
        self._sequence_number = sequence_number

    def restart(self, sequence_number: int) -> None:
        """Nothing; the warehouse holds what it would hold after the delivery of this number, whatever it held before.

        Args:
            sequence_number: Place of the delivery in the log; 0 for none.
        """
        self._sequence_number = sequence_number

    def read(
        self,
        name: str,
        *,
        columns: Sequence[str] | None = None,
        where: str | None = None,
        parameters: Sequence[object] = (),
    ) -> pl.DataFrame:
        """Rows of a table as this booking sees them: as it began, with what it wrote itself.

        Args:
            name: Name of the table, `stage.table`.
            columns: Columns to read, in this order; all by default.
            where: SQL condition that rows must meet, with `?` for each value.
            parameters: Those values.
        """
        return read_rows(self._connection, name, columns=columns, where=where, parameters=parameters)

    def append(self, name: str, frame: pl.DataFrame) -> int:
        """The number of rows that were added.

        Args:
            name: Name of the table, `stage.table`.
            frame: Rows with exactly the columns of the table.
        """
        return append_rows(self._connection, name, frame)

    def delete(self, name: str, *, where: str, parameters: Sequence[object] = ()) -> int:
        """The number of rows that were deleted.

        Args:
            name: Name of the table, `stage.table`.
            where: SQL condition that rows must meet, with `?` for each value.
            parameters: Those values.
        """
        return delete_rows(self._connection, name, where=where, parameters=parameters)

    def replace(self, name: str, frame: pl.DataFrame, *, where: str, parameters: Sequence[object] = ()) -> int:
        """The number of rows that now stand in the place of those that met the condition.

        Args:
            name: Name of the table, `stage.table`.
            frame: New rows, with exactly the columns of the table.
            where: SQL condition that old rows must meet, with `?` for each value.
            parameters: Those values.
        """
        self.delete(name, where=where, parameters=parameters)
        return self.append(name, frame)

    def replace_business_date(self, name: str, frame: pl.DataFrame, business_date: date) -> int:
        """The number of rows that now stand for a business date.

        Args:
            name: Name of a table that has a business date.
            frame: All rows of that date, and of no other.
            business_date: The date.
        """
        if not frame.filter(pl.col("business_date").ne_missing(business_date)).is_empty():
            raise AssertionError(f"{name}: rows of another business date than {business_date}")
        return self.replace(name, frame, where="business_date = ?", parameters=[business_date])

    def prune_business_dates(self, keep: Collection[date]) -> int:
        """The number of rows that went from `ledger.*` and `decisions.*`: all of dates that are not kept.

        Args:
            keep: Business dates whose rows stay (`warehouse.retention.dates_to_keep`).
        """
        marks = ", ".join("?" for _ in keep)
        condition = f"business_date NOT IN ({marks})" if keep else "true"
        return sum(self.delete(name, where=condition, parameters=sorted(keep)) for name in dated_tables())

    def close(self, message: str, author: str) -> None:
        """Nothing; the head is moved and the message set. The store commits after it.

        Args:
            message: What was booked, and by which run.
            author: Who or what booked it.
        """
        # Written even where the number stays: two bookings at once must touch the same row to conflict.
        self._connection.execute("UPDATE inbox.head SET sequence_number = ?", [self._sequence_number])
        self._connection.execute("CALL hub.set_commit_message(?, ?)", [author, message])


def dated_tables() -> list[str]:
    """The tables that are computed anew for a business date: those of `ledger` and `decisions`."""
    return [
        name for name in TABLES if name.split(".")[0] in ("ledger", "decisions") and "business_date" in schema_of(name)
    ]
