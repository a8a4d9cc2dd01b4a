"""A bailiff's act costs at most its tariff, with VAT where the creditor cannot deduct it."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from mappings.law import load_law
from pipelines.ledger.limit_acts import limit_acts
from pipelines.ledger.settle_day import settle_day
from tests.pipelines.ledger.canonical import DOSSIER, claim, event, tables, terms
from warehouse import codes
from warehouse.errors import LawError

DAY = date(2026, 6, 30)


def _limit(act: str | None, day: date, *, with_vat: bool = False) -> int | None:
    types = {"act": pl.String, "due_date": pl.Date, "with_vat": pl.Boolean}
    posted = pl.DataFrame([(act, day, with_vat)], schema=types, orient="row")
    return limit_acts(posted, load_law())["tariff_cents"].item()


def _settled(*posted: dict[str, Any], **given: Any) -> dict[str, pl.DataFrame]:
    rows = [event("cost_posted", date(2026, 4, 1), event_id=f"e{place}", **one) for place, one in enumerate(posted)]
    claims = [claim(), claim(reference="B", due_date=date(2026, 1, 1), line_number=2)]
    return settle_day(tables(claims, events=rows), terms(**given), load_law(), business_date=DAY)


@pytest.mark.parametrize(
    ("act", "day", "cents"),
    [
        ("a", date(2025, 12, 31), 11_940),
        ("a", date(2026, 1, 1), 12_557),
        ("x", date(2023, 3, 1), 8_936),
        ("x", date(2023, 2, 28), None),
        ("e", date(2024, 6, 1), None),
        ("a", date(2021, 6, 30), None),
        (None, date(2026, 1, 1), None),
    ],
)
def test_tariff_of_the_day_is_the_limit_where_it_prints_the_act(act: str | None, day: date, cents: int | None) -> None:
    assert _limit(act, day) == cents


def test_vat_comes_on_top_where_the_creditor_cannot_deduct_it() -> None:
    assert _limit("a", date(2026, 1, 1), with_vat=True) == 15_194


def test_day_whose_tariff_is_not_published_yet_is_an_error() -> None:
    assert _limit("a", date(2026, 12, 31)) == 12_557
    with pytest.raises(LawError, match="nl_bailiff_acts has no value for 2027-01-01"):
        _limit("a", date(2027, 1, 1))
    assert _limit(None, date(2027, 1, 1)) is None


def test_every_act_of_the_tariff_is_a_code() -> None:
    assert list(codes.BAILIFF_ACTS) == sorted(load_law().table("nl_bailiff_acts").names)


def test_act_above_its_tariff_is_cut_down_and_told_with_the_rule() -> None:
    frames = _settled({"act": "a", "amount_cents": 20_000, "claim_id": "c:A"})
    assert frames["costs"]["amount_cents"].to_list() == [12_557]
    assert frames["gates"].select("claim_id", "gate", "rule_id", "reason", "since_date").rows() == [
        (
            *("c:A", "cost_above_scale", "nl_bailiff_acts"),
            "act a of 2026-04-01 was posted for 20000 cents; the tariff allows 12557",
            date(2026, 4, 1),
        )
    ]


def test_acts_of_the_dossier_are_told_together_with_its_oldest_claim() -> None:
    frames = _settled({"act": "c", "amount_cents": 10_000}, {"act": "a", "amount_cents": 12_558})
    assert frames["costs"]["amount_cents"].sort().to_list() == [9_983, 12_557]
    (gate,) = frames["gates"].to_dicts()
    assert gate["claim_id"] == "c:B"
    assert [part[:5] for part in gate["reason"].split("; ")][::2] == ["act a", "act c"]


def test_act_within_its_tariff_and_a_cost_without_an_act_are_asked_as_posted() -> None:
    frames = _settled({"act": "a", "amount_cents": 12_557}, {"amount_cents": 99_999})
    assert frames["costs"]["amount_cents"].sort().to_list() == [12_557, 99_999]
    assert frames["gates"].is_empty()
    assert _settled({"act": "a", "amount_cents": 15_194}, vat_on_bik=True)["gates"].is_empty()


def test_act_and_instalment_above_their_scales_are_two_rows_of_one_claim() -> None:
    one = claim(contract_reference="C", principal_cents=10_000)
    notice = event("fourteen_day_notice_sent", date(2026, 3, 2), channel="email")
    act = event("cost_posted", date(2026, 4, 1), act="a", amount_cents=20_000)
    asked = terms(bik_consumer=True, bik_accumulation=True)
    gates = settle_day(tables([one], events=[notice, act]), asked, load_law(), business_date=DAY)["gates"]
    assert gates["rule_id"].to_list() == ["nl_bailiff_acts", "nl_instalment_costs"]
    assert gates["dossier_id"].unique().to_list() == [DOSSIER]
