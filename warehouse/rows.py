"""Rows in and out of tables: the statements that a store and a booking share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import polars as pl

from warehouse.arrow_batches import arrow_batches
from warehouse.cores import all_cores
from warehouse.tables import key_of, model_of, schema_of, validate

_INCOMING: Final = "incoming_rows"


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    *,
    columns: Sequence[str] | None = None,
    where: str | None = None,
    parameters: Sequence[object] = (),
) -> pl.DataFrame:
    """Rows of a table in the order of its key, with the types of its model.

    Args:
        connection: Connection with the lake chosen.
        name: Name of the table, `stage.table`.
        columns: Columns to read, in this order; all by default.
        where: SQL condition that rows must meet, with `?` for each value.
        parameters: Those values.
    """
    schema = schema_of(name)
    chosen = list(schema) if columns is None else list(columns)
    if unknown := [column for column in chosen if column not in schema]:
        raise AssertionError(f"{name} has no column {', '.join(unknown)}")
    # Of an empty table DuckLake asks the catalog for the statistics of each column, and that takes far longer.
    if (rows := count_rows(connection, _quoted(name))) == 0:
        return pl.DataFrame(schema={column: schema[column] for column in chosen})
    condition = f" WHERE {where}" if where else ""
    query = f"SELECT {_list(chosen)} FROM {_quoted(name)}{condition} ORDER BY {_list(key_of(name))}"
    with all_cores(connection, rows=rows):
        frame = connection.execute(query, list(parameters)).pl()
    return frame.cast({column: schema[column] for column in chosen})


def count_rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """The number of rows of a table; the lake's catalog knows it.

    Args:
        connection: Connection with the lake attached.
        table: The table as SQL names it.
    """
    found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(found[0]) if found else 0


def append_rows(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> int:
    """The number of rows that were added to a table, once the table's model holds for them.

    Args:
        connection: Connection with the lake chosen and a transaction open.
        name: Name of the table, `stage.table`.
        frame: Rows with exactly the columns of the table.
    """
    validate(name, frame)
    if frame.is_empty():
        return 0
    connection.register(_INCOMING, arrow_batches(frame))
    try:
        columns = _list(frame.columns)
        with all_cores(connection, rows=frame.height):
            connection.execute(f"INSERT INTO {_quoted(name)} ({columns}) SELECT {columns} FROM {_INCOMING}")
    finally:
        connection.unregister(_INCOMING)
    return frame.height


def delete_rows(
    connection: duckdb.DuckDBPyConnection, name: str, *, where: str, parameters: Sequence[object] = ()
) -> int:
    """The number of rows that were deleted from a table.

    Args:
        connection: Connection with the lake chosen and a transaction open.
        name: Name of the table, `stage.table`.
        where: SQL condition that rows must meet, with `?` for each value.
        parameters: Those values.
    """
    deleted = connection.execute(f"DELETE FROM {_quoted(name)} WHERE {where}", list(parameters)).fetchone()
    return int(deleted[0]) if deleted else 0


def _quoted(name: str) -> str:
    model_of(name)  # a name that is no table ends here, before it comes near SQL
    return ".".join(f'"{part}"' for part in name.split("."))


def _list(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
