"""Arrangements come in by files, with schedules that add up to the cent, or are refused with a reason."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.canonical.delivery import Booked, Stock
from pipelines.canonical.make_schedule import fits_schedule, make_schedule
from tests.pipelines.canonical import build
from tests.pipelines.canonical.build import plan
from warehouse.codes import INSTALMENT_PERIODS
from warehouse.schemas.canonical import Arrangements, Events, Instalments

PLANS = {
    "arrangement_id": pl.String,
    "amount_cents": pl.Int64,
    "instalment_count": pl.Int64,
    "instalment_cents": pl.Int64,
    "first_due_date": pl.Date,
    "instalment_period": pl.String,
}


def booked(*rows: dict[str, str]) -> Booked:
    claims = build.claims(1, build.claim("F1"), build.claim("F3", Klantnummer="K3"))
    return build.book(claims, build.plans(2, *rows))


def schedule(*plan_columns: object) -> list[tuple[date, int]]:
    plans = pl.DataFrame([("a", *plan_columns)], schema=PLANS, orient="row")
    return make_schedule(plans).select("due_date", "part_cents").rows()


def test_a_plan_is_cut_into_equal_instalments_and_the_last_is_the_rest() -> None:
    facts = booked(plan("R1", "regeling", **{"Aantal termijnen": "3"})).facts
    arrangement = Arrangements.validate(facts.arrangements).row(0, named=True)
    assert arrangement["arrangement_id"] == "energie-noord:R1"
    assert (arrangement["total_cents"], arrangement["instalment_count"]) == (10_000, 3)
    assert (arrangement["is_proposal"], arrangement["period"]) == (False, "month")
    assert arrangement["last_due_date"] == date(2027, 1, 30)
    parts = Instalments.validate(facts.instalments)
    assert parts["amount_cents"].to_list() == [3333, 3333, 3334]
    assert parts["due_date"].to_list() == [date(2026, 11, 30), date(2026, 12, 30), date(2027, 1, 30)]
    event = Events.validate(facts.events).row(0, named=True)
    assert (event["kind"], event["arrangement_id"]) == ("arrangement_agreed", "energie-noord:R1")
    assert (event["amount_cents"], event["dossier_id"]) == (10_000, arrangement["dossier_id"])


def test_an_amount_per_instalment_gives_their_number() -> None:
    assert schedule(10_000, None, 3000, date(2026, 1, 31), "month") == [
        (date(2026, 1, 31), 3000),
        (date(2026, 2, 28), 3000),
        (date(2026, 3, 31), 3000),
        (date(2026, 4, 30), 1000),
    ]


def test_a_form_of_the_creditor_gives_number_and_period() -> None:
    facts = booked(plan("R1", "voorstel", Vorm="thirteen_weeks")).facts
    arrangement = facts.arrangements.row(0, named=True)
    assert (arrangement["instalment_count"], arrangement["period"]) == (13, "week")
    assert (arrangement["is_proposal"], arrangement["template"]) == (True, "thirteen_weeks")
    assert facts.instalments["amount_cents"].sum() == 10_000


def test_a_plan_that_comes_line_by_line_is_one_arrangement() -> None:
    lines = [
        plan("R1", "termijn", Bedrag="40,00", **{"Eerste termijn": "15-12-2026"}),
        plan("R1", "termijn", Bedrag="10,00", **{"Eerste termijn": "30-11-2026"}),
    ]
    facts = booked(*lines).facts
    arrangement = facts.arrangements.row(0, named=True)
    assert (arrangement["total_cents"], arrangement["instalment_count"], arrangement["period"]) == (5000, 2, None)
    assert facts.instalments.select("instalment_number", "amount_cents").rows() == [(1, 1000), (2, 4000)]
    assert facts.events.height == 2


def test_a_promise_is_an_event_with_amount_and_day() -> None:
    event = booked(plan("T1", "toezegging", Uiterlijk="20-11-2026")).facts.events.row(0, named=True)
    assert (event["kind"], event["amount_cents"]) == ("promise_made", 10_000)
    assert event["until_date"] == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        pytest.param({"Bedrag": ""}, 2001, "Bedrag", id="no-amount"),
        pytest.param({"Aantal termijnen": ""}, 2001, "Aantal termijnen", id="no-number"),
        pytest.param({"Eerste termijn": ""}, 2001, "Eerste termijn", id="no-day"),
        pytest.param({"Vorm": "nine_years"}, 2008, "Vorm", id="unknown-form"),
        pytest.param({"Aantal termijnen": "121"}, 3012, "Aantal termijnen", id="too-many"),
        pytest.param({"Aantal termijnen": "0"}, 3012, "Aantal termijnen", id="none-at-all"),
        pytest.param({"Termijnbedrag": "60,00"}, 3012, "Aantal termijnen", id="too-much"),
        pytest.param({"Eerste termijn": "31-10-2026"}, 3012, "Eerste termijn", id="before-it-was-agreed"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(changes: dict[str, str], code: int, column: str) -> None:
    refused = booked(plan("R1", "regeling", **({"Aantal termijnen": "3"} | changes)))
    assert (2, code, column) in build.found_codes(refused)
    assert refused.facts.arrangements.is_empty()
    assert refused.facts.instalments.is_empty()
    assert refused.deliveries["status"].to_list() == ["accepted", "refused"]


def test_a_promise_needs_a_day_that_lies_ahead() -> None:
    told = booked(plan("T1", "toezegging"), plan("T2", "toezegging", Uiterlijk="31-10-2026"))
    assert build.found_codes(told) == [(2, 2001, "Uiterlijk"), (3, 3012, "Uiterlijk")]


def test_a_line_that_is_missing_or_wrong_refuses_the_whole_plan() -> None:
    missing = booked(plan("R1", "termijn", **{"Aantal termijnen": "2"}))
    assert build.found_codes(missing) == [(2, 3012, "Nummer")]
    wrong = booked(plan("R1", "termijn"), plan("R1", "termijn", Bedrag=""), plan("R2", "termijn"))
    assert build.found_codes(wrong) == [(2, 3012, "Nummer"), (3, 2001, "Bedrag")]
    assert wrong.facts.arrangements["arrangement_id"].to_list() == ["energie-noord:R2"]


def test_a_plan_is_booked_once_and_not_changed_by_later_lines() -> None:
    first = booked(plan("R1", "termijn"))
    stock = Stock().plus(first.facts)
    later = [plan("R1", "termijn", **{"Eerste termijn": "31-12-2026"}), plan("R1", "regeling", Vorm="three_months")]
    again = build.book(build.plans(3, *later), stock=stock)
    assert build.found_codes(again) == [(2, 3002, "Nummer"), (3, 3002, "Nummer")]
    together = build.book(
        build.claims(1, build.claim("F1")), build.plans(2, plan("R1", "termijn")), build.plans(3, *later)
    )
    assert together.facts.arrangements.equals(first.facts.arrangements)
    assert build.found_codes(together) == build.found_codes(again)


def test_the_same_file_again_is_known() -> None:
    row = plan("R1", "regeling", **{"Aantal termijnen": "3"})
    first = booked(row, plan("T1", "toezegging", Uiterlijk="20-11-2026"))
    stock = Stock().plus(first.facts)
    again = build.book(build.plans(3, plan("T1", "toezegging", Uiterlijk="20-11-2026"), row), stock=stock)
    assert [code for _, code, _ in build.found_codes(again)] == [3001, 3001]
    assert again.facts.arrangements.is_empty()


@settings(deadline=None)
@given(
    amount=st.integers(1, 10_000_000),
    count=st.none() | st.integers(-1, 130),
    each=st.none() | st.integers(-1, 10_000_000),
    first=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    period=st.none() | st.sampled_from(INSTALMENT_PERIODS),
)
def test_every_schedule_adds_up_and_its_days_rise(
    amount: int, count: int | None, each: int | None, first: date, period: str | None
) -> None:
    plans = pl.DataFrame([("a", amount, count, each, first, period)], schema=PLANS, orient="row")
    fitting = plans.filter(fits_schedule(120))
    parts = make_schedule(fitting)
    if fitting.is_empty():
        assert parts.is_empty()
        return
    assert parts["part_cents"].sum() == amount
    assert parts["part_cents"].min() >= 1
    assert parts.height == count or count is None
    days = parts["due_date"].to_list()
    assert days[0] == first
    assert days == sorted(set(days))
    if period in (None, "month", "quarter"):
        assert all(day.day == first.day or (day.day < first.day and day.day >= 28) for day in days)
