from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers import PostgresqlServer, postgresql_server
from warehouse.store import Store


@dataclass(frozen=True)
class Lake:
    """Where a warehouse for a test stands."""

    catalog: Path | str
    data_path: Path

    def open(self, *, read_only: bool = False) -> Store:
        return Store.open(catalog=self.catalog, data_path=self.data_path, read_only=read_only)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresqlServer]:
    with postgresql_server(tmp_path_factory.mktemp("postgresql")) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new, empty warehouse: copying it is quicker than making every test its own."""
    folder = tmp_path_factory.mktemp("template") / "warehouse"
    _create(Lake(folder / "catalog.sqlite", folder / "data"))
    return folder


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgresqlServer) -> str:
    """The database of a new, empty warehouse."""
    _create(Lake(postgresql.create_database("template"), tmp_path_factory.mktemp("template") / "data"))
    return "template"


@pytest.fixture
def sqlite_lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "warehouse" / "catalog.sqlite", tmp_path / "warehouse" / "data")


@pytest.fixture
def postgresql_lake(tmp_path: Path, postgresql: PostgresqlServer) -> Lake:
    return Lake(postgresql.create_database(tmp_path.name), tmp_path / "warehouse" / "data")


@pytest.fixture(params=["sqlite_lake", "postgresql_lake"])
def new_lake(request: pytest.FixtureRequest) -> Lake:
    """A warehouse that does not exist yet, on each kind of catalog."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def sqlite_copy(tmp_path: Path, sqlite_template: Path) -> Lake:
    folder = tmp_path / "warehouse"
    shutil.copytree(sqlite_template, folder)
    return Lake(folder / "catalog.sqlite", folder / "data")


@pytest.fixture
def postgresql_copy(tmp_path: Path, postgresql: PostgresqlServer, postgresql_template: str) -> Lake:
    statement = f'create database "{tmp_path.name}" template "{postgresql_template}"'
    command = [postgresql.binaries / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", postgresql.url()]
    subprocess.run([*command, "-c", statement], check=True)
    return Lake(postgresql.url(tmp_path.name), tmp_path / "warehouse" / "data")


@pytest.fixture(params=["sqlite_copy", "postgresql_copy"])
def lake(request: pytest.FixtureRequest) -> Lake:
    """A new, empty warehouse on each kind of catalog."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def store(lake: Lake) -> Iterator[Store]:
    """A new, empty warehouse on each kind of catalog, opened."""
    with lake.open() as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_copy: Lake) -> Iterator[Store]:
    """A new, empty warehouse, opened, where the kind of catalog does not matter."""
    with sqlite_copy.open() as opened:
        yield opened


def _create(lake: Lake) -> None:
    with lake.open() as opened:
        assert opened.create()
