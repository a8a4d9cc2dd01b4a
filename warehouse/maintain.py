"""The housekeeping of the lake: small files merged, old states let go, leftovers removed."""

from __future__ import annotations

from datetime import datetime

from warehouse.catalog import LAKE
from warehouse.store import Store


def maintain(store: Store, *, before: datetime, is_thorough: bool = False) -> dict[str, int]:
    """How much was done: tables flushed from the catalog, files merged, states let go, files removed.

    A file is removed one call after nothing needs it any more, so that a reader that began after the moment given has
    all that it reads. Snapshots that go take their line in the audit trail along; the newest always stays.

    On SQLite it waits for who reads or books, and they wait for it. It must not be called inside a booking.

    Args:
        store: Warehouse, open to write.
        before: States, and files without use, that are older than this moment go; it has a time zone.
        is_thorough: Whether a file is written again for a single row in it that is gone.

    Raises:
        ConflictError: A booking changed the same files meanwhile; what was done so far is kept.
        StoreError: The warehouse cannot be written.
    """
    if before.tzinfo is None:
        raise AssertionError("the moment before which states go needs a time zone")
    moment = [before]
    steps = {
        "tables_flushed": ("ducklake_flush_inlined_data", ""),
        "files_rewritten": ("ducklake_rewrite_data_files", ", delete_threshold => 0" if is_thorough else ""),
        "files_merged": ("ducklake_merge_adjacent_files", ""),
        "snapshots_expired": ("ducklake_expire_snapshots", ", older_than => ?"),
        "files_removed": ("ducklake_cleanup_old_files", ", older_than => ?"),
        "orphans_removed": ("ducklake_delete_orphaned_files", ", older_than => ?"),
    }
    with store.alone():
        return {
            step: len(
                store.connection.execute(
                    f"CALL {function}('{LAKE}'{option})", moment if "?" in option else []
                ).fetchall()
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
