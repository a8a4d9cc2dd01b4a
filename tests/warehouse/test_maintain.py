from __future__ import annotations

import fcntl
from datetime import UTC, datetime

import pytest

from tests.warehouse import processes as other
from tests.warehouse.builders import claim, rows
from warehouse.catalog import locks_of
from warehouse.errors import StoreError
from warehouse.maintain import maintain

PAST, FUTURE = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _book_files(store, count: int) -> None:
    for file in range(1, count + 1):
        frame = rows("canonical.claims", *(claim(1000 * file + number) for number in range(200)))
        store.book(
            lambda booking, frame=frame: booking.append("canonical.claims", frame), message="many", author="test"
        )


def test_small_files_become_one_and_no_row_changes(store, lake):
    _book_files(store, 3)
    store.book(lambda b: b.append("canonical.claims", rows("canonical.claims", claim(1))), message="few", author="test")
    before = store.read("canonical.claims")
    maintain(store, before=FUTURE)
    maintain(store, before=FUTURE)
    assert store.read("canonical.claims").equals(before)
    assert len(list((lake.data_path / "canonical" / "claims").rglob("*.parquet"))) == 1
    assert store.snapshots().height == 1
    store.book(lambda booking: booking.advance(1), message="after", author="test")
    assert store.booked_sequence() == 1


def test_nothing_newer_than_the_moment_goes(sqlite_store, sqlite_copy):
    _book_files(sqlite_store, 2)
    files = set(sqlite_copy.data_path.rglob("*.parquet"))
    trail = sqlite_store.snapshots()
    done = maintain(sqlite_store, before=PAST)
    assert done["snapshots_expired"] == done["files_removed"] == done["orphans_removed"] == 0
    assert files <= set(sqlite_copy.data_path.rglob("*.parquet"))
    assert sqlite_store.snapshots().height >= trail.height


def test_housekeeping_waits_for_who_reads_or_books_on_sqlite(sqlite_store, sqlite_copy):
    state = locks_of(sqlite_copy.catalog).state
    with state.open() as file:
        with sqlite_store.booking("open", "test"), pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with sqlite_store.undisturbed(), pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with sqlite_store.alone(), pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_bookings_lose_no_row_while_another_process_keeps_house(lake):
    stop = other.CONTEXT.Event()
    seen = []

    def work(booking):
        # Two looks inside one booking: housekeeping in between must not take rows away.
        count = booking.sequence_number
        looks = [booking.read("canonical.claims").height for _ in range(2)]
        booking.append("canonical.claims", rows("canonical.claims", claim(count + 1)))
        booking.advance(count + 1)
        return looks == [count, count]

    with other.processes((other.keep_house, (lake.catalog, lake.data_path, stop))) as [keeper], lake.open() as store:
        while len(seen) < 12 and keeper.is_alive():
            seen.append(store.book(work, message="claim", author="test", attempts=50))
        stop.set()
    assert keeper.exitcode == 0
    assert seen == [True] * 12
    with lake.open(read_only=True) as reader:
        assert reader.booked_sequence() == reader.read("canonical.claims").height == 12


def test_moment_without_a_time_zone_is_a_fault(sqlite_store):
    with pytest.raises(AssertionError, match="time zone"):
        maintain(sqlite_store, before=FUTURE.replace(tzinfo=None))


def test_housekeeping_whose_process_dies_begins_again(sqlite_store, monkeypatch):
    monkeypatch.setattr("warehouse.maintain._keep_house", other.die_once)
    assert maintain(sqlite_store, before=PAST) == {"files_merged": 1}


def test_housekeeping_that_dies_again_and_again_is_told(sqlite_store, monkeypatch):
    monkeypatch.setattr("warehouse.maintain._keep_house", other.die_always)
    with pytest.raises(StoreError, match="died 3 times"):
        maintain(sqlite_store, before=PAST)
