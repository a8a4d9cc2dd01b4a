from __future__ import annotations

import duckdb
import pytest

from tests.warehouse.builders import claim, rows
from warehouse.errors import StoreError
from warehouse.extensions import OFFLINE
from warehouse.publish import publish_analytics
from warehouse.tables import TABLES, column_descriptions, description_of
from warehouse.views import load_marts


def _book(store, *numbers: int) -> None:
    frame = rows("canonical.claims", *(claim(number, description="it's 100 %") for number in numbers))
    store.book(lambda booking: booking.append("canonical.claims", frame), message="claims", author="test")


def _open(path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), read_only=True, config=OFFLINE)


def test_file_holds_every_table_and_view_with_comments_and_needs_no_extension(store, tmp_path):
    _book(store, 2, 1)
    path = tmp_path / "out" / "analytics.duckdb"
    counts = publish_analytics(store, path)
    assert counts["canonical.claims"] == 2
    assert list(counts) == list(TABLES)
    with _open(path) as file:
        comments = dict(
            file.execute("select schema_name || '.' || table_name, comment from duckdb_tables()").fetchall()
        )
        assert comments == {name: description_of(name) for name in TABLES}
        columns = "select column_name, comment from duckdb_columns() where schema_name || '.' || table_name = ?"
        for name in TABLES:
            assert dict(file.execute(columns, [name]).fetchall()) == column_descriptions(name)
        for mart in load_marts():
            assert dict(file.execute(columns, [f"marts.{mart.name}"]).fetchall()) == mart.columns
            assert [column[0] for column in file.execute(f"from marts.{mart.name}").description] == list(mart.columns)
        assert file.execute("select claims_euros from marts.flow").fetchall()[0][0] == 3
        nulls = "select is_nullable from duckdb_columns() where table_name = 'claims' and column_name = 'claim_id'"
        assert file.execute(nulls).fetchone() == (False,)


def test_rows_stand_in_the_order_of_the_key(sqlite_store, tmp_path):
    _book(sqlite_store, 3)
    _book(sqlite_store, 1, 2)
    publish_analytics(sqlite_store, tmp_path / "analytics.duckdb")
    with _open(tmp_path / "analytics.duckdb") as file:
        assert file.execute("select claim_id from canonical.claims").fetchall() == [
            ("demo:1",),
            ("demo:2",),
            ("demo:3",),
        ]


def test_reader_of_the_old_file_reads_on_and_the_next_sees_the_new_one(sqlite_store, tmp_path):
    path = tmp_path / "analytics.duckdb"
    _book(sqlite_store, 1)
    publish_analytics(sqlite_store, path)
    count = "select count(*) from canonical.claims"
    with path.open("rb") as held:
        old = held.read()
        _book(sqlite_store, 2)
        publish_analytics(sqlite_store, path)
        held.seek(0)
        assert held.read() == old
    with _open(path) as file:
        assert file.execute(count).fetchone() == (2,)


def test_views_work_when_the_file_is_attached_beside_another(sqlite_store, tmp_path):
    _book(sqlite_store, 1)
    publish_analytics(sqlite_store, tmp_path / "analytics.duckdb")
    with duckdb.connect(config=OFFLINE) as connection:
        connection.execute(f"attach '{tmp_path / 'analytics.duckdb'}' as published (read_only)")
        assert len(connection.execute("from published.marts.flow").fetchall()) == 1


def test_what_a_killed_run_left_behind_does_not_matter(sqlite_store, tmp_path):
    path = tmp_path / "analytics.duckdb"
    (tmp_path / ".analytics.duckdb.new").write_bytes(b"half a file")
    (tmp_path / ".analytics.duckdb.new.wal").write_bytes(b"half a log")
    publish_analytics(sqlite_store, path)
    assert sorted(file.name for file in tmp_path.glob("*analytics*")) == [".analytics.duckdb.lock", "analytics.duckdb"]


def test_store_books_on_after_publishing(sqlite_store, tmp_path):
    publish_analytics(sqlite_store, tmp_path / "analytics.duckdb")
    _book(sqlite_store, 1)
    assert sqlite_store.read("canonical.claims").height == 1
    assert sqlite_store.sql("select count(*) from marts.flow").item() == 1


def test_a_store_opened_to_read_can_publish(store, lake, tmp_path):
    _book(store, 1)
    with lake.open(read_only=True) as reader:
        assert publish_analytics(reader, tmp_path / "analytics.duckdb")["canonical.claims"] == 1


def test_place_that_cannot_be_written_is_told_and_the_store_lives_on(sqlite_store, tmp_path):
    (tmp_path / "analytics.duckdb").mkdir()
    (tmp_path / "analytics.duckdb" / "in_the_way").touch()
    with pytest.raises(StoreError, match="the file for analysts cannot be written") as refused:
        publish_analytics(sqlite_store, tmp_path / "analytics.duckdb")
    assert refused.value.place == str(tmp_path / "analytics.duckdb")
    _book(sqlite_store, 1)
    assert sqlite_store.read("canonical.claims").height == 1
