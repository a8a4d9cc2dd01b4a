from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.warehouse.builders import DAY, claim, rows
from warehouse.errors import StoreError
from warehouse.store import ConflictError, Store
from warehouse.tables import TABLES, empty, schema_of


def _book(store: Store, name: str, *given: dict[str, object]) -> int:
    return store.book(lambda booking: booking.append(name, rows(name, *given)), message=name, author="test")


def test_new_warehouse_has_every_table_empty_and_the_head_at_zero(store):
    for name in TABLES:
        if name != "inbox.head":
            assert store.read(name).equals(empty(name)), name
    assert store.booked_sequence() == 0
    assert store.business_dates() == []


def test_creating_again_changes_nothing(store):
    before = store.snapshots().height
    assert store.create() is False
    assert store.snapshots().height == before


def test_rows_come_back_as_they_went_in_ordered_by_key(store):
    frame = rows(
        "canonical.claims", claim(2, description="café ‘€’", interest_from=None), claim(1, due_date=date(2024, 2, 29))
    )
    assert store.book(lambda b: b.append("canonical.claims", frame), message="claims", author="test") == 2
    assert store.read("canonical.claims").equals(frame.sort("claim_id"))


def test_large_frames_go_to_files_and_come_back(store, lake):
    frame = rows("canonical.claims", *(claim(number) for number in range(1000, 4000)))
    store.book(lambda b: b.append("canonical.claims", frame), message="claims", author="test")
    assert store.read("canonical.claims").equals(frame)
    assert len(list(lake.data_path.rglob("*.parquet"))) == 1


def test_reading_takes_columns_and_a_condition(store):
    _book(store, "canonical.claims", claim(1), claim(2), claim(3))
    found = store.read(
        "canonical.claims",
        columns=["principal_cents", "claim_id"],
        where="principal_cents > ? AND claim_id <> ?",
        parameters=[100, "demo:3'; drop"],
    )
    assert found.to_dict(as_series=False) == {"principal_cents": [200, 300], "claim_id": ["demo:2", "demo:3"]}


def test_reading_an_unknown_column_or_table_is_a_fault(store):
    with pytest.raises(AssertionError, match="has no column principal"):
        store.read("canonical.claims", columns=["principal"])
    with pytest.raises(AssertionError, match="no table is named"):
        store.read('canonical.claims"; drop table x')


def test_bad_rows_are_refused_and_nothing_of_the_booking_stays(store):
    def work(booking):
        booking.advance(1)
        booking.append("canonical.claims", rows("canonical.claims", claim(1)))
        booking.append("canonical.claims", rows("canonical.claims", claim(2, principal_cents=0)))

    with pytest.raises(AssertionError, match="principal_cents"):
        store.book(work, message="bad", author="test")
    assert store.read("canonical.claims").is_empty()
    assert store.booked_sequence() == 0


def test_replace_and_delete_take_what_meets_the_condition(store):
    _book(store, "canonical.claims", claim(1), claim(2), claim(3))
    with store.booking("replace", "test") as booking:
        new = rows("canonical.claims", claim(2, principal_cents=999))
        assert booking.replace("canonical.claims", new, where="claim_id = ?", parameters=["demo:2"]) == 1
        assert booking.delete("canonical.claims", where="claim_id = ?", parameters=["demo:3"]) == 1
        assert booking.read("canonical.claims")["principal_cents"].to_list() == [100, 999]
    assert store.read("canonical.claims")["principal_cents"].to_list() == [100, 999]


def test_replacing_a_business_date_leaves_the_others(store):
    other = date(2026, 11, 15)
    _book(store, "ledger.balances", {"claim_id": "a"}, {"claim_id": "a", "business_date": other})
    with store.booking("day", "test") as booking:
        frame = rows("ledger.balances", {"claim_id": "b"}, {"claim_id": "c"})
        assert booking.replace_business_date("ledger.balances", frame, DAY) == 2
    assert store.read("ledger.balances")["claim_id"].to_list() == ["a", "b", "c"]
    with store.booking("empty day", "test") as booking:
        assert booking.replace_business_date("ledger.balances", empty("ledger.balances"), DAY) == 0
    assert store.business_dates() == [other]


def test_rows_of_another_business_date_are_a_fault(store):
    frame = rows("ledger.balances", {"business_date": date(2026, 11, 15)})
    with pytest.raises(AssertionError, match="another business date"), store.booking("day", "test") as booking:
        booking.replace_business_date("ledger.balances", frame, DAY)


def test_pruning_keeps_only_the_dates_given(store):
    days = [date(2026, 10, 31), date(2026, 11, 15), DAY]
    _book(store, "ledger.balances", *({"business_date": day} for day in days))
    _book(store, "decisions.work_items", *({"business_date": day} for day in days))
    _book(store, "outbox.batches", *({"business_date": day, "batch_id": str(day)} for day in days))
    with store.booking("prune", "test") as booking:
        assert booking.prune_business_dates([days[0], DAY]) == 2
    assert store.business_dates() == [days[0], DAY]
    assert store.read("outbox.batches").height == 3


def test_audit_trail_names_what_was_booked_and_by_whom(store):
    with store.booking("canonical/claims D00000001 run 7", "it's the hub") as booking:
        booking.advance(1)
    newest = store.snapshots().tail(1)
    assert newest["commit_message"].item() == "canonical/claims D00000001 run 7"
    assert newest["author"].item() == "it's the hub"
    assert store.booked_sequence() == 1


def test_a_delivery_is_not_booked_after_a_later_one(store):
    with store.booking("second", "test") as booking:
        booking.advance(2)
        assert booking.sequence_number == 2
    with pytest.raises(AssertionError, match="delivery 2 comes after 2"), store.booking("again", "test") as booking:
        booking.advance(2)


def test_of_two_bookings_at_once_the_second_conflicts(store, lake):
    def work(slow):
        slow.append("canonical.claims", rows("canonical.claims", claim(1)))
        with lake.open() as other, other.booking("fast", "test") as fast:
            fast.append("canonical.payments", rows("canonical.payments", {}))

    with pytest.raises(ConflictError) as lost:
        store.book(work, message="slow", author="test", attempts=1)
    assert lost.value.retryable
    assert store.read("canonical.claims").is_empty()
    assert store.read("canonical.payments").height == 1


def test_the_loser_books_again_on_what_the_winner_left(store, lake):
    seen, waits = [], []

    with lake.open() as other:

        def work(booking):
            seen.append(booking.sequence_number)
            if len(seen) == 1:
                with other.booking("first", "test") as fast:
                    fast.advance(1)
            booking.advance(booking.sequence_number + 1)
            return booking.sequence_number

        assert store.book(work, message="second", author="test", wait=waits.append) == 2
    assert seen == [0, 1]
    assert waits == [1]
    assert store.booked_sequence() == 2


def test_a_booking_that_always_loses_gives_up(store, lake):
    with lake.open() as other:

        def work(booking):
            with other.booking("winner", "test"):
                pass
            booking.advance(booking.sequence_number + 1)

        with pytest.raises(ConflictError, match="another process booked at the same time"):
            store.book(work, message="loser", author="test", attempts=3)
    assert store.snapshots().filter(pl.col("commit_message") == "winner").height == 3
    assert store.booked_sequence() == 0


def test_a_fault_in_the_work_is_not_tried_again(store):
    calls = []

    def work(booking):
        calls.append(booking)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.book(work, message="fault", author="test")
    assert len(calls) == 1


def test_reader_sees_the_last_state_while_a_booking_is_open(store, lake):
    with lake.open(read_only=True) as reader:
        with store.booking("open", "test") as booking:
            booking.append("canonical.claims", rows("canonical.claims", claim(1)))
            assert reader.read("canonical.claims").is_empty()
        assert reader.read("canonical.claims").height == 1


def test_reads_inside_one_steady_state_do_not_see_what_is_booked_meanwhile(store, lake):
    with lake.open(read_only=True) as reader:
        with reader.steady():
            assert reader.read("canonical.claims").is_empty()
            _book(store, "canonical.claims", claim(1))
            _book(store, "canonical.debtors", {"debtor_id": "demo:1"})
            with reader.steady():
                assert reader.read("canonical.debtors").is_empty()
            assert reader.read("canonical.claims").is_empty()
        assert reader.read("canonical.claims").height == reader.read("canonical.debtors").height == 1


def test_a_read_inside_a_booking_sees_what_it_wrote(store):
    with store.booking("open", "test") as booking:
        booking.append("canonical.claims", rows("canonical.claims", claim(1)))
        assert store.read("canonical.claims").height == 1
        with store.steady():
            assert store.sql("SELECT count(*) FROM canonical.claims").item() == 1
    assert store.look(lambda _: store.read("canonical.claims").height) == 1


def test_a_query_that_fails_leaves_nothing_open(store):
    for _ in range(2):
        with pytest.raises(StoreError, match="no number"):
            store.sql("SELECT CAST('no number' AS INTEGER)")
    _book(store, "canonical.claims", claim(1))
    assert store.read("canonical.claims").height == 1


def test_a_store_opened_to_read_does_not_book(store, lake):
    with lake.open(read_only=True) as reader, pytest.raises(AssertionError, match="opened to read"):
        reader.book(lambda _: None, message="no", author="test")


def test_missing_warehouse_is_told_with_its_cure(new_lake):
    with pytest.raises(StoreError, match="there is no warehouse here yet") as missing:
        new_lake.open(read_only=True)
    assert "incassohub run" in missing.value.cure


def test_home_may_move(sqlite_store, tmp_path):
    frame = rows("canonical.claims", *(claim(number) for number in range(100, 300)))
    sqlite_store.book(lambda b: b.append("canonical.claims", frame), message="claims", author="test")
    sqlite_store.close()
    (tmp_path / "warehouse").rename(tmp_path / "moved")
    with Store.open(catalog=tmp_path / "moved" / "catalog.sqlite", data_path=tmp_path / "moved" / "data") as moved:
        assert moved.read("canonical.claims").equals(frame)


def test_file_that_is_no_catalog_is_a_store_error(tmp_path):
    catalog = tmp_path / "catalog.sqlite"
    catalog.write_text("this is no database, and long enough to be taken for one " * 20, encoding="ascii")
    with pytest.raises(StoreError, match="the catalog of the warehouse cannot be opened"):
        Store.open(catalog=catalog, data_path=tmp_path / "data")


@pytest.mark.parametrize(
    "catalog",
    [
        "host=127.0.0.1 port=1 user=hub password=very-secret dbname=hub",
        "host=127.0.0.1 port=1 user=hub password='very-secret' dbname=hub",
        "postgresql://hub:very-secret@127.0.0.1:1/hub",
    ],
)
def test_server_that_is_away_is_told_without_the_password(catalog, tmp_path):
    with pytest.raises(StoreError, match="cannot be opened") as away:
        Store.open(catalog=catalog, data_path=tmp_path / "data")
    assert away.value.retryable
    assert "very-secret" not in str(away.value)
    assert "127.0.0.1" in str(away.value)


def test_query_of_a_person_is_answered(store):
    _book(store, "canonical.claims", claim(1), claim(2))
    answer = store.sql("select sum(principal_cents)::bigint as cents from canonical.claims;")
    assert answer.item() == 300
    assert "claims" in store.sql("show all tables")["name"].to_list()
    assert store.sql("describe ledger.balances").height == len(schema_of("ledger.balances"))


@pytest.mark.parametrize(
    "query",
    ["delete from inbox.head", "select 1; select 2", "", "copy inbox.head to 'head.csv'", "attach 'other.duckdb'"],
)
def test_query_that_does_more_than_read_is_refused(store, query):
    with pytest.raises(StoreError, match="one statement that only reads"):
        store.sql(query)


def test_wrong_query_is_told_with_its_cause(store):
    with pytest.raises(StoreError, match=r"(?s)no_such_column.*marts.descriptions"):
        store.sql("select no_such_column from canonical.claims")
