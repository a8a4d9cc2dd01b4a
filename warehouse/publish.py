"""The plain DuckDB file for analysts: every table and view, readable without extensions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import duckdb

from warehouse.catalog import LAKE
from warehouse.cores import all_cores
from warehouse.definitions import comment_statements, schema_statements, table_statements
from warehouse.errors import StoreError
from warehouse.file_lock import file_lock
from warehouse.rows import count_rows
from warehouse.store import Store
from warehouse.tables import TABLES, key_of
from warehouse.views import Mart, literal, load_marts, view_statements

_FILE: Final = "analytics"


def publish_analytics(store: Store, path: Path) -> dict[str, int]:
    """The rows of each table in the file that now stands at the path.

    The file is written beside it, of one state of the warehouse, and renamed when it is complete: who has the old file
    open reads on undisturbed. The rows stand in the order of their keys.

    Args:
        store: Warehouse to publish; a booking in another process does not disturb it.
        path: Place of the file.

    Raises:
        StoreError: The file cannot be written.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two processes that publish at once would write the same new file.
        with file_lock(path.with_name(f".{path.name}.lock")):
            _remove(new)
            with store.undisturbed():
                counts = _write(store.connection, new)
            _keep(new)
            new.replace(path)
    except (duckdb.Error, OSError) as error:
        raise StoreError(
            f"the file for analysts cannot be written: {error}",
            place=str(path),
            cure="Check that the folder may be written and the disk is not full, then run the day again.",
            retryable=True,
        ) from error
    return counts


def _remove(new: Path) -> None:
    # What a run that was killed left behind.
    for file in (new, new.with_name(f"{new.name}.wal")):
        file.unlink(missing_ok=True)


def _write(connection: duckdb.DuckDBPyConnection, new: Path) -> dict[str, int]:
    marts = load_marts()
    connection.execute(f"ATTACH {literal(str(new))} AS {_FILE}")
    try:
        connection.execute("BEGIN")
        try:
            counts = _fill(connection, marts)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    finally:
        connection.execute(f"USE {LAKE}")
        connection.execute(f"DETACH {_FILE}")
    return counts


def _fill(connection: duckdb.DuckDBPyConnection, marts: list[Mart]) -> dict[str, int]:
    connection.execute(f"USE {_FILE}")
    for statement in (*schema_statements(), *table_statements(), *comment_statements()):
        connection.execute(statement)
    counts = {}
    for name in TABLES:
        counts[name] = count_rows(connection, f"{LAKE}.{name}")
        order = ", ".join(f'"{column}"' for column in key_of(name))
        with all_cores(connection, rows=counts[name]):
            connection.execute(f"INSERT INTO {_FILE}.{name} FROM {LAKE}.{name} ORDER BY {order}")
    for statement in view_statements(marts):
        connection.execute(statement)
    for mart in marts:
        for column, description in mart.columns.items():
            connection.execute(f'COMMENT ON COLUMN marts.{mart.name}."{column}" IS {literal(description)}')
    return counts


def _keep(new: Path) -> None:
    # On disk before it gets its name: a name must never point at half a file.
    with new.open("rb+") as file:
        os.fsync(file.fileno())
