from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.warehouse.builders import rows
from warehouse import tables
from warehouse.definitions import table_of


def test_tables_are_named_by_stage_and_model():
    names = ["deliveries", "findings", "corrections", "waiting", "statements", "lists", "controls", "head"]
    assert list(tables.TABLES)[: len(names)] == [f"inbox.{name}" for name in names]
    assert "decisions.work_items" in tables.TABLES
    assert len(tables.TABLES) == 36


def test_common_parts_and_records_are_no_tables():
    names = " ".join(tables.TABLES)
    assert not any(word in names for word in ("sourced", "known", "on_date", "outgoing", "record"))


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_table_has_a_key_a_description_and_described_columns(name):
    assert set(tables.key_of(name)) <= set(tables.schema_of(name))
    assert tables.key_of(name)
    assert tables.description_of(name).endswith(".")
    assert list(tables.column_descriptions(name)) == list(tables.schema_of(name))
    assert all(text.endswith((".", "…")) for text in tables.column_descriptions(name).values())


@pytest.mark.parametrize("name", tables.TABLES)
def test_empty_and_built_rows_pass_their_own_model(name):
    assert tables.validate(name, tables.empty(name)).is_empty()
    assert tables.validate(name, rows(name, {})).height == 1


@pytest.mark.parametrize("name", tables.TABLES)
def test_sql_table_has_the_columns_of_the_model(name):
    table = table_of(name)
    assert [column.name for column in table.columns] == list(tables.schema_of(name))
    assert {column.name: column.comment for column in table.columns} == tables.column_descriptions(name)
    assert f"{table.schema}.{table.name}" == name


def test_unknown_table_is_named_with_the_possible_ones():
    with pytest.raises(AssertionError, match=r"no table is named 'ledger.balance'.*ledger.balances"):
        tables.schema_of("ledger.balance")


def test_missing_unknown_and_mistyped_columns_are_all_named():
    frame = pl.DataFrame({"sequence_number": ["1"], "extra": [1]})
    with pytest.raises(AssertionError, match="unknown columns: extra; sequence_number is String, not Int64"):
        tables.validate("inbox.head", frame)
    with pytest.raises(AssertionError, match="missing columns: sequence_number"):
        tables.validate("inbox.head", frame.select("extra"))


def test_columns_in_another_order_are_refused():
    frame = rows("inbox.controls", {})
    with pytest.raises(AssertionError, match="the order of the columns must be stage, run_key"):
        tables.validate("inbox.controls", frame.select(reversed(frame.columns)))


def test_broken_constraints_are_all_named_with_value_and_row():
    frame = rows("outbox.lines", {"days": 0}, {"claim_id": None, "rate_per": "week"})
    with pytest.raises(AssertionError) as refused:
        tables.validate("outbox.lines", frame)
    text = str(refused.value)
    assert "days: greater_than_or_equal_to(1) fails on '0' (row 0)" in text
    assert "claim_id: not_nullable" in text
    assert "'week' (row 1)" in text


def test_same_key_twice_is_refused_also_where_part_of_it_is_empty():
    frame = rows("ledger.allocations", {"bucket": "credit"}, {"bucket": "credit", "amount_cents": 2})
    with pytest.raises(AssertionError, match="uniqueness"):
        tables.validate("ledger.allocations", frame)
    other_day = frame.with_columns(business_date=pl.Series([date(2026, 11, 16), date(2026, 11, 17)]))
    assert tables.validate("ledger.allocations", other_day).height == 2
