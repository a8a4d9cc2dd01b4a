"""The DuckDB extensions of the warehouse, loaded from installed packages and never fetched in silence."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import duckdb

from warehouse.errors import StoreError

_LOG = logging.getLogger(__name__)

OFFLINE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
"""Settings of a connection that must not fetch or load anything by itself."""


def load_extensions(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Nothing; the extensions are loaded into the connection.

    Each comes as a package `duckdb-extension-*` of the same release as DuckDB, and is loaded by its path. Where the
    platform has no such package, the log says so and DuckDB downloads its own signed build.

    Args:
        connection: Connection that needs them.
        names: Names of the extensions, as DuckDB writes them (`sqlite_scanner`).

    Raises:
        StoreError: An extension is not installed and cannot be downloaded, or does not load.
    """
    for name in names:
        file = packaged_file(name)
        if file is None:
            _install(connection, name)
            continue
        try:
            connection.load_extension(str(file))
        except duckdb.Error as error:
            raise StoreError(
                f"DuckDB cannot load this file: {error}",
                place=str(file),
                cure=f"Install the package again: {_requirement(name)}.",
            ) from error


def packaged_file(name: str) -> Path | None:
    """The extension's file in its installed package; nothing where the package lacks this release of DuckDB.

    Args:
        name: Name of the extension, as DuckDB writes it.
    """
    spec = find_spec(f"duckdb_extension_{name}")
    if spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    return file if file.is_file() else None


def _install(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    _LOG.warning("The package %s is not installed here; DuckDB downloads the extension itself.", _requirement(name))
    try:
        connection.install_extension(name)
        connection.load_extension(name)
    except duckdb.Error as error:
        raise StoreError(
            f"it is not installed as a package and cannot be downloaded: {error}",
            place=f"DuckDB extension {name}",
            cure=f"Install {_requirement(name)}; on a platform without it, let this machine reach the extensions' "
            "server once.",
        ) from error


def _requirement(name: str) -> str:
    return f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
