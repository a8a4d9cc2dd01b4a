from __future__ import annotations

import shutil

import pytest

from tests.warehouse.builders import claim, rows
from warehouse import compare as module
from warehouse.compare import compare, difference_lines
from warehouse.store import Store


@pytest.fixture
def other(tmp_path, sqlite_template):
    folder = tmp_path / "other"
    shutil.copytree(sqlite_template, folder)
    with Store.open(catalog=folder / "catalog.sqlite", data_path=folder / "data") as opened:
        yield opened


def _book(store: Store, name: str, *given: dict[str, object]) -> None:
    for row in given:
        # One by one: a multiset may hold a row twice, a booking may not.
        store.book(lambda booking, row=row: booking.append(name, rows(name, row)), message=name, author="test")


def test_empty_warehouses_are_the_same_on_either_catalog(store, other):
    assert compare(store, other) == []


def test_order_of_booking_makes_no_difference(store, other):
    _book(store, "canonical.claims", claim(1), claim(2))
    _book(other, "canonical.claims", claim(2), claim(1))
    assert compare(store, other) == []


def test_each_side_shows_what_only_it_has(sqlite_store, other):
    _book(sqlite_store, "canonical.claims", claim(1), claim(2), claim(3))
    _book(other, "canonical.claims", claim(1), claim(2, principal_cents=201))
    [difference] = compare(sqlite_store, other)
    assert difference.table == "canonical.claims"
    assert (difference.rows_a, difference.rows_b) == (3, 2)
    assert (difference.only_a, difference.only_b) == (2, 1)
    assert difference.keys_a == [{"claim_id": "demo:2"}, {"claim_id": "demo:3"}]
    assert difference.keys_b == [{"claim_id": "demo:2"}]


def test_a_row_that_stands_twice_differs_from_once(sqlite_store, other):
    _book(sqlite_store, "canonical.claims", claim(1), claim(1))
    _book(other, "canonical.claims", claim(1))
    [difference] = compare(sqlite_store, other)
    assert (difference.only_a, difference.only_b) == (1, 0)


def test_a_value_that_is_empty_on_one_side_differs(sqlite_store, other):
    _book(sqlite_store, "inbox.controls", {"creditor_id": None})
    _book(other, "inbox.controls", {"creditor_id": ""})
    [difference] = compare(sqlite_store, other)
    assert difference.keys_a[0]["creditor_id"] is None
    assert difference.keys_b[0]["creditor_id"] == ""


def test_twins_in_another_order_are_the_same(sqlite_store, other):
    # Rows of one key have no order of their own: only the number of equal rows counts.
    _book(sqlite_store, "canonical.claims", claim(1), claim(1, principal_cents=7))
    _book(other, "canonical.claims", claim(1, principal_cents=7), claim(1))
    assert compare(sqlite_store, other) == []


def test_head_is_compared_too(sqlite_store, other):
    with other.booking("delivery", "test") as booking:
        booking.advance(1)
    assert [difference.table for difference in compare(sqlite_store, other)] == ["inbox.head"]


def test_only_the_first_keys_are_shown(sqlite_store, other):
    frame = rows("canonical.claims", *(claim(number) for number in range(1, 20)))
    sqlite_store.book(lambda b: b.append("canonical.claims", frame), message="claims", author="test")
    [difference] = compare(sqlite_store, other)
    assert difference.only_a == 19
    assert len(difference.keys_a) == module.SAMPLES


def test_a_difference_is_told_in_words(sqlite_store, other):
    _book(sqlite_store, "canonical.claims", claim(1), claim(2))
    _book(other, "canonical.claims", claim(1))
    [difference] = compare(sqlite_store, other)
    assert difference_lines(difference, "A", "B") == [
        "canonical.claims: 2 rows in A, 1 row in B",
        "  only in A: 1 row",
        "    claim_id=demo:2",
    ]
