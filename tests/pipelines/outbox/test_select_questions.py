"""Every work item that nobody put aside is a question to its team, once, with a number that says what it is about."""

from __future__ import annotations

from typing import Any

import polars as pl

from pipelines.outbox.list_batches import list_batches
from pipelines.outbox.select_questions import select_questions
from tests.pipelines.decisions.builders import table
from tests.pipelines.outbox.day import DAY, ITEMS, day
from warehouse.schemas.decisions import WorkItems
from warehouse.tables import empty, validate


def asked(items: list[dict[str, Any]]) -> pl.DataFrame:
    """Return the questions about items."""
    shared = {"business_date": DAY, "reason": "why", "subject": "{}", "since_date": DAY}
    tables = {"work_items": table(WorkItems, items, **shared)}
    return validate("outbox.questions", select_questions(tables, business_date=DAY, batch_number=2))


def test_each_team_gets_a_workbook_of_the_items_that_nobody_put_aside() -> None:
    listed = asked(ITEMS).select("batch_id", "sequence_number", "item_id").rows()
    assert listed == [
        ("work-money-2026-11-16-02", 1, "suspense:p1"),
        ("work-rest-2026-11-16-02", 1, "credit:3"),
        ("work-rest-2026-11-16-02", 2, "step:1"),
    ]


def test_the_number_of_an_item_changes_with_its_subject_and_stays_from_day_to_day() -> None:
    first, same, other = (asked([ITEMS[0] | {"subject": text}])["item_key"][0] for text in ("{}", "{}", "[]"))
    assert first == same != other
    assert first.startswith("suspense-")


def test_no_items_give_no_questions() -> None:
    assert asked([]).is_empty()


def test_workbooks_are_batches_for_the_operators_with_what_is_at_stake() -> None:
    left = {"messages": empty("outbox.messages"), "transfers": empty("outbox.transfers"), "questions": asked(ITEMS)}
    listed = list_batches(left).select("batch_id", "partner_id", "kind", "row_count", "amount_cents").rows()
    assert listed == [
        ("work-money-2026-11-16-02", "hub", "work_items", 1, 700),
        ("work-rest-2026-11-16-02", "hub", "work_items", 2, 14_153),
    ]


def test_the_day_of_other_tests_has_its_items() -> None:
    assert day()["work_items"].height == len(ITEMS)
