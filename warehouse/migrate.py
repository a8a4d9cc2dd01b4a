"""A lake brought to the tables, descriptions and views of this version of the hub.

A new lake gets its tables from the models at once. An older lake gets the numbered files of `migrations/` that it
lacks, in order; then its columns must be those of the models. The table `main.migrations` says what was applied.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

import duckdb

from warehouse.catalog import LAKE
from warehouse.definitions import comment_statements, schema_statements, table_of, table_statements
from warehouse.errors import StoreError
from warehouse.tables import TABLES
from warehouse.views import Mart, load_marts, view_statements

MIGRATIONS: Final = Path(__file__).parent / "migrations"
"""Folder of the shipped migrations, `NNNN_what_changes.sql`."""

_DEFINITIONS = 0  # number of the row that holds the hash of all tables, descriptions and views
_RECORD = "CREATE TABLE IF NOT EXISTS main.migrations (number BIGINT NOT NULL, name VARCHAR, sha256 VARCHAR NOT NULL)"
_INSERT = "INSERT INTO main.migrations VALUES (?, ?, ?)"


def migrate(connection: duckdb.DuckDBPyConnection, *, folder: Path = MIGRATIONS) -> bool:
    """Whether something had to be made or changed.

    Args:
        connection: Connection with the lake chosen and a transaction open.
        folder: Folder of the migrations.

    Raises:
        StoreError: The lake was written by a newer hub, a migration was changed afterwards, or the columns that
            come out are not those of the models.
    """
    applied = _applied(connection)
    known = {int(file.name[:4]): file for file in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))}
    _check_history(applied, known)
    marts = load_marts()
    fingerprint = _fingerprint(marts)
    missing = {number: file for number, file in known.items() if number not in applied}
    if applied.get(_DEFINITIONS) == fingerprint and not missing:
        return False
    is_new = not applied
    for statement in (_RECORD, *schema_statements()):
        connection.execute(statement)
    for number, file in missing.items():
        if not is_new:
            connection.execute(file.read_text(encoding="utf-8"))
        connection.execute(_INSERT, [number, file.stem, _hash(file)])
    _define(connection, marts)
    connection.execute("DELETE FROM main.migrations WHERE number = ?", [_DEFINITIONS])
    connection.execute(_INSERT, [_DEFINITIONS, "tables, descriptions and views", fingerprint])
    if is_new:
        connection.execute("INSERT INTO inbox.head VALUES (0)")
    return True


def is_current(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether tables, descriptions and views are those of this version of the hub.

    Args:
        connection: Connection with the lake chosen.
    """
    return _applied(connection).get(_DEFINITIONS) == _fingerprint(load_marts())


def _fingerprint(marts: list[Mart]) -> str:
    definitions = [*schema_statements(), *table_statements(), *comment_statements(), *view_statements(marts)]
    return sha256("\n".join(definitions).encode()).hexdigest()


def _applied(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    exists = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = ? AND schema_name = 'main'"
        " AND table_name = 'migrations'",
        [LAKE],
    ).fetchone()
    if exists != (1,):
        return {}
    return dict(connection.execute("SELECT number, sha256 FROM main.migrations").fetchall())


def _check_history(applied: dict[int, str], known: dict[int, Path]) -> None:
    for number, fingerprint in applied.items():
        if number == _DEFINITIONS:
            continue
        if number not in known:
            raise StoreError(
                f"a newer version of the hub changed the warehouse (migration {number})",
                place="main.migrations",
                cure="Run that version, or rebuild the warehouse with `incassohub rebuild`.",
            )
        if _hash(known[number]) != fingerprint:
            raise StoreError(
                "the migration was changed after the warehouse had applied it",
                place=str(known[number]),
                cure="Restore the file, and write the change as a new migration.",
            )


def _define(connection: duckdb.DuckDBPyConnection, marts: list[Mart]) -> None:
    for statement in table_statements():
        connection.execute(statement)
    _check_columns(connection)
    for view in connection.execute(
        "SELECT view_name FROM duckdb_views() WHERE database_name = ? AND schema_name = 'marts'", [LAKE]
    ).fetchall():
        connection.execute(f'DROP VIEW marts."{view[0]}"')
    for statement in (*comment_statements(), *view_statements(marts)):
        connection.execute(statement)


def _check_columns(connection: duckdb.DuckDBPyConnection) -> None:
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for table, *column in connection.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type, is_nullable FROM duckdb_columns()"
        " WHERE database_name = ? ORDER BY column_index",
        [LAKE],
    ).fetchall():
        found.setdefault(table, []).append((column[0], column[1], column[2]))
    for name in TABLES:
        expected = [(column.name, str(column.type), bool(column.nullable)) for column in table_of(name).columns]
        if found.get(name) == expected:
            continue
        differing = sorted({column for column, *_ in set(expected) ^ set(found.get(name, []))})
        raise StoreError(
            f"its columns are not those of this version: {', '.join(differing) or 'their order differs'}",
            place=f"table {name}",
            cure="Rebuild the warehouse with `incassohub rebuild`; who changed the model adds a migration.",
        )


def _hash(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()
