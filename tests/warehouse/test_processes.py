"""Several processes on one warehouse."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.warehouse import processes as other
from tests.warehouse.builders import claim, rows
from warehouse.maintain import maintain


def test_two_processes_that_book_at_once_both_end_booked_once(lake):
    together = other.CONTEXT.Barrier(2)
    works = [(other.book_at_once, (lake.catalog, lake.data_path, together, first)) for first in (100, 200)]
    with other.processes(*works) as running:
        pass
    assert [process.exitcode for process in running] == [0, 0]
    with lake.open(read_only=True) as store:
        assert store.booked_sequence() == 2
        claims = store.read("canonical.claims")["claim_id"].to_list()
        assert claims in (["demo:100", "demo:201"], ["demo:101", "demo:200"])
        assert store.snapshots()["commit_message"].is_in(["claims from 100", "claims from 200"]).sum() == 2


def test_two_processes_that_create_at_once_make_one_warehouse(new_lake):
    together = other.CONTEXT.Barrier(2)
    works = [(other.create, (new_lake.catalog, new_lake.data_path, together))] * 2
    with other.processes(*works) as running:
        pass
    assert [process.exitcode for process in running] == [0, 0]
    with new_lake.open() as store:
        assert store.booked_sequence() == 0
        assert store.create() is False


def test_reader_sees_whole_bookings_while_another_process_writes(lake):
    done = other.CONTEXT.Event()
    query = """
        select (select count(*) from canonical.claims) as claims,
               (select count(*) from canonical.payments) as payments,
               (select sequence_number from inbox.head) as head
    """
    seen = set()
    work = (other.book_pairs, (lake.catalog, lake.data_path, 20, done))
    with other.processes(work) as [writer], lake.open(read_only=True) as reader:
        while not done.is_set() and writer.is_alive():
            seen.add(reader.sql(query).row(0))
        seen.add(reader.sql(query).row(0))
    assert writer.exitcode == 0
    assert all(claims == payments == head for claims, payments, head in seen)
    assert max(seen) == (20, 20, 20)
    assert len(seen) > 1


def test_nothing_of_a_booking_stays_when_its_process_is_killed(lake):
    inside, never = other.CONTEXT.Event(), other.CONTEXT.Event()
    with other.processes((other.stop_inside_a_booking, (lake.catalog, lake.data_path, inside, never))) as [crashing]:
        while not inside.wait(1):
            assert crashing.is_alive()
        crashing.kill()
    left = list(lake.data_path.rglob("*.parquet"))
    assert left
    with lake.open() as store:
        assert store.booked_sequence() == 0
        assert store.read("canonical.claims").is_empty()
        assert store.read("canonical.payments").is_empty()
        assert "lost" not in store.snapshots()["commit_message"].to_list()
        store.book(lambda b: b.append("canonical.claims", rows("canonical.claims", claim(1))), message="x", author="y")
        assert store.read("canonical.claims").height == 1
        assert maintain(store, before=datetime(2100, 1, 1, tzinfo=UTC))["orphans_removed"] == len(left)
        assert store.read("canonical.claims").height == 1
