"""A decision holds when its item is open and the same; the money that it moves is booked by facts, and only once."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.canonical.book_decisions import book_decisions
from pipelines.canonical.book_later_facts import BookedBatch
from pipelines.canonical.delivery import Stock
from pipelines.canonical.match_reversals import match_reversals
from tests.pipelines.decisions.builders import table
from warehouse.findings import CODES
from warehouse.schemas.canonical import Claims, OperatorDecisions, Payments
from warehouse.schemas.intake import DecisionRecord
from warehouse.tables import validate

DAY, CAME = date(2026, 11, 17), date(2026, 11, 3)
BOOK: dict[str, Any] = {"item_key": "suspense-1", "decision": "book"}
CLAIMS = [
    {"claim_id": "a:F1", "claim_reference": "F1", "dossier_id": "1000000001", "creditor_id": "a"},
    {"claim_id": "a:F2", "claim_reference": "F2", "dossier_id": "1000000001", "creditor_id": "a"},
    {"claim_id": "b:F2", "claim_reference": "F2", "dossier_id": "1000000002", "creditor_id": "b"},
]
MONEY = {"payment_id": "bank:P1", "kind": "payment", "amount_cents": 700, "effective_date": CAME, "source": "agency"}


def question(name: str, kind: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """Return an item as the newest workbook shows it."""
    item = {"item_id": name, "item_key": f"{kind}-{number}", "kind": kind, "is_current": True, "proposal": None}
    return item | {"subject": "{}", "creditor_id": None, "dossier_id": None} | more


SUSPENSE = question("suspense:bank:P1", "suspense", subject='{"payment_id":"bank:P1"}')


def booked(
    *rows: dict[str, Any],
    questions: tuple[dict[str, Any], ...] = (SUSPENSE,),
    decided: tuple[dict[str, Any], ...] = (),
    payments: tuple[dict[str, Any], ...] = (MONEY,),
) -> BookedBatch:
    """Return what becomes of decisions."""
    place = {"delivery_id": "D00000009-00000000", "record_type": "suspense", "decided_by": "Mo"}
    given = [place | {"line_number": n} | row for n, row in enumerate(rows, start=2)]
    known = pl.lit(DAY).alias("known_at")
    records = (
        table(DecisionRecord, given).with_row_index("row_key").with_columns(pl.col("row_key").cast(pl.Int64), known)
    )
    records = records.with_columns(creditor_id=pl.lit(None, pl.String))
    earlier = {"delivery_id": "D00000008-00000000", "item_kind": "suspense", "decided_by": "Bo", "known_at": CAME}
    stock = Stock(
        claims=table(Claims, CLAIMS),
        payments=table(Payments, list(payments), delivery_id="D00000001-00000000", line_number=1, known_at=CAME),
        operator_decisions=table(OperatorDecisions, list(decided), **earlier),
    )
    schema = dict.fromkeys(SUSPENSE, pl.String) | {"is_current": pl.Boolean}
    found = book_decisions(records, stock, pl.DataFrame(list(questions), schema=schema))
    validate("canonical.operator_decisions", found.facts.operator_decisions)
    validate("canonical.payments", found.facts.payments)
    return found


def faults(found: BookedBatch) -> list[tuple[int, int, str]]:
    """Return row, finding and field of every fault."""
    return sorted(found.faults.select("row_key", "code", "field").rows())


@pytest.mark.parametrize(
    ("target", "dossier", "claim", "creditor"),
    [
        ("1000000001", "1000000001", None, "a"),
        ("dossier 1000000002, please", "1000000002", None, "b"),
        ("F1", "1000000001", "a:F1", "a"),
        ("b:F2", "1000000002", "b:F2", "b"),
    ],
)
def test_money_is_booked_to_a_dossier_or_claim(target: str, dossier: str, claim: str | None, creditor: str) -> None:
    found = booked(BOOK | {"target_reference": target})
    home = found.facts.payments.filter(kind="payment").row(0, named=True)
    assert (home["dossier_id"], home["claim_id"], home["creditor_id"]) == (dossier, claim, creditor)
    assert (home["amount_cents"], home["effective_date"], home["known_at"]) == (700, CAME, DAY)
    decision = found.facts.operator_decisions.row(0, named=True)
    assert (decision["dossier_id"], decision["claim_id"], decision["decided_by"]) == (dossier, claim, "Mo")
    assert faults(found) == []


def test_without_a_dossier_the_proposal_is_accepted_and_without_one_it_is_asked() -> None:
    found = booked(BOOK, questions=(SUSPENSE | {"proposal": "1000000002"},))
    assert found.facts.payments["dossier_id"].to_list() == [None, "1000000002"]
    assert faults(booked(BOOK)) == [(0, CODES["required"], "target_reference")]


@pytest.mark.parametrize("target", ["F2", "1000000003", "nobody"])
def test_a_dossier_that_is_not_there_or_not_the_only_one_is_refused(target: str) -> None:
    found = booked(BOOK | {"target_reference": target})
    assert faults(found) == [(0, CODES["unknown_claim"], "target_reference")]
    assert found.facts.payments.is_empty()


@pytest.mark.parametrize("decision", ["refund", "not_ours"])
def test_money_that_is_not_booked_leaves_suspense(decision: str) -> None:
    moved = booked({"item_key": "suspense-1", "decision": decision, "remark": "why"}).facts.payments
    assert moved.select("kind", "reverses_payment_id", "dossier_id").rows() == [("reversal", "bank:P1", None)]


def test_an_item_that_was_never_asked_is_gone_or_changed_is_refused() -> None:
    gone = question("late:p", "late", 2, is_current=False)
    old, new = question("credit:1", "credit", 3, is_current=False), question("credit:1", "credit", 4)
    rows = [{"item_key": key, "decision": "snooze", "until_date": DAY} for key in ("x", None, "late-2", "credit-3")]
    names = ("unknown_item", "unknown_item", "item_closed", "item_changed")
    expected = [(row, CODES[name], "item_key") for row, name in enumerate(names)]
    assert faults(booked(*rows, questions=(gone, old, new))) == expected


def test_each_kind_has_decisions_of_its_own_and_an_unknown_one_can_be_put_aside() -> None:
    late, odd = question("late:p", "late", 2), question("odd:1", "odd", 3)
    rows = [{"item_key": "late-2", "decision": "book"}, {"item_key": "odd-3", "decision": "close"}]
    found = booked(*rows, {"item_key": "odd-3", "decision": "snooze"}, questions=(late, odd))
    assert faults(found) == [(0, CODES["unfit_decision"], "decision"), (1, CODES["unfit_decision"], "decision")]
    assert found.facts.operator_decisions["decision"].to_list() == ["snooze"]


def test_the_same_decision_again_is_known_and_another_one_comes_too_late() -> None:
    late = question("late:p", "late", 2)
    rows = [{"item_key": "late-2", "decision": word} for word in ("waive", "waive", "snooze")]
    found = booked(*rows, questions=(late,))
    assert faults(found) == [(1, CODES["known"], "item_key"), (2, CODES["item_closed"], "item_key")]
    assert "It was decided by Mo on 2026-11-17." in found.faults["detail"].to_list()
    before = ({"item_id": "late:p", "subject": "{}", "decision": "waive"},)
    assert faults(booked(rows[0], questions=(late,), decided=before)) == [(0, CODES["known"], "item_key")]
    assert faults(booked(rows[2], questions=(late,), decided=before)) == [(0, CODES["item_closed"], "item_key")]


def test_an_owner_can_come_back_and_is_only_known_when_he_is_the_last() -> None:
    late = question("late:p", "late", 2)
    rows = [{"item_key": "late-2", "owner": name} for name in ("Anna", "Bo", "Bo", "Anna")]
    found = booked(*rows, questions=(late,))
    assert faults(found) == [(2, CODES["known"], "item_key")]
    assert found.facts.operator_decisions["owner"].to_list() == ["Anna", "Bo", "Anna"]


def test_money_that_was_taken_back_meanwhile_is_not_booked() -> None:
    back = MONEY | {"payment_id": "bank:R1", "kind": "reversal", "reverses_payment_id": "bank:P1"}
    found = booked(BOOK | {"target_reference": "F1"}, payments=(MONEY, back))
    assert faults(found) == [(0, CODES["item_closed"], "item_key")]
    assert found.facts.payments.is_empty()


def test_a_bank_that_takes_money_back_takes_it_from_the_dossier_to_which_it_was_booked() -> None:
    moved = booked(BOOK | {"target_reference": "F1"}).facts.payments
    original = table(Payments, [MONEY], delivery_id="D00000001-00000000", line_number=1, known_at=CAME)
    fact = {
        "row_key": 0,
        "sequence": 1,
        "kind": "reversal",
        "amount_cents": 700,
        "source": "agency",
        "partner_id": "bank",
    }
    fact |= {"reverses_reference": "P1", "dossier_id": None, "claim_id": None, "creditor_id": None}
    texts = ("kind", "source", "partner_id", "reverses_reference", "dossier_id", "claim_id", "creditor_id")
    reversal = pl.DataFrame([fact], schema_overrides=dict.fromkeys(texts, pl.String))
    matched, lost = match_reversals(reversal, pl.concat([original, moved]))
    assert lost.is_empty()
    assert matched.select("dossier_id", "claim_id", "creditor_id").rows() == [("1000000001", "a:F1", "a")]
    assert matched["reverses_payment_id"][0].startswith("hub:home-D00000009-00000000:bank:P1")


def test_the_subject_of_a_group_needs_no_payment() -> None:
    twin = question("twin:a", "twin", 5, subject=json.dumps({"debtor_ids": ["a:1", "b:1"]}))
    found = booked({"item_key": "twin-5", "decision": "same_person"}, questions=(twin,))
    assert found.facts.operator_decisions["subject"].to_list() == [twin["subject"]]
    assert found.facts.payments.is_empty()
