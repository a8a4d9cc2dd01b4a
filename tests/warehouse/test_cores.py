"""Few rows take one core, for the catalog's sake; many take all, and the next statement one again."""

from __future__ import annotations

import os
from contextlib import suppress

import duckdb
import pytest

from warehouse.cores import MANY_ROWS, ONE_CORE, all_cores


def threads(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute("SELECT current_setting('threads')").fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize(("rows", "inside"), [(0, 1), (MANY_ROWS - 1, 1), (MANY_ROWS, len(os.sched_getaffinity(0)))])
def test_only_many_rows_take_every_core(rows: int, inside: int) -> None:
    with duckdb.connect(config=ONE_CORE) as connection:
        assert threads(connection) == 1
        with suppress(ZeroDivisionError), all_cores(connection, rows=rows):
            assert threads(connection) == inside
            raise ZeroDivisionError
        assert threads(connection) == 1


def test_a_store_asks_its_catalog_on_one_core(store) -> None:
    assert threads(store.connection) == 1
    assert store.sql("SELECT current_setting('threads')").item() == len(os.sched_getaffinity(0))
    assert threads(store.connection) == 1
