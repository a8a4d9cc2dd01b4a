"""Any plan, any money in any order: the check is that of the slow reference, and never both kept and broken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.plan_rules import load_plan_rules
from pipelines.decisions.follow_plans import follow_plans
from tests.pipelines.decisions.builders import Stock
from tests.reference.plans import Paid, Part, break_day, follow_plan

START = date(2026, 1, 31)
GRACE = load_plan_rules()["standard"].grace_days
DAYS = st.integers(-10, 120).map(lambda days: START + timedelta(days=days))
PARTS = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 300)), min_size=1, max_size=4)
MONEY = st.lists(st.builds(Paid, DAYS, st.integers(1, 400), st.none() | DAYS), max_size=6)
TODAY = st.integers(0, 140).map(lambda days: START + timedelta(days=days))


def dated(gaps: list[tuple[int, int]]) -> list[tuple[date, int]]:
    """Return instalments, each so many days after the one before."""
    day, parts = START, []
    for gap, cents in gaps:
        day += timedelta(days=gap)
        parts.append((day, cents))
    return parts


def followed(parts: list[tuple[date, int]], money: list[Paid], today: date, *, order: int = 1) -> list[dict[str, Any]]:
    """Return the checks of a plan, as one row per instalment with the state of the plan."""
    stock = Stock(days_overdue=400)
    stock.add_plan("p", START, *parts)
    for place, paid in list(enumerate(money))[::order]:
        stock.add_payment(f"m{place}", paid.day, paid.cents)
        if paid.reversed_on is not None:
            stock.add_reversal(f"m{place}", paid.reversed_on, paid.cents)
    seen = follow_plans(stock.tables(today), business_date=today)
    return seen.checks.join(seen.plans, on="arrangement_id", suffix="_of_plan").to_dicts()


@settings(deadline=None, max_examples=60)
@given(gaps=PARTS, money=MONEY, today=TODAY)
def test_the_check_is_that_of_the_reference_for_any_order_of_money(
    gaps: list[tuple[int, int]], money: list[Paid], today: date
) -> None:
    parts = dated(gaps)
    rows = followed(parts, money, today)
    assert rows == followed(parts, money, today, order=-1)
    wanted = follow_plan(START, parts, money, grace_days=GRACE, today=today)
    assert [Part(row["last_date"], row["paid_cents"], row["outcome"]) for row in rows] == wanted
    broken, row = break_day(wanted, 1), rows[0]
    assert row["broken_date"] == broken
    assert (row["state"] == "broken") == (broken is not None)
    if row["state"] == "kept":
        assert all(part.outcome == "kept" for part in wanted)
    assert sum(part.paid_cents for part in wanted) <= sum(paid.cents for paid in money)


@settings(deadline=None, max_examples=25)
@given(gaps=PARTS, money=MONEY, today=TODAY, later=st.integers(1, 60))
def test_a_broken_plan_stays_broken_while_no_money_is_told_anew(
    gaps: list[tuple[int, int]], money: list[Paid], today: date, later: int
) -> None:
    parts = dated(gaps)
    before, after = (followed(parts, money, day)[0] for day in (today, today + timedelta(days=later)))
    if before["state"] == "broken":
        assert (after["state"], after["broken_date"]) == ("broken", before["broken_date"])
    if before["state"] == "kept":
        assert after["state"] == "kept"
