from __future__ import annotations

import shutil

import pytest

from tests.warehouse.builders import claim, rows
from warehouse.compare import compare
from warehouse.errors import StoreError
from warehouse.replace_tables import replace_tables
from warehouse.store import Store


@pytest.fixture
def made(tmp_path, sqlite_template):
    folder = tmp_path / "made"
    shutil.copytree(sqlite_template, folder)
    with Store.open(catalog=folder / "catalog.sqlite", data_path=folder / "data") as opened:
        with opened.booking("claims", "test") as booking:
            booking.append("canonical.claims", rows("canonical.claims", claim(1), claim(2)))
            booking.advance(7)
        yield opened


def test_tables_and_head_of_another_warehouse_take_the_place_of_what_was_there(store, made):
    with store.booking("claims", "test") as booking:
        booking.append("canonical.claims", rows("canonical.claims", claim(2, principal_cents=5), claim(3)))
        booking.advance(4)
    counts = replace_tables(store, made, message="rebuilt", author="test")
    assert counts["canonical.claims"] == 2
    assert compare(store, made) == []
    assert store.booked_sequence() == 7


def test_it_is_one_booking(sqlite_store, made):
    before = sqlite_store.snapshots().height
    replace_tables(sqlite_store, made, message="rebuilt", author="test")
    assert sqlite_store.snapshots()["commit_message"].to_list()[before:] == ["rebuilt"]


def test_a_warehouse_that_was_booked_further_meanwhile_is_left_alone(sqlite_store, made):
    with sqlite_store.booking("delivery", "test") as booking:
        booking.advance(8)
    with pytest.raises(StoreError, match="delivery 8 is booked here"):
        replace_tables(sqlite_store, made, message="rebuilt", author="test")
    assert sqlite_store.booked_sequence() == 8
    assert sqlite_store.read("canonical.claims").is_empty()
