"""The lake's catalog: where it stands, and a connection that has it attached as `hub`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from warehouse.cores import ONE_CORE
from warehouse.errors import StoreError
from warehouse.extensions import OFFLINE, load_extensions
from warehouse.file_lock import file_lock

LAKE: Final = "hub"
"""Name under which a connection of ours knows the lake."""

_BUSY_MILLISECONDS: Final = 10_000
_SECRETS: Final = (
    (re.compile(r"(password\s*=\s*)('(?:[^'\\]|\\.)*'|\S+)", re.IGNORECASE), r"\1***"),
    (re.compile(r"(://[^:/@\s]*:)[^@\s]*@"), r"\1***@"),
)


def connect(catalog: Path | str, data_path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection with the lake attached and chosen.

    Args:
        catalog: File of an SQLite catalog, or libpq connection string of a PostgreSQL database.
        data_path: Folder of the Parquet files. It may have moved since the lake was made.
        read_only: Whether nothing may be written; the lake must exist then.

    Raises:
        StoreError: An extension is missing, the lake does not exist, or its catalog cannot be reached.
    """
    if read_only and isinstance(catalog, Path) and not catalog.is_file():
        raise _missing(str(catalog))
    if not read_only:
        _make_room(catalog, data_path)
    connection = duckdb.connect(config={**OFFLINE, **ONE_CORE, "temp_directory": str(data_path.parent / "spill")})
    try:
        # What a command prints is its answer, and nothing of DuckDB's own.
        connection.execute("SET enable_progress_bar = false")
        scanner = "sqlite_scanner" if isinstance(catalog, Path) else "postgres_scanner"
        load_extensions(connection, "ducklake", scanner)
        _attach(connection, catalog, data_path, read_only=read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def redact(text: str) -> str:
    """The text without the passwords of connection strings.

    Args:
        text: A message of DuckDB or libpq.
    """
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def place_of(catalog: Path | str) -> str:
    """The catalog as a message may name it.

    Args:
        catalog: File of an SQLite catalog, or libpq connection string.
    """
    return str(catalog) if isinstance(catalog, Path) else redact(catalog)


class Locks(NamedTuple):
    """The files by which processes that use an SQLite catalog wait for each other; none for PostgreSQL.

    SQLite fails a transaction at once that has read and then meets another that is writing. So commits take `commit`
    one after another, and who loses a conflict finds the winner's booking complete.

    On SQLite a transaction of DuckLake does not see one state of the catalog: it leaves out the rows that housekeeping
    moves meanwhile. So who reads or books shares `state`, and housekeeping has it alone.
    """

    commit: Path | None
    state: Path | None


def locks_of(catalog: Path | str) -> Locks:
    """The locks of a catalog.

    Args:
        catalog: File of an SQLite catalog, or libpq connection string.
    """
    if isinstance(catalog, str):
        return Locks(None, None)
    return Locks(catalog.with_name(f"{catalog.name}.commit.lock"), catalog.with_name(f"{catalog.name}.state.lock"))


def _make_room(catalog: Path | str, data_path: Path) -> None:
    try:
        data_path.mkdir(parents=True, exist_ok=True)
        if isinstance(catalog, Path):
            catalog.parent.mkdir(parents=True, exist_ok=True)
        for lock in locks_of(catalog):
            # Readers share the locks also where they may not make files.
            if lock is not None:
                lock.touch()
    except OSError as error:
        raise StoreError(
            f"the warehouse cannot be written here: {error.strerror}",
            place=str(error.filename or data_path),
            cure="Give this user the right to write the folder, or another folder in `hub.yaml`.",
        ) from error


def _attach(connection: duckdb.DuckDBPyConnection, catalog: Path | str, data_path: Path, *, read_only: bool) -> None:
    # A home may be moved or mounted elsewhere: the path that is given wins over the one in the catalog.
    options = [f"DATA_PATH {_literal(f'{data_path.absolute()}/')}", "OVERRIDE_DATA_PATH true"]
    if read_only:
        options.append("READ_ONLY")
    if isinstance(catalog, Path):
        source = f"ducklake:sqlite:{catalog.absolute()}"
        options.append(f"META_BUSY_TIMEOUT {_BUSY_MILLISECONDS}")
        # With the write-ahead log a reader never holds up a writer. SQLite keeps the mode in the file.
        options += [] if read_only else ["META_JOURNAL_MODE 'WAL'"]
    else:
        source = f"ducklake:postgres:{catalog}"
    statement = f"ATTACH {_literal(source)} AS {LAKE} ({', '.join(options)})"
    try:
        with file_lock(None if read_only else locks_of(catalog).commit):
            _execute_attach(connection, statement)
        connection.execute(f"USE {LAKE}")
    except duckdb.Error as error:
        cause = redact(str(error)).strip().replace("\n", " ")
        if "creating a new DuckLake is explicitly disabled" in cause:
            raise _missing(place_of(catalog)) from None
        raise StoreError(
            f"the catalog of the warehouse cannot be opened: {cause}",
            place=place_of(catalog),
            cure="Check `warehouse` in `hub.yaml`, that the server answers, and that this user may read and write.",
            retryable=True,
        ) from None


def _execute_attach(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    try:
        connection.execute(statement)
    except duckdb.Error as error:
        if "Failed to initialize DuckLake" not in str(error):
            raise
        # Two machines made a new lake at once and this one was second: now it exists.
        connection.execute(statement)


def _missing(place: str) -> StoreError:
    return StoreError(
        "there is no warehouse here yet", place=place, cure="Run `incassohub run` first, or give another `--home`."
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
