"""The hub's engine gives the statement of the slow reference, on thousands of random cases with fixed seeds."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from pipelines.ledger.calculate import calculate
from tests.reference import rates
from tests.reference.case import read_case
from tests.reference.differences import differences, smallest
from tests.reference.random_cases import FIRST_DAY, random_case
from tests.reference.statement import statement
from warehouse.errors import HubError

SEEDS = range(2_500)
BE_CLAUSE = {
    "cost_id": "k",
    "kind": "be_clause",
    "claim_id": "A",
    "clause_pct": "10",
    "clause_min": "0.00",
    "consumer": True,
}


def _engine(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return json.loads(calculate(json.dumps(cases)))


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    return [random_case(Random(seed)) for seed in SEEDS]


@pytest.fixture(scope="module")
def statements(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return _engine(cases)


def test_engine_gives_every_amount_and_line_of_the_reference(
    cases: list[dict[str, Any]], statements: list[dict[str, Any]]
) -> None:
    assert len(statements) == len(cases)
    failing = [
        case
        for case, given in zip(cases, statements, strict=True)
        if differences(statement(case), given, is_complete=True)
    ]
    assert not failing, f"{len(failing)} of {len(cases)} cases differ; the smallest:\n{_explained(failing)}"


@pytest.mark.parametrize("concluded", [None, "2013-03-15", "2013-03-16"])
@pytest.mark.parametrize("regime", [name for name in FIRST_DAY if name in rates.TABLES])
def test_engine_reads_every_rate_of_the_reference(regime: str, concluded: str | None) -> None:
    first_day = FIRST_DAY[regime].isoformat()
    claim = {"claim_id": "A", "principal": "36500.00", "due_date": first_day, "interest_from": first_day}
    claim |= {} if concluded is None else {"contract_date": concluded}
    terms = {"interest": {"regime": regime, "compounding": "none"}}
    case = {"as_of": "2026-12-30", "country": regime[:2], "terms": terms, "claims": [claim]}
    assert differences(statement(case), _engine([case])[0], is_complete=True) == []


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": "2027-01-02"},
        {"costs": [{"cost_id": "k", "kind": "nl_bik", "due_date": "2012-06-30", "claim_ids": ["A"], "vat": False}]},
        {"costs": [{**BE_CLAUSE, "due_date": "2023-08-31"}]},
    ],
    ids=["rate", "nl_bik", "be_clause"],
)
def test_day_outside_the_law_is_an_error_in_both_engines(change: dict[str, Any]) -> None:
    claim = {"claim_id": "A", "principal": "100.00", "due_date": "2012-01-01"}
    terms = {"interest": {"regime": "nl_consumer"}}
    case = {"as_of": "2026-12-31", "country": "nl", "terms": terms, "claims": [claim]}
    assert _engine([case])[0]["claims"][0]["interest_total"] == statement(case)["claims"][0]["interest_total"]
    with pytest.raises(rates.LawGap):
        statement({**case, **change})
    with pytest.raises(HubError):
        _engine([{**case, **change}])


def test_statement_does_not_depend_on_the_order_of_arrival(
    cases: list[dict[str, Any]], statements: list[dict[str, Any]]
) -> None:
    shuffled = [_shuffled(Random(seed), case) for seed, case in zip(SEEDS, cases, strict=True)]
    assert shuffled != cases
    for case, first, second in zip(cases, statements, _engine(shuffled), strict=True):
        assert differences(first, second, is_complete=True) == [], json.dumps(case)


def test_reversed_payment_equals_no_payment(cases: list[dict[str, Any]]) -> None:
    paid = [case for case in cases if case["payments"]][:400]
    taken_back = [{**case, "reversals": [_reversal(case["payments"][0])]} for case in paid]
    never_paid = [{**case, "payments": case["payments"][1:], "reversals": []} for case in paid]
    given = _engine(taken_back + never_paid)
    for case, first, second in zip(paid, given[:400], given[400:], strict=True):
        assert differences(first, second, is_complete=True) == [], json.dumps(case)


def test_what_was_asked_equals_what_was_allocated_and_what_is_open(
    cases: list[dict[str, Any]], statements: list[dict[str, Any]]
) -> None:
    for case, given in zip(cases, statements, strict=True):
        paid = {payment.payment_id: payment.amount for payment in read_case(case).payments}
        noted = sum(note.amount for note in read_case(case).credit_notes if note.effective_on <= read_case(case).as_of)
        asked = _sum(case["claims"], "principal") + _sum(given["lines"], "interest")
        asked += _sum(given["costs"], "amount", "vat")
        received = noted + sum(paid[row["payment_id"]] for row in given["payments"])
        open_cents, credit = _sum([given["totals"]], "open"), _sum([given["totals"]], "credit")
        assert asked + credit == received + open_cents, json.dumps(case)


def test_each_payment_is_its_allocations_and_its_credit(
    cases: list[dict[str, Any]], statements: list[dict[str, Any]]
) -> None:
    for case, given in zip(cases, statements, strict=True):
        paid = {payment.payment_id: payment.amount for payment in read_case(case).payments}
        for row in given["payments"]:
            assert paid[row["payment_id"]] == _sum([row], "costs", "interest", "principal", "credit"), json.dumps(case)


def test_totals_are_the_sums_of_their_parts(cases: list[dict[str, Any]], statements: list[dict[str, Any]]) -> None:
    for case, given in zip(cases, statements, strict=True):
        totals = given["totals"]
        for name in ("principal_open", "interest_open", "interest_total"):
            assert _sum([totals], name) == _sum(given["claims"], name), json.dumps(case)
        assert _sum([totals], "costs_open") == _sum(given["costs"], "open"), json.dumps(case)
        parts = _sum([totals], "principal_open", "interest_open", "costs_open")
        assert _sum([totals], "open") == parts, json.dumps(case)
        assert _sum([totals], "interest_total") == _sum(given["lines"], "interest"), json.dumps(case)


def test_comparison_finds_a_wrong_cent_and_a_missing_line() -> None:
    case = next(case for case in map(random_case, map(Random, SEEDS)) if len(statement(case)["lines"]) > 2)
    wrong = statement(case)
    wrong["totals"]["open"] = "0.01"
    lost = wrong["lines"].pop()
    found = differences(statement(case), wrong, is_complete=True)
    assert len(found) == 2
    assert lost["from"] in found[0]
    assert "totals open" in found[1]


def test_failing_case_is_cut_down_to_what_matters() -> None:
    case = next(case for case in map(random_case, map(Random, SEEDS)) if len(case["payments"]) > 3)
    last = case["payments"][-1]
    cut = smallest(case, lambda smaller: last in smaller["payments"])
    assert (cut["payments"], cut["costs"], cut["credit_notes"], len(cut["claims"])) == ([last], [], [], 1)


def _explained(failing: list[dict[str, Any]]) -> str:
    """The shortest failing case as JSON, cut down, and the fields in which it differs."""
    if not failing:
        return ""
    case = smallest(min(failing, key=lambda case: len(json.dumps(case))), lambda case: bool(_differs(case)))
    return "\n".join([json.dumps(case), *_differs(case)])


def _differs(case: dict[str, Any]) -> list[str]:
    return differences(statement(case), _engine([case])[0], is_complete=True)


def _shuffled(rng: Random, case: dict[str, Any]) -> dict[str, Any]:
    lists = ("claims", "costs", "payments", "credit_notes", "reversals")
    return {**case, **{name: rng.sample(case[name], len(case[name])) for name in lists}}


def _reversal(payment: dict[str, Any]) -> dict[str, Any]:
    return {"payment_id": payment["payment_id"], "date": payment["date"]}


def _sum(rows: list[dict[str, Any]], *names: str) -> int:
    return sum(_cents(rows, names))


def _cents(rows: list[dict[str, Any]], names: tuple[str, ...]) -> Iterator[int]:
    for row in rows:
        for name in names:
            yield int(row[name].replace(".", ""))


def test_random_cases_reach_the_rules_that_matter(cases: list[dict[str, Any]]) -> None:
    expected = [statement(case) for case in cases]
    all_costs = [row for given in expected for row in given["costs"]]
    reached = {
        "credit left": sum(given["totals"]["credit"] != "0.00" for given in expected),
        "capitalised": sum(row["interest_capitalised"] != "0.00" for given in expected for row in given["claims"]),
        "all paid": sum(given["totals"]["open"] == "0.00" for given in expected),
        "vat": sum(row["vat"] != "0.00" for row in all_costs),
        "costs partly paid": sum(0 < _sum([row], "open") < _sum([row], "amount", "vat") for row in all_costs),
        "exact": sum(case["terms"].get("rounding") == "exact" for case in cases),
        "starts on 29 February": sum("-02-29" in json.dumps(case["claims"]) for case in cases),
    }
    assert {name: count for name, count in reached.items() if count < 25} == {}
    regimes = {case["terms"]["interest"]["regime"] for case in cases}
    assert regimes == set(FIRST_DAY)
