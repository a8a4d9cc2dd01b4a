"""A law table that is used and lacks a value is told before it is needed."""

from __future__ import annotations

from datetime import date

import polars as pl

from mappings.law import load_law
from mappings.law_due import law_due
from mappings.profile_rules import load_profiles
from pipelines.decisions.decide_day import decide_day
from pipelines.decisions.list_due_law import list_due_law
from tests.pipelines.decisions.builders import Stock
from tests.pipelines.decisions.test_decide_day import INBOX, RULES
from warehouse.schemas.decisions import WorkItems

DECEMBER = date(2026, 12, 2)


def tables(stock: Stock, day: date = DECEMBER) -> dict[str, pl.DataFrame]:
    """Return the tables of a stock whose claims bear the interest of consumers."""
    made = stock.tables(day)
    bearing = made["balances"].with_columns(regime=pl.lit("nl_consumer"))
    return made | {"balances": bearing, "law_due": law_due(load_law(), day, days=30)}


def test_a_rate_that_claims_bear_and_that_runs_out_is_an_item_with_what_is_open() -> None:
    items = {row["item_id"]: row for row in list_due_law(tables(Stock(open_cents=700))).iter_rows(named=True)}
    item = items["law:nl_interest_consumer"]
    assert (item["amount_cents"], item["since_date"], item["last_date"]) == (700, DECEMBER, date(2026, 12, 31))
    assert "law:nl_interest_commercial" not in items
    assert "law:nl_bailiff_acts" in items
    assert not [name for name in items if name.startswith("law:be")]


def test_nothing_is_told_before_and_where_nothing_is_open() -> None:
    assert list_due_law(tables(Stock(), date(2026, 12, 1))).is_empty()
    paid = list_due_law(tables(Stock(open_cents=0)))["item_id"].to_list()
    assert "law:nl_interest_consumer" not in paid


def test_its_deadline_is_the_last_day_before_it_is_needed() -> None:
    day = decide_day(tables(Stock()) | INBOX, load_profiles(), RULES, business_date=DECEMBER)
    item = WorkItems.validate(day["work_items"]).filter(item_id="law:nl_interest_consumer").row(0, named=True)
    assert (item["kind"], item["deadline_date"]) == ("law", date(2026, 12, 31))
    assert item["reason"] == (
        "law table nl_interest_consumer (law/nl/interest_consumer.yaml) holds nothing from 2027-01-01 on"
    )
