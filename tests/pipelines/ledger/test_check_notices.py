"""A notice with too short a term, or with other costs than the scale gives, opens nothing and is told."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from mappings.law import load_law
from pipelines.ledger.settle_day import settle_day
from tests.pipelines.ledger.canonical import claim, event, tables, terms

DAY = date(2026, 6, 30)
SENT = date(2026, 3, 2)


def _settled(*events: dict[str, Any], claims: list[dict[str, Any]] | None = None, **given: Any) -> Any:
    facts = tables(claims or [claim()], events=list(events))
    return settle_day(facts, terms(**({"bik_consumer": True} | given)), load_law(), business_date=DAY)


def _notice(day: date = SENT, **given: Any) -> dict[str, Any]:
    return event("fourteen_day_notice_sent", day, channel="email", **given)


def _costs(frames: dict[str, pl.DataFrame]) -> list[int]:
    return frames["costs"]["amount_cents"].to_list()


@pytest.mark.parametrize(
    ("stated", "with_vat", "is_right"),
    [
        (None, False, True),
        (15_000, False, True),
        (15_001, False, False),
        (14_999, False, False),
        (0, False, False),
        (18_150, False, False),
        (18_150, True, True),
        (15_000, True, True),
        (18_151, True, False),
    ],
)
def test_costs_that_the_notice_announced_are_those_of_the_scale(
    stated: int | None, with_vat: bool, is_right: bool
) -> None:
    frames = _settled(_notice(amount_cents=stated), vat_on_bik=with_vat)
    assert _costs(frames) == ([15_000] if is_right else [])
    assert frames["gates"]["gate"].to_list() == ([] if is_right else ["notice_missing"])


@pytest.mark.parametrize(("days", "is_right"), [(None, True), (14, True), (15, True), (13, False), (0, False)])
def test_term_of_the_notice_is_fourteen_days_or_more(days: int | None, is_right: bool) -> None:
    frames = _settled(_notice(term_days=days))
    assert _costs(frames) == ([15_000] if is_right else [])


def test_void_notice_is_told_with_its_day_and_fault() -> None:
    gates = _settled(_notice(term_days=8))["gates"]
    assert gates["reason"].to_list() == [
        "no collection costs: no valid fourteen-day notice was sent, for the one of 2026-03-02 is void, "
        "its term is 8 days instead of 14"
    ]
    wrong = _settled(_notice(amount_cents=4_000))["gates"]["reason"].item()
    assert wrong.endswith("the one of 2026-03-02 is void, it announces 4000 cents, the scale gives 15000")


def test_new_correct_notice_heals_and_waiting_longer_does_not() -> None:
    frames = _settled(_notice(term_days=8), _notice(date(2026, 4, 1), term_days=14))
    assert frames["costs"]["due_date"].to_list() == [date(2026, 4, 17)]
    assert frames["gates"].is_empty()


def test_one_letter_for_several_claims_announces_the_costs_of_their_sum() -> None:
    claims = [claim(principal_cents=10_000, reference=name, line_number=line) for line, name in enumerate("ABC", 1)]
    of_claim = [_notice(event_id=name, claim_id=f"c:{name}", amount_cents=4_500) for name in "ABC"]
    assert _costs(_settled(*of_claim, claims=claims)) == [4_500]
    assert _costs(_settled(_notice(amount_cents=4_500), claims=claims)) == [4_500]
    assert _costs(_settled(_notice(amount_cents=12_000), claims=claims)) == []


def test_each_claim_may_have_a_notice_of_its_own_amount() -> None:
    claims = [claim(), claim(reference="B", principal_cents=50_000, line_number=2)]
    letters = [_notice(event_id="a", claim_id="c:A", amount_cents=15_000)]
    letters.append(_notice(event_id="b", claim_id="c:B", amount_cents=7_500))
    assert _costs(_settled(*letters, claims=claims)) == [22_500]


def test_instalment_may_announce_less_than_the_scale() -> None:
    one = [claim(contract_reference="C", principal_cents=10_000)]
    assert _costs(_settled(_notice(amount_cents=2_000), claims=one, bik_accumulation=True)) == [4_000]
    assert _costs(_settled(_notice(amount_cents=2_000), claims=one)) == []
    assert _costs(_settled(_notice(amount_cents=4_001), claims=one, bik_accumulation=True)) == []


def test_belgian_reminder_with_too_short_a_term_opens_no_interest() -> None:
    facts = tables([claim()], events=[event("first_reminder_sent", SENT, channel="email", term_days=10)])
    frames = settle_day(facts, terms("be"), load_law(), business_date=DAY)
    assert frames["balances"]["interest_total_cents"].to_list() == [0]
    assert frames["gates"]["reason"].item().endswith("is void, its term is 10 days instead of 14")
