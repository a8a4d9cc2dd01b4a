"""How many cores a statement takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

MANY_ROWS: Final = 100_000
"""From here on a statement is faster on all cores than on one."""

ONE_CORE: Final[dict[str, str | bool | int | float | list[str]]] = {"threads": 1}
"""Settings of a connection that mostly asks the catalog: each further thread opens the catalog anew for every
statement, and a small table takes twice as long."""


@contextmanager
def all_cores(connection: duckdb.DuckDBPyConnection, *, rows: int = MANY_ROWS) -> Iterator[None]:
    """Nothing; inside, statements take every core, where their rows are many.

    Args:
        connection: Connection that was opened with `ONE_CORE`.
        rows: How many rows the statements are about.
    """
    if rows < MANY_ROWS:
        yield
        return
    # The setting is of the whole database; on a cursor it is free of the transaction, which a fault may have ended.
    with connection.cursor() as cursor:
        cursor.execute("RESET threads")
        try:
            yield
        finally:
            cursor.execute("SET threads = 1")
