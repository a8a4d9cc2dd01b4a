"""The housekeeping of the lake: small files merged, old states let go, leftovers removed."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, suppress
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from warehouse.catalog import LAKE, connect
from warehouse.errors import StoreError
from warehouse.store import Store

_ATTEMPTS: Final = 3


def maintain(store: Store, *, before: datetime, is_thorough: bool = False) -> dict[str, int]:
    """How much was done: tables flushed from the catalog, files merged, states let go, files removed.

    A file is removed one call after nothing needs it any more, so that a reader that began after the moment given has
    all that it reads. Snapshots that go take their line in the audit trail along; the newest always stays.

    On SQLite it waits for who reads or books, and they wait for it. It must not be called inside a booking. It works in
    a process of its own: DuckLake has died in it, now and then, and then only that process ends and it begins again.

    Args:
        store: Warehouse, open to write.
        before: States, and files without use, that are older than this moment go; it has a time zone.
        is_thorough: Whether a file is written again for a single row in it that is gone.

    Raises:
        ConflictError: A booking changed the same files meanwhile; what was done so far is kept.
        StoreError: The warehouse cannot be written, or the housekeeping died again and again.
    """
    if before.tzinfo is None:
        raise AssertionError("the moment before which states go needs a time zone")
    with store.alone():
        for _ in range(_ATTEMPTS):
            with (
                suppress(BrokenProcessPool),
                ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool,
            ):
                return pool.submit(_keep_house, store.catalog, store.data_path, before, is_thorough).result()
    raise StoreError(
        f"the housekeeping died {_ATTEMPTS} times; nothing is lost",
        place=store.place,
        cure="See that memory and disk suffice, and run it again.",
        retryable=True,
    )


def _keep_house(catalog: Path | str, data_path: Path, before: datetime, is_thorough: bool) -> dict[str, int]:
    moment = [before]
    steps = {
        "tables_flushed": ("ducklake_flush_inlined_data", ""),
        "files_rewritten": ("ducklake_rewrite_data_files", ", delete_threshold => 0" if is_thorough else ""),
        "files_merged": ("ducklake_merge_adjacent_files", ""),
        "snapshots_expired": ("ducklake_expire_snapshots", ", older_than => ?"),
        "files_removed": ("ducklake_cleanup_old_files", ", older_than => ?"),
        "orphans_removed": ("ducklake_delete_orphaned_files", ", older_than => ?"),
    }
    with closing(connect(catalog, data_path, read_only=False)) as connection:
        return {
            step: len(
                connection.execute(f"CALL {function}('{LAKE}'{option})", moment if "?" in option else []).fetchall()
            )
            for step, (function, option) in steps.items()
        }


def forget_extremes(store: Store) -> None:
    """Nothing; the lake no longer knows the least and greatest text that a column ever held.

    They only widen, so that they tell of rows that are gone; the files have their own. In their place stand the least
    and the greatest text there can be: nothing at all would count as "no row", and rows booked later as all there are.

    Args:
        store: Warehouse, open to write; nobody else uses it.
    """
    known = f"__ducklake_metadata_{LAKE}"
    with store.alone():
        store.connection.execute(
            f"UPDATE {known}.ducklake_table_column_stats SET min_value = '', max_value = chr(1114111)"
            " WHERE min_value IS NOT NULL AND (table_id, column_id) IN"
            f" (SELECT (table_id, column_id) FROM {known}.ducklake_column WHERE column_type = 'varchar')"
        )
