from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from warehouse.errors import StoreError
from warehouse.migrate import MIGRATIONS
from warehouse.store import Store
from warehouse.tables import TABLES, column_descriptions, description_of

SHIPPED = sorted(MIGRATIONS.glob("*.sql"))


def _history(store: Store) -> list[tuple[int, str]]:
    return store.sql("select number, name from main.migrations order by number").rows()


def _migration(folder: Path, name: str, statements: str) -> Path:
    (folder / f"{name}.sql").write_text(statements, encoding="utf-8")
    return folder


def _next_migration(folder: Path, name: str, statements: str) -> Path:
    """Return the folder with the shipped migrations and one after them."""
    for file in SHIPPED:
        shutil.copy(file, folder)
    return _migration(folder, f"{len(SHIPPED) + 1:04d}_{name}", statements)


def test_every_table_and_column_carries_its_description(store):
    tables = store.sql("select schema_name || '.' || table_name as name, comment from duckdb_tables()")
    comments = dict(tables.rows())
    columns = store.sql("select schema_name || '.' || table_name, column_name, comment from duckdb_columns()").rows()
    for name in TABLES:
        assert comments[name] == description_of(name)
        found = {column: comment for table, column, comment in columns if table == name}
        assert found == column_descriptions(name)


def test_new_warehouse_takes_migrations_for_applied(sqlite_lake, tmp_path):
    _migration(tmp_path, "0001_fails_when_run", "alter table ledger.nothing add column x bigint")
    with sqlite_lake.open() as store:
        assert store.create(migrations=tmp_path) is True
        assert _history(store) == [(0, "tables, descriptions and views"), (1, "0001_fails_when_run")]
        assert store.create(migrations=tmp_path) is False


def test_older_warehouse_gets_what_it_lacks_and_keeps_its_rows(store, tmp_path):
    with store._transaction():
        store.connection.execute("alter table inbox.head rename column sequence_number to number")
    statements = (
        "alter table inbox.head rename column number to sequence_number; update inbox.head set sequence_number = 7;"
    )
    assert store.create(migrations=_next_migration(tmp_path, "head", statements)) is True
    assert store.booked_sequence() == 7
    assert _history(store)[-1][1].endswith("_head")


def test_lines_of_the_whole_stock_go_from_an_older_warehouse(sqlite_store):
    with sqlite_store._transaction():
        sqlite_store.connection.execute("create table ledger.lines (claim_id varchar)")
        sqlite_store.connection.execute("delete from main.migrations where name = '0001_lines_of_what_leaves'")
    assert sqlite_store.create() is True
    names = sqlite_store.sql("select schema_name || '.' || table_name as name from duckdb_tables()")["name"].to_list()
    assert "ledger.lines" not in names
    assert "outbox.lines" in names


def test_migration_that_does_not_lead_to_the_models_changes_nothing(sqlite_store, tmp_path):
    _next_migration(tmp_path, "wrong", "alter table inbox.head add column extra bigint")
    with pytest.raises(StoreError, match=r"table inbox\.head: its columns are not those of this version: extra"):
        sqlite_store.create(migrations=tmp_path)
    assert sqlite_store.booked_sequence() == 0
    assert len(_history(sqlite_store)) == 1 + len(SHIPPED)


def test_migration_that_fails_is_told_and_changes_nothing(sqlite_store, tmp_path):
    _next_migration(tmp_path, "fails", "alter table ledger.nothing add column x bigint")
    with pytest.raises(StoreError, match="nothing"):
        sqlite_store.create(migrations=tmp_path)
    assert len(_history(sqlite_store)) == 1 + len(SHIPPED)


def test_migration_changed_afterwards_is_told(sqlite_lake, tmp_path):
    with sqlite_lake.open() as store:
        store.create(migrations=_migration(tmp_path, "0001_first", "select 1"))
        _migration(tmp_path, "0001_first", "select 2")
        with pytest.raises(StoreError, match="changed after the warehouse had applied it"):
            store.create(migrations=tmp_path)


def test_warehouse_of_a_newer_hub_is_told(sqlite_lake, tmp_path):
    with sqlite_lake.open() as store:
        store.create(migrations=_migration(tmp_path, "0001_first", "select 1"))
        (tmp_path / "0001_first.sql").unlink()
        with pytest.raises(StoreError, match="a newer version of the hub"):
            store.create(migrations=tmp_path)


def test_changed_descriptions_and_views_are_made_anew(sqlite_store):
    with sqlite_store._transaction():
        for statement in (
            "update main.migrations set sha256 = 'older' where number = 0",
            "comment on table inbox.head is 'older'",
            "create view marts.retired as select 1 as one",
            "drop view marts.portfolio",
        ):
            sqlite_store.connection.execute(statement)
    assert sqlite_store.create() is True
    views = sqlite_store.sql("select view_name from duckdb_views() where schema_name = 'marts'")["view_name"].to_list()
    assert "portfolio" in views
    assert "retired" not in views
    comment = sqlite_store.sql("select comment from duckdb_tables() where table_name = 'head'").item()
    assert comment == description_of("inbox.head")


def test_shipped_migrations_are_numbered_without_gaps():
    numbers = [int(file.name[:4]) for file in SHIPPED]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_warehouse_of_another_version_is_not_read_but_told(sqlite_lake, tmp_path):
    with sqlite_lake.open() as store:
        store.create()
        with store._transaction():
            store.connection.execute("drop view marts.portfolio")
            store.connection.execute("update main.migrations set sha256 = 'older' where number = 0")
    with pytest.raises(StoreError, match="written by another version of the hub"):
        sqlite_lake.open(read_only=True)
    with sqlite_lake.open() as store:
        assert store.create() is True
    with sqlite_lake.open(read_only=True) as store:
        assert store.sql("select count(*) from marts.portfolio").item() == 0
