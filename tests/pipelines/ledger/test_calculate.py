import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ledger.calculate import CaseFaultsError, calculate
from pipelines.money import format_cents


def case(**given: Any) -> dict[str, Any]:
    terms = given.pop("terms", {})
    regime = given.pop("regime", "nl_consumer")
    return {
        "as_of": "2016-01-16",
        "country": "nl",
        "terms": {"interest": {"regime": regime}, **terms},
        "claims": [{"claim_id": "A", "principal": "3000.00", "due_date": "2014-05-28"}],
        **given,
    }


def claim(**given: Any) -> dict[str, Any]:
    return {"claim_id": "A", "principal": "1000.00", "due_date": "2014-05-28", **given}


def answer(document: object) -> Any:
    return json.loads(calculate(json.dumps(document)))


def faults(document: object) -> list[str]:
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(CaseFaultsError) as caught:
        calculate(text)
    return caught.value.faults


def test_published_case_with_costs_and_a_payment() -> None:
    cost = {"cost_id": "k1", "kind": "amount", "amount": "100.00", "due_date": "2014-05-29", "claim_id": "A"}
    given = case(costs=[cost], payments=[{"payment_id": "p1", "date": "2014-12-12", "amount": "1500.00"}])
    done = answer(given)
    assert done["payments"] == [
        {"payment_id": "p1", "costs": "100.00", "interest": "48.58", "principal": "1351.42", "credit": "0.00"}
    ]
    shown = ("claim_id", "from", "until", "days", "rate_pct", "base", "interest")
    assert {key: done["lines"][0][key] for key in shown} == {
        "claim_id": "A",
        "from": "2014-05-29",
        "until": "2014-12-12",
        "days": 197,
        "rate_pct": "3",
        "base": "3000.00",
        "interest": "48.58",
    }
    assert [line["interest"] for line in done["lines"]] == ["48.58", "2.71", "13.37", "21.16"]


def test_published_compound_interest_of_the_state_without_rounding() -> None:
    claims = [claim(principal="100.00", due_date="2013-01-31")]
    done = answer(case(as_of="2023-10-30", claims=claims, terms={"rounding": "exact"}))
    assert done["totals"]["interest_total"] == "28.94"
    assert len(done["lines"]) == 14


@pytest.mark.parametrize(
    ("principal", "rate", "days", "interest"),
    [
        ("1648.58", "3", 20, "2.71"),
        ("1648.58", "2", 148, "13.37"),
        ("3796.99", "12", 51, "63.66"),
        ("3796.99", "12.5", 182, "236.66"),
        ("1000.00", "8", 11, "2.41"),
    ],
)
def test_published_single_periods(principal: str, rate: str, days: int, interest: str) -> None:
    terms = {"interest": {"regime": "contract", "rate_pct": rate}}
    as_of = (date(2014, 5, 29) + timedelta(days=days)).isoformat()
    assert (
        answer(case(as_of=as_of, claims=[claim(principal=principal)], terms=terms))["totals"]["interest_total"]
        == interest
    )


@pytest.mark.parametrize(
    ("principal", "amount", "vat"),
    [
        ("125.00", "40.00", "8.40"),
        ("23000.00", "1005.00", "211.05"),
        ("1000.00", "150.00", "31.50"),
        ("412.30", "61.85", "12.99"),
        ("3500.00", "475.00", "99.75"),
        ("3750.00", "500.00", "105.00"),
        ("150.00", "40.00", "8.40"),
        ("266.67", "40.00", "8.40"),
        ("2500.00", "375.00", "78.75"),
        ("5000.00", "625.00", "131.25"),
        ("10000.00", "875.00", "183.75"),
        ("25000.00", "1025.00", "215.25"),
        ("100000.00", "1775.00", "372.75"),
        ("200000.00", "2775.00", "582.75"),
        ("500000.00", "4275.00", "897.75"),
        ("1000000.00", "6775.00", "1422.75"),
        ("5000000.00", "6775.00", "1422.75"),
    ],
)
def test_published_collection_costs(principal: str, amount: str, vat: str) -> None:
    cost = {"cost_id": "k", "kind": "nl_bik", "due_date": "2015-01-01", "claim_ids": ["A"], "vat": True}
    done = answer(case(claims=[claim(principal=principal)], costs=[cost]))
    assert (done["costs"][0]["amount"], done["costs"][0]["vat"]) == (amount, vat)


def test_principals_of_three_claims_are_added() -> None:
    claims = [claim(claim_id=name, principal="100.00") for name in "ABC"]
    cost = {"cost_id": "k", "kind": "nl_bik", "due_date": "2015-01-01", "claim_ids": ["A", "B", "C"], "vat": False}
    assert answer(case(claims=claims, costs=[cost]))["costs"][0]["amount"] == "45.00"


@pytest.mark.parametrize(
    ("principal", "amount"),
    [
        ("150.00", "20.00"),
        ("150.01", "30.00"),
        ("215.00", "36.50"),
        ("500.00", "65.00"),
        ("500.01", "65.00"),
        ("1000.00", "90.00"),
        ("39200.00", "2000.00"),
        ("90000.00", "2000.00"),
    ],
)
def test_published_limits_of_the_belgian_clause(principal: str, amount: str) -> None:
    cost = {"cost_id": "k", "kind": "be_clause", "due_date": "2024-06-01", "claim_id": "A"}
    consumer = cost | {"clause_pct": "50", "clause_min": "100.00", "consumer": True}
    claims = [claim(principal=principal, due_date="2024-05-01")]
    done = answer(case(as_of="2024-06-01", country="be", regime="be_civil", claims=claims, costs=[consumer]))
    assert done["costs"][0]["amount"] == amount


def test_belgian_order_takes_interest_before_costs() -> None:
    cost = {"cost_id": "k", "kind": "amount", "amount": "50.00", "due_date": "2014-06-01", "claim_id": "A"}
    payment = {"payment_id": "p", "date": "2015-01-01", "amount": "30.00"}
    row = answer(case(country="be", regime="be_civil", costs=[cost], payments=[payment]))["payments"][0]
    assert (row["interest"], row["costs"], row["principal"]) == ("30.00", "0.00", "0.00")


def test_lists_give_lists_in_order() -> None:
    first, second = case(), case(as_of="2015-01-16")
    assert [row["as_of"] for row in answer([first, second, first])] == ["2016-01-16", "2015-01-16", "2016-01-16"]
    assert answer([first]) == [answer(first)]
    assert answer([]) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"as_of": "2016-02-30"}, "as_of: must be a day"),
        ({"as_of": 20160116}, "as_of: must be a day"),
        ({"country": "de"}, "country: must be one of nl, be"),
        ({"extra": 1}, "extra: unknown key"),
        ({"claims": []}, "claims: must hold one claim or more"),
        ({"claims": {}}, "claims: must be a list"),
        ({"claims": [claim(principal=1000)]}, "claims[0].principal: must be a text"),
        ({"claims": [claim(principal="10.001")]}, "claims[0].principal: must be a text"),
        ({"claims": [claim(principal="0.00")]}, "claims[0].principal: 0.00 is not between 0.01"),
        ({"claims": [claim(principal="-1.00")]}, "claims[0].principal: -1.00 is not between"),
        ({"claims": [claim(), claim()]}, "claims[1].claim_id: 'A' stands twice"),
        ({"claims": [claim(claim_id="")]}, "claims[0].claim_id: must be a text that is not empty"),
        ({"claims": [claim(claim_id="\ud800")]}, "claims[0].claim_id: must be a text"),
        ({"claims": [claim(interest={"regime": "x"})]}, "claims[0].interest.regime: must be one of"),
        ({"claims": [claim(interest={"regime": "contract"})]}, "claims[0].interest.rate_pct: is missing"),
        (
            {"claims": [claim(interest={"regime": "none", "surcharge_pct": "2"})]},
            "claims[0].interest.surcharge_pct: points come on top of a regime's rate, and the regime none has no rate",
        ),
        (
            {"claims": [claim(interest={"regime": "nl_consumer", "rate_pct": "8"})]},
            "claims[0].interest.rate_pct: belongs",
        ),
        ({"terms": {"order": ["costs", "interest"]}}, "terms.order: must hold each of"),
        ({"terms": {"rounding": "bank"}}, "terms.rounding: must be one of line, exact"),
        ({"terms": None}, "terms: must be an object"),
        ({"payments": [{"payment_id": "p", "date": "2015-01-01"}]}, "payments[0].amount: is missing"),
        (
            {"payments": [{"payment_id": "p", "date": "2015-01-01", "amount": "1.00", "claim_id": "Z"}]},
            "payments[0].claim_id: no claim has the id 'Z'",
        ),
        (
            {"reversals": [{"payment_id": "q", "date": "2015-01-01"}]},
            "reversals[0].payment_id: no payment has the id 'q'",
        ),
        ({"credit_notes": [{"date": "2015-01-01", "amount": "1.00"}]}, "credit_notes[0].claim_id: is missing"),
        ({"costs": [{"cost_id": "k", "kind": "x", "due_date": "2015-01-01"}]}, "costs[0].kind: must be one of"),
        (
            {"costs": [{"cost_id": "k", "kind": "nl_bik", "due_date": "2015-01-01", "claim_ids": [], "vat": True}]},
            "costs[0].claim_ids: must name one claim or more",
        ),
        (
            {"costs": [{"cost_id": "k", "kind": "amount", "due_date": "2015-01-01", "amount": "1.00", "vat": True}]},
            "costs[0].vat: unknown key",
        ),
    ],
)
def test_fault_is_told_with_its_path(change: dict[str, Any], fault: str) -> None:
    given = case(**change) if change.get("terms", {}) is not None else {**case(), **change}
    assert any(line.startswith(fault) for line in faults(given)), faults(given)


def test_claim_without_any_interest_block_is_a_fault() -> None:
    assert faults(case() | {"terms": {}}) == ["claims[0].interest: is missing; give it here or as terms.interest"]


def test_no_points_on_top_of_no_interest_are_no_fault() -> None:
    interest = {"regime": "none", "surcharge_pct": "0"}
    assert answer(case(claims=[claim(interest=interest)]))["totals"]["interest_total"] == "0.00"


def test_all_faults_of_all_cases_are_told_at_once() -> None:
    wrong = faults([case(), case(as_of="x", extra=1), 3])
    assert [line.split(":")[0] for line in wrong] == ["case 2", "case 2", *["case 3"] * 4]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[1,", "line 1, column 4: the text is not JSON"),
        ('{"a": 1, "a": 2}', "the key 'a' stands twice"),
        ("", "line 1, column 1: the text is not JSON"),
        ("[" * 100_000, "the JSON is nested too deep"),
    ],
)
def test_text_that_is_no_json_is_a_fault(text: str, fault: str) -> None:
    assert faults(text)[0].startswith(fault)


def test_day_outside_the_law_is_a_fault_with_rule_day_and_file() -> None:
    assert faults([case(), case(as_of="2027-01-02")]) == [
        "case 2: claims[0]: nl_interest_consumer has no value for 2027-01-01 (law/nl/interest_consumer.yaml)"
    ]
    cost = {"cost_id": "k", "kind": "nl_bik", "due_date": "2012-06-30", "claim_ids": ["A"], "vat": False}
    assert faults(case(costs=[cost])) == [
        "costs[0]: nl_collection_costs has no value for 2012-06-30 (law/nl/collection_costs.yaml)"
    ]


def test_amount_that_outgrows_the_ledger_is_a_fault() -> None:
    interest = {"regime": "contract", "rate_pct": "100", "compounding": "monthly", "per": "month"}
    for rounding in ("line", "exact"):
        found = faults(case(as_of="2150-01-01", terms={"interest": interest, "rounding": rounding}))
        assert found[0].startswith("interest outgrows what the ledger can hold")


def test_uncovered_day_is_no_fault_where_no_rate_is_needed() -> None:
    note = {"claim_id": "A", "date": "2027-06-01", "amount": "3000.00", "from_start": True}
    assert answer(case(as_of="2027-06-01", credit_notes=[note]))["totals"]["open"] == "0.00"


@settings(max_examples=12, deadline=None)
@given(
    amounts=st.lists(st.integers(1, 400_000), min_size=1, max_size=5),
    rounding=st.sampled_from(["line", "exact"]),
    across=st.sampled_from(["claim_by_claim", "bucket_by_bucket"]),
    seed=st.randoms(use_true_random=False),
)
def test_order_of_arrival_does_not_matter_and_reversed_is_never_paid(
    amounts: list[int], rounding: str, across: str, seed: Any
) -> None:
    payments = [
        {"payment_id": f"p{n}", "date": f"2015-0{n % 3 + 1}-10", "amount": format_cents(cents)}
        for n, cents in enumerate(amounts)
    ]
    claims = [claim(), claim(claim_id="B", principal="555.55", due_date="2014-12-31")]
    paid = case(claims=claims, payments=payments, terms={"rounding": rounding, "across": across})
    shuffled = paid | {"payments": seed.sample(payments, len(payments)), "claims": claims[::-1]}
    taken_back = paid | {"reversals": [{"payment_id": "p0", "date": "2030-01-01"}]}
    first, second, third, fourth = answer([paid, shuffled, taken_back, paid | {"payments": payments[1:]}])
    assert first == second
    assert third == fourth
    asked = {payment["payment_id"]: payment["amount"] for payment in payments}
    for row in first["payments"]:
        parts = sum(int(row[name].replace(".", "")) for name in ("costs", "interest", "principal", "credit"))
        assert parts == int(asked[row["payment_id"]].replace(".", ""))
