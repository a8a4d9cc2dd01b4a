"""Two warehouses compared, table by table."""

from __future__ import annotations

from typing import Final, NamedTuple

import duckdb
import polars as pl

from warehouse.extensions import OFFLINE
from warehouse.plural import plural
from warehouse.store import Store
from warehouse.tables import TABLES, key_of

SAMPLES: Final = 5


class Difference(NamedTuple):
    """A table whose rows differ: how many rows each side has, how many only it has, and the first keys of those."""

    table: str
    rows_a: int
    rows_b: int
    only_a: int
    only_b: int
    keys_a: list[dict[str, object]]
    keys_b: list[dict[str, object]]


def compare(store_a: Store, store_b: Store) -> list[Difference]:
    """The tables that do not hold the same rows, each as often; none where both warehouses are the same.

    Args:
        store_a: A warehouse.
        store_b: Another, or an earlier state of it.
    """
    differences = (_compare_table(name, store_a.read(name), store_b.read(name)) for name in TABLES)
    return [difference for difference in differences if difference is not None]


def difference_lines(difference: Difference, name_a: str, name_b: str) -> list[str]:
    """A difference in words: the table with its rows on each side, then the rows that only one side has.

    Args:
        difference: What differs.
        name_a: What the reader calls the first warehouse.
        name_b: What the reader calls the second one.
    """
    sizes = [f"{rows:,} {plural(rows, 'row')}" for rows in (difference.rows_a, difference.rows_b)]
    lines = [f"{difference.table}: {sizes[0]} in {name_a}, {sizes[1]} in {name_b}"]
    sides = ((name_a, difference.only_a, difference.keys_a), (name_b, difference.only_b, difference.keys_b))
    for name, count, keys in sides:
        if count:
            lines.append(
                f"  only in {name}: {count:,} {plural(count, 'row')}{', the first' if count > len(keys) else ''}"
            )
            lines += [f"    {', '.join(f'{column}={_word(value)}' for column, value in key.items())}" for key in keys]
    return lines


def _word(value: object) -> str:
    return "(empty)" if value is None else str(value)


def _compare_table(name: str, rows_a: pl.DataFrame, rows_b: pl.DataFrame) -> Difference | None:
    if rows_a.equals(rows_b):
        return None
    only_a, only_b = _only_in_first(rows_a, rows_b), _only_in_first(rows_b, rows_a)
    if only_a.is_empty() and only_b.is_empty():
        return None
    return Difference(
        table=name,
        rows_a=rows_a.height,
        rows_b=rows_b.height,
        only_a=only_a.height,
        only_b=only_b.height,
        keys_a=_sample_keys(name, only_a),
        keys_b=_sample_keys(name, only_b),
    )


def _only_in_first(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    # Polars has no difference of multisets; a row that stands twice on one side and once on the other differs.
    with duckdb.connect(config=OFFLINE) as connection:
        connection.register("first_rows", first.to_arrow())
        connection.register("second_rows", second.to_arrow())
        return connection.execute("SELECT * FROM first_rows EXCEPT ALL SELECT * FROM second_rows").pl()


def _sample_keys(name: str, rows: pl.DataFrame) -> list[dict[str, object]]:
    key = list(key_of(name))
    return rows.select(key).sort(key, nulls_last=True).head(SAMPLES).to_dicts()
