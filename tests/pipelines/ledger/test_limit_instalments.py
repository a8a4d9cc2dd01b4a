"""The rule against stacking: 40 for the first instalment, 20 for each following, at most 140 within six months."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from mappings.law import load_law
from pipelines.ledger.announce_costs import announce_costs
from pipelines.ledger.limit_instalments import limit_instalments
from pipelines.ledger.settle_day import settle_day
from tests.pipelines.ledger.canonical import DOSSIER, claim, event, payment, tables, terms
from warehouse.errors import LawError

DAY = date(2026, 6, 30)
ASKED = {"bik_consumer": True, "bik_accumulation": True}


def _limits(*days: date) -> list[int]:
    frame = pl.DataFrame({"sent_date": days}).with_columns(dossier_id=pl.lit("1"), contract_reference=pl.lit("C"))
    return limit_instalments(frame, load_law())["limit_cents"].to_list()


def _instalment(number: int, **given: Any) -> dict[str, Any]:
    return claim(
        reference=f"T{number}",
        contract_reference="C",
        principal_cents=10_000,
        due_date=date(2026, number, 1),
        delivery_id=f"D1{number}",
        line_number=number,
        **given,
    )


def _notice(number: int, day: date) -> dict[str, Any]:
    return event("fourteen_day_notice_sent", day, claim_id=f"c:T{number}", delivery_id=f"D2{number}", channel="email")


def _costs(facts: dict[str, pl.DataFrame], day: date = DAY, **given: Any) -> list[int]:
    frames = settle_day(facts, terms(**(ASKED | given)), load_law(), business_date=day)
    return frames["costs"].sort("due_date")["amount_cents"].to_list()


def test_first_costs_forty_and_each_following_twenty_up_to_the_maximum() -> None:
    months = [date(2025, month, 1) for month in range(1, 7)]
    assert _limits(*months) == [4000, 2000, 2000, 2000, 2000, 2000]
    weeks = [date(2025, 1, day) for day in range(1, 9)]
    assert _limits(*weeks) == [4000, 2000, 2000, 2000, 2000, 2000, 0, 0]


@pytest.mark.parametrize(("second", "limit"), [(date(2025, 6, 30), 2000), (date(2025, 7, 1), 4000)])
def test_notice_of_six_months_ago_counts_no_more(second: date, limit: int) -> None:
    assert _limits(date(2025, 1, 1), second) == [4000, limit]


def test_each_contract_counts_by_itself() -> None:
    frame = pl.DataFrame({"contract_reference": ["C", "D"], "sent_date": [date(2025, 1, 1)] * 2, "dossier_id": "1"})
    assert limit_instalments(frame, load_law())["limit_cents"].to_list() == [4000, 4000]


def test_day_that_the_rule_does_not_cover_is_an_error() -> None:
    with pytest.raises(LawError, match="nl_instalment_costs"):
        _limits(date(2028, 1, 1))


def test_costs_of_instalments_do_not_stack_where_the_terms_follow_the_rule() -> None:
    claims = [_instalment(number) for number in (1, 2, 3)]
    events = [_notice(number, date(2026, number, 10)) for number in (1, 2, 3)]
    facts = tables(claims, events=events)
    assert _costs(facts) == [4000, 2000, 2000]
    assert _costs(facts, bik_accumulation=False) == [4000, 4000, 4000]
    gates = settle_day(facts, terms(**ASKED), load_law(), business_date=DAY)["gates"]
    assert gates.select("gate", "rule_id").unique().rows() == [("cost_above_scale", "nl_instalment_costs")]


def test_one_letter_for_several_instalments_costs_as_much_as_one() -> None:
    claims = [_instalment(number) for number in (1, 2, 3)]
    letter = event("fourteen_day_notice_sent", date(2026, 4, 1), delivery_id="D9", channel="email")
    assert _costs(tables(claims, events=[letter])) == [4000]


@pytest.mark.parametrize(("principal", "amounts"), [(26_666, [4000, 2000]), (26_667, [4000, 4000])])
def test_rule_is_about_instalments_below_its_amount(principal: int, amounts: list[int]) -> None:
    claims = [_instalment(number) | {"principal_cents": principal} for number in (1, 2)]
    events = [_notice(number, date(2026, number, 10)) for number in (1, 2)]
    assert _costs(tables(claims, events=events)) == amounts


def test_claim_without_a_contract_and_notice_before_the_rule_follow_the_scale() -> None:
    claims = [_instalment(number) | {"contract_reference": None} for number in (1, 2)]
    events = [_notice(number, date(2026, number, 10)) for number in (1, 2)]
    assert _costs(tables(claims, events=events)) == [4000, 4000]
    old = [_instalment(number) | {"due_date": date(2024, number, 1)} for number in (7, 8)]
    early = [_notice(7, date(2024, 9, 2)), _notice(8, date(2024, 9, 30))]
    assert _costs(tables(old, events=early)) == [4000, 4000]
    late = [_notice(7, date(2024, 10, 1)), _notice(8, date(2024, 11, 1))]
    assert _costs(tables(old, events=late)) == [4000, 2000]


def test_instalment_that_was_paid_in_time_costs_nothing() -> None:
    paid = payment(amount_cents=20_000, effective_date=date(2026, 1, 12), claim_id="c:T1")
    facts = tables([_instalment(1)], payments=[paid], events=[_notice(1, date(2026, 1, 10))])
    assert _costs(facts) == [0]


@pytest.mark.parametrize("given", [{}, {"vat_on_bik": True}])
def test_notice_announces_what_follows(given: dict[str, bool]) -> None:
    asked, today = terms(**(ASKED | given)), date(2026, 2, 10)
    claims = [
        _instalment(1),
        _instalment(2),
        _instalment(3) | {"contract_reference": None, "due_date": date(2026, 1, 5)},
    ]
    before = tables(claims, events=[_notice(1, date(2026, 1, 10))])
    day = settle_day(before, asked, load_law(), business_date=today)
    row = announce_costs({**before, **day}, asked, load_law(), business_date=today).row(0, named=True)
    assert row["notice_costs_cents"] == 2000 + 4000
    letter = event("fourteen_day_notice_sent", today, delivery_id="D9", channel="email", dossier_id=DOSSIER)
    after = tables(claims, events=[_notice(1, date(2026, 1, 10)), letter])
    costs = settle_day(after, asked, load_law(), business_date=DAY)["costs"].filter(pl.col("due_date") > today)
    assert costs["amount_cents"].sum() == row["notice_costs_cents"]
    assert costs["vat_cents"].sum() == row["notice_vat_cents"]
