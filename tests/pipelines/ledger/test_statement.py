from datetime import date
from typing import Any

import polars as pl
import pytest

from mappings.law import load_law
from pipelines.ledger.facts import Facts
from pipelines.ledger.find_gaps import LawGapError
from pipelines.ledger.statement import Statement, statement
from warehouse.errors import UsageError

FRAMES = ("balances", "dossiers", "lines", "costs", "allocations")


def dossier(dossier_id: str = "1", **given: Any) -> dict[str, Any]:
    filled = {"order": ["costs", "interest", "principal"], "across": "claim_by_claim", "rounding": "line"}
    return {"dossier_id": dossier_id, **filled, "as_of": date(2020, 7, 1), **given}


def claim(dossier_id: str = "1", **given: Any) -> dict[str, Any]:
    filled = {"claim_id": "A", "principal_cents": 100_000, "due_date": date(2014, 1, 1), "regime": "nl_consumer"}
    return {"dossier_id": dossier_id, **filled, **given}


def payment(dossier_id: str = "1", **given: Any) -> dict[str, Any]:
    filled = {"payment_id": "p", "amount_cents": 10_000, "effective_date": date(2015, 5, 5)}
    return {"dossier_id": dossier_id, **filled, **given}


def state(
    dossiers: list[dict[str, Any]], claims: list[dict[str, Any]], payments: list[dict[str, Any]] | None = None
) -> Statement:
    facts = Facts(pl.DataFrame(dossiers), pl.DataFrame(claims, infer_schema_length=None))
    if payments:
        facts = Facts(facts.dossiers, facts.claims, payments=pl.DataFrame(payments))
    return statement(facts, load_law())


def test_many_dossiers_with_terms_of_their_own_give_what_each_gives_alone() -> None:
    dossiers = [
        dossier("1"),
        dossier("2", rounding="exact", across="bucket_by_bucket", as_of=date(2018, 3, 3)),
        dossier("3", order=["interest", "principal", "costs"], as_of=date(2026, 12, 31)),
    ]
    claims = [claim(name, claim_id=other) for name in "123" for other in "AB"]
    payments = [payment(name, payment_id=other) for name in "123" for other in "pq"]
    together = state(dossiers, claims, payments)
    for one in dossiers:
        name = one["dossier_id"]
        alone = state(
            [one],
            [row for row in claims if row["dossier_id"] == name],
            [row for row in payments if row["dossier_id"] == name],
        )
        for frame in FRAMES:
            part = getattr(together, frame).filter(pl.col("dossier_id") == name)
            assert part.equals(getattr(alone, frame)), frame


@pytest.mark.parametrize(
    ("contract_date", "rates"),
    [(date(2013, 3, 15), [75_000, 85_000, 80_000]), (date(2013, 3, 16), [85_000, 80_000]), (None, [85_000, 80_000])],
)
def test_old_belgian_contract_bears_the_old_rate(contract_date: date | None, rates: list[int]) -> None:
    one = claim(regime="be_commercial", contract_date=contract_date)
    assert state([dossier(as_of=date(2017, 1, 1))], [one]).lines["rate_ppm"].to_list() == rates


def test_one_day_for_all_dossiers_can_be_given() -> None:
    facts = Facts(pl.DataFrame([dossier()]), pl.DataFrame([claim()]))
    assert statement(facts, load_law(), as_of=date(2015, 1, 1)).balances["interest_open_cents"].item() == 2992


def test_contract_rate_has_no_rule_and_statutory_rate_names_its_table() -> None:
    contract = claim(regime="contract", rate_ppm=10_000, rate_per="month")
    assert set(state([dossier()], [contract]).lines["rule_id"]) == {None}
    assert set(state([dossier()], [claim()]).lines["rule_id"]) == {"nl_interest_consumer"}


def test_largest_amount_at_the_highest_rate_is_exact() -> None:
    one = claim(principal_cents=10**11, regime="contract", rate_ppm=1_000_000, interest_from=date(2001, 1, 1))
    for rounding in ("line", "exact"):
        done = state([dossier(rounding=rounding, as_of=date(2020, 12, 27))], [one])
        assert done.balances["interest_open_cents"].item() == 10**11 * 7300 // 365


def test_amount_that_outgrows_the_ledger_is_an_error() -> None:
    one = claim(principal_cents=10**11, regime="contract", rate_ppm=1_000_000, compounding="yearly")
    late = dossier(rounding="exact", as_of=date(2250, 1, 1))
    with pytest.raises(UsageError, match="outgrows"):
        state([late], [one])


def test_every_gap_of_the_law_is_named() -> None:
    dossiers = [dossier("1"), dossier("2"), dossier("3")]
    old = date(1990, 1, 1)
    claims = [claim("1"), claim("2", due_date=old), claim("3", due_date=old, regime="be_civil")]
    with pytest.raises(LawGapError) as caught:
        state(dossiers, claims)
    assert caught.value.gaps.select("dossier_id", "rule_id", "day").rows() == [
        ("2", "nl_interest_consumer", date(1990, 1, 2)),
        ("3", "be_interest_civil", date(1990, 1, 2)),
    ]
    assert "law/nl/interest_consumer.yaml" in str(caught.value)


def test_withdrawn_claim_keeps_what_was_paid_and_its_lines() -> None:
    done = state([dossier()], [claim(end_date=date(2016, 1, 1))], [payment()])
    row = done.balances.row(0, named=True)
    assert (row["open_cents"], row["closing_reason"]) == (0, "withdrawal")
    assert row["principal_paid_cents"] + row["interest_paid_cents"] == 10_000
    assert done.lines["until_date"].max() == date(2016, 1, 1)


def test_money_after_a_withdrawal_is_credit() -> None:
    done = state([dossier()], [claim(end_date=date(2015, 1, 1))], [payment()])
    assert done.dossiers.select("credit_cents", "open_cents").row(0) == (10_000, 0)
