"""The warehouse: open, create, read, book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

import duckdb
import polars as pl

from warehouse.booking import Booking, dated_tables
from warehouse.catalog import LAKE, connect, locks_of, place_of, redact
from warehouse.cores import all_cores
from warehouse.errors import StoreError
from warehouse.file_lock import file_lock
from warehouse.migrate import MIGRATIONS, is_current, migrate
from warehouse.rows import read_rows

Result = TypeVar("Result")

# How DuckLake, SQLite and PostgreSQL say that another transaction was first.
_CONFLICTS: Final = ("transaction conflict", "database is locked", "could not serialize", "write-write conflict")


class ConflictError(StoreError):
    """Another process booked at the same time and was first; nothing of this booking was kept."""


class _TakenBackError(Exception):
    """A transaction was made to look at what it would do."""


class Store:
    """The warehouse on one connection. A thread or process opens its own.

    Args:
        connection: Connection with the lake chosen.
        catalog: File of its SQLite catalog, or libpq connection string.
        data_path: Folder of its Parquet files.
        read_only: Whether nothing may be written.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, *, catalog: Path | str, data_path: Path, read_only: bool
    ) -> None:
        self.connection = connection
        self.catalog = catalog
        self.data_path = data_path
        self.place = place_of(catalog)
        self.read_only = read_only
        self._locks = locks_of(catalog)
        self._is_steady = False

    @classmethod
    def open(cls, *, catalog: Path | str, data_path: Path, read_only: bool = False) -> Self:
        """The store of a catalog.

        Args:
            catalog: File of an SQLite catalog, or libpq connection string of a PostgreSQL database.
            data_path: Folder of the Parquet files.
            read_only: Whether nothing may be written; the warehouse must exist then.

        Raises:
            StoreError: The warehouse does not exist, cannot be reached, or is only to be read and of another version.
        """
        connection = connect(catalog, data_path, read_only=read_only)
        store = cls(connection, catalog=catalog, data_path=data_path, read_only=read_only)
        if read_only and not store._is_current():
            store.close()
            raise StoreError(
                "the warehouse was written by another version of the hub",
                place=place_of(catalog),
                cure="Run `incassohub run` with this version: it brings the warehouse up to date.",
            )
        return store

    def create(self, *, migrations: Path = MIGRATIONS) -> bool:
        """Whether tables, descriptions or views had to be made or changed.

        Args:
            migrations: Folder of the numbered migrations.

        Raises:
            StoreError: The warehouse cannot be brought to this version.
        """
        return self._retried(lambda: self._migrate(migrations), attempts=5, wait=lambda _: None)

    def read(
        self,
        name: str,
        *,
        columns: Sequence[str] | None = None,
        where: str | None = None,
        parameters: Sequence[object] = (),
    ) -> pl.DataFrame:
        """Rows of a table in the order of its key.

        Args:
            name: Name of the table, `stage.table`.
            columns: Columns to read, in this order; all by default.
            where: SQL condition that rows must meet, with `?` for each value.
            parameters: Those values.
        """
        with self._explained(f"table {name}"), self.steady():
            return read_rows(self.connection, name, columns=columns, where=where, parameters=parameters)

    def sql(self, query: str) -> pl.DataFrame:
        """The answer to a query of a person.

        Args:
            query: One statement that only reads.

        Raises:
            StoreError: The query is none, more than one, writes, or is wrong.
        """
        with self._explained("query", cure="Correct the query; `select * from marts.descriptions` lists all columns."):
            statements = self.connection.extract_statements(query)
            kinds = [statement.type for statement in statements]
            if len(kinds) != 1 or kinds[0] not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
                raise StoreError("it must be one statement that only reads", place="query", cure="Write one `select`.")
            with self.steady(), all_cores(self.connection):
                return self.connection.execute(statements[0]).pl()

    def booked_sequence(self) -> int:
        """The number of the newest delivery that is booked; 0 where none is."""
        return int(self.read("inbox.head").item())

    def business_dates(self) -> list[date]:
        """The business dates that the computed tables hold, oldest first."""
        parts = " UNION ".join(f"SELECT business_date FROM {name}" for name in dated_tables())
        return self.sql(f"SELECT business_date FROM ({parts}) ORDER BY 1")["business_date"].to_list()

    def snapshots(self) -> pl.DataFrame:
        """The audit trail: each transaction with its number, time, author, message and what it changed."""
        columns = "snapshot_id, snapshot_time, author, commit_message, CAST(changes AS VARCHAR) AS changes"
        return self.sql(f"SELECT {columns} FROM {LAKE}.snapshots() ORDER BY snapshot_id")

    @contextmanager
    def booking(self, message: str, author: str) -> Iterator[Booking]:
        """One transaction: all that is booked inside is kept together, or nothing.

        Args:
            message: What is booked, and by which run: the line in the audit trail.
            author: Who or what books.

        Raises:
            ConflictError: Another booking was first.
            StoreError: The warehouse cannot be written.
        """
        with self._transaction():
            booking = Booking(self.connection)
            yield booking
            booking.close(message, author)

    def book(
        self,
        work: Callable[[Booking], Result],
        *,
        message: str,
        author: str,
        attempts: int = 8,
        wait: Callable[[int], None] | None = None,
    ) -> Result:
        """What the work returned, once its booking was kept; the loser of a conflict works again.

        Args:
            work: Reads and writes through the booking; may run more than once.
            message: What is booked, and by which run.
            author: Who or what books.
            attempts: How often the work may run.
            wait: What to do before another attempt, given the number of attempts so far; nothing by default.

        Raises:
            ConflictError: The last attempt lost too.
            StoreError: The warehouse cannot be written.
        """

        def once() -> Result:
            with self.booking(message, author) as booking:
                return work(booking)

        return self._retried(once, attempts=attempts, wait=wait or (lambda _: None))

    def look(self, work: Callable[[Booking], Result]) -> Result:
        """What the work returned; nothing that it wrote is kept.

        Args:
            work: Reads and writes through the booking.

        Raises:
            StoreError: The warehouse cannot be written.
        """
        found: list[Result] = []
        with suppress(_TakenBackError), self._transaction():
            found.append(work(Booking(self.connection)))
            raise _TakenBackError
        return found[0]

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Nothing; all reads inside see one state of the warehouse, looked up once; in a booking, the state of that."""
        if self._is_steady:
            yield
            return
        with self.undisturbed():
            self.connection.execute("BEGIN")
            self._is_steady = True
            try:
                yield
            finally:
                self._is_steady = False
                # A statement that failed may have ended the transaction by itself.
                with suppress(duckdb.Error):
                    self.connection.execute("ROLLBACK")

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Nothing; inside, no housekeeping moves the rows that are read."""
        with file_lock(self._locks.state, shared=True):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nothing; inside, nobody else reads or books, where the catalog asks for it (`warehouse.maintain`)."""
        with self._explained(self.place), file_lock(self._locks.state):
            yield

    def close(self) -> None:
        """Nothing; the connection is closed."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _is_current(self) -> bool:
        with self._explained(self.place), self.undisturbed():
            return is_current(self.connection)

    def _migrate(self, folder: Path) -> bool:
        with self._transaction():
            if changed := migrate(self.connection, folder=folder):
                told = "'incassohub', 'tables, descriptions and views'"
                self.connection.execute(f"CALL {LAKE}.set_commit_message({told})")
        return changed

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self.read_only:
            raise AssertionError("a store that was opened to read cannot book")
        with self._explained(self.place), self.undisturbed():
            self.connection.execute("BEGIN")
            self._is_steady = True
            try:
                yield
                with file_lock(self._locks.commit):
                    self.connection.execute("COMMIT")
            except BaseException:
                # A commit that failed has ended the transaction by itself.
                with suppress(duckdb.Error):
                    self.connection.execute("ROLLBACK")
                raise
            finally:
                self._is_steady = False

    @contextmanager
    def _explained(self, place: str, *, cure: str | None = None) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            cause = redact(" ".join(str(error).split()))
            if any(sign in cause.lower() for sign in _CONFLICTS):
                raise ConflictError(
                    f"another process booked at the same time: {cause}",
                    place=place,
                    cure="Run the same step again.",
                    retryable=True,
                ) from error
            remedy = cure or "Check that the disk is not full and the catalog answers, then run the step again."
            raise StoreError(
                cause, place=place, cure=remedy, retryable=isinstance(error, duckdb.IOException)
            ) from error

    def _retried(self, once: Callable[[], Result], *, attempts: int, wait: Callable[[int], None]) -> Result:
        for attempt in range(1, attempts):
            try:
                return once()
            except ConflictError:
                wait(attempt)
        return once()
