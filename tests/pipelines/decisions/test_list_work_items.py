"""Each cause that needs a person is one item, with an id that stays and goes with its cause."""

from __future__ import annotations

from typing import Any

import polars as pl

from mappings.partner_tables import EXPECTED, TEAMS
from pipelines.decisions.follow_decisions import follow_decisions
from pipelines.decisions.list_work_items import list_work_items
from pipelines.decisions.relate_debtors import relate_debtors
from tests.pipelines.decisions.builders import DAY, Stock, days_ago, event, limitation, table
from warehouse.schemas.canonical import OperatorDecisions
from warehouse.schemas.decisions import WorkItems
from warehouse.schemas.inbox import Corrections, Deliveries, Findings, Waiting
from warehouse.schemas.ledger import Gates

EXPECTED_FILE: list[dict[str, Any]] = [
    {"partner_id": "c", "creditor_id": "c", "feed": "claims", "every": "workday", "by": 0, "grace_days": 0,
     "early_days": 0, "since": None, "country": "nl"}
]  # fmt: skip

TEAM = pl.DataFrame([("operators", None, None)], schema=TEAMS, orient="row")


def items(
    stock: Stock,
    findings: list[dict[str, Any]] | None = None,
    deliveries: list[dict[str, Any]] | None = None,
    corrections: list[dict[str, Any]] | None = None,
    waiting: list[dict[str, Any]] | None = None,
) -> pl.DataFrame:
    """Return the items of a stock."""
    tables = stock.tables() | {
        "findings": table(Findings, findings or [], severity="error", outcome="refused"),
        "corrections": table(Corrections, corrections or [], creditor_id="c", corrects="d1", first_delivery_id="d1"),
        "waiting": table(Waiting, waiting or [], creditor_id="c", first_delivery_id="a", delivery_id="a"),
        "deliveries": table(Deliveries, deliveries or [], known_at=days_ago(2), file_name="a.csv", creditor_id="c"),
        "gates": table(Gates, stock.gates, business_date=DAY),
        "expected": pl.DataFrame(EXPECTED_FILE, schema=EXPECTED),
        "operator_decisions": table(OperatorDecisions, []),
    }
    reviews = relate_debtors(tables["debtors"], tables["operator_decisions"], business_date=DAY)[1]
    listed = list_work_items(stock.actions(), stock.facts(), reviews, tables, business_date=DAY)
    return WorkItems.validate(follow_decisions(listed, tables["operator_decisions"], TEAM, business_date=DAY))


def finding(delivery: str, line: int, code: int) -> dict[str, Any]:
    """Return a finding."""
    return {"finding_id": f"{delivery}-{line}-{code}", "delivery_id": delivery, "line_number": line, "code": code}


def test_nothing_to_look_at_gives_no_items() -> None:
    assert items(Stock()).is_empty()


def test_money_without_a_dossier_waits_until_it_is_taken_back() -> None:
    stock = Stock()
    stock.payments = [{"payment_id": "p1", "kind": "payment", "amount_cents": 700, "effective_date": days_ago(3)}]
    row = items(stock).row(0, named=True)
    assert (row["item_id"], row["amount_cents"]) == ("suspense:p1", 700)
    assert row["reason"] == "money without a dossier; it came with: no reference"
    back = {"payment_id": "p2", "kind": "reversal", "reverses_payment_id": "p1", "amount_cents": 700}
    stock.payments.append(back | {"effective_date": days_ago(1)})
    assert items(stock).is_empty()


def test_a_step_of_a_person_is_an_item_since_it_was_due() -> None:
    row = items(Stock(open_cents=2_000_000, days_overdue=5)).row(0, named=True)
    assert (row["item_id"], row["since_date"], row["amount_cents"]) == ("step:1:assess", days_ago(5), 2_000_000)


def test_a_refused_transfer_and_an_untraceable_debtor_are_one_item_each() -> None:
    stock = Stock()
    stock.events = [event("transferred", 9), event("bailiff_refused", 4), event("untraceable", 4)]
    listed = items(stock)
    assert listed["item_id"].to_list() == ["refused_transfer:1", "untraceable:1"]
    assert listed["since_date"].to_list() == [days_ago(4)] * 2


def test_a_credit_balance_is_an_item() -> None:
    stock = Stock(open_cents=0)
    stock.dossiers[0]["credit_cents"] = 1234
    row = items(stock).row(0, named=True)
    assert (row["item_id"], row["amount_cents"], row["since_date"]) == ("credit:1", 1234, DAY)


def test_refused_records_are_one_item_per_delivery() -> None:
    listed = items(
        Stock(),
        [finding("a", 3, 2005), finding("a", 3, 2009), finding("a", 7, 2005)],
        [{"delivery_id": "a", "cents_refused": 500}],
    )
    row = listed.row(0, named=True)
    assert (row["item_id"], row["line_number"], row["amount_cents"]) == ("finding:a", None, 500)
    assert row["reason"] == "2 records of a.csv were refused: date, iban"


def test_a_file_refused_as_a_whole_is_an_item_until_it_was_corrected() -> None:
    findings = [finding("a", 0, 1006), finding("a", 4, 2005)]
    row = items(Stock(), findings, [{"delivery_id": "a"}]).row(0, named=True)
    assert (row["reason"], row["line_number"]) == ("the file a.csv was refused as a whole: totals", 0)
    assert items(Stock(), findings, [{"delivery_id": "a"}, {"delivery_id": "b", "corrects": "a"}]).is_empty()


def test_warnings_and_duplicates_need_nobody() -> None:
    known = finding("a", 3, 3001) | {"severity": "warning", "outcome": "duplicate"}
    assert items(Stock(), [known], [{"delivery_id": "a"}]).is_empty()


def test_terms_that_ask_too_much_of_consumers_are_one_item_of_the_creditor() -> None:
    stock = Stock()
    gate = {"creditor_id": "c", "dossier_id": "1", "gate": "contract_interest_not_approved", "reason": "not approved"}
    stock.gates = [gate | {"claim_id": name, "rule_id": "nl_interest_consumer"} for name in ("k1", "k2")]
    row = items(stock).row(0, named=True)
    assert (row["item_id"], row["kind"]) == ("terms:c:contract_interest_not_approved", "terms")
    assert row["reason"] == "not approved, by rule nl_interest_consumer; claims: 2"


def test_limitation_that_passed_is_an_item_of_the_dossier() -> None:
    stock = Stock()
    stock.gates = [limitation(days_ago(4))]
    row = items(stock).row(0, named=True)
    assert (row["item_id"], row["since_date"], row["amount_cents"]) == ("limitation:1", days_ago(4), 20_000)


def test_money_in_suspense_comes_with_proposals() -> None:
    stock = Stock(open_cents=700)
    stock.payments = [{"payment_id": "p1", "kind": "payment", "amount_cents": 700, "effective_date": days_ago(3)}]
    reason = "money without a dossier; it came with: no reference; perhaps for 1 (open amount)"
    assert items(stock)["reason"].to_list() == [reason]


def test_debtors_that_may_be_one_person_are_one_item_while_one_of_them_owes() -> None:
    stock = Stock(open_cents=700, name="Corine Appel")
    stock.add("2", open_cents=300, name="Corine A. Appel")
    listed = items(stock)
    assert listed.select("item_id", "amount_cents").rows() == [("twin:d1:d1, d2", 1000)]
    assert listed["reason"].to_list() == ["perhaps one person, by email: d1, d2"]
    settled = Stock(open_cents=0, name="Corine Appel")
    settled.add("2", open_cents=0, name="Corine A. Appel")
    assert items(settled).is_empty()


def test_a_file_that_should_have_come_is_an_item_until_it_comes() -> None:
    came = {"delivery_id": "a", "partner_id": "c", "feed": "claims", "status": "accepted"}
    row = items(Stock(open_cents=0), deliveries=[came | {"known_at": days_ago(5)}]).row(0, named=True)
    assert (row["item_id"], row["kind"], row["creditor_id"]) == ("late:c:claims", "late", "c")
    assert row["reason"] == "the file claims of c was expected by 2026-11-13, and has not come; 2 in a row are missing"
    assert row["since_date"] == days_ago(4)
    both = [came | {"known_at": days_ago(5)}, came | {"delivery_id": "b", "known_at": DAY}]
    assert items(Stock(open_cents=0), deliveries=both)["item_id"].to_list() == ["late:c:claims"]
    assert items(Stock(open_cents=0), deliveries=[came | {"known_at": days_ago(3)}]).is_empty()


def test_corrected_records_leave_the_item_and_those_that_came_back_make_another() -> None:
    deliveries = [delivery("d1"), delivery("d2")]
    found = [finding("d1", line, 2008) for line in (2, 3, 4)]
    corrected = {"delivery_id": "d2", "line_number": 2, "outcome": "accepted"}
    again = {"delivery_id": "d2", "line_number": 3, "outcome": "refused"}
    listed = items(Stock(), [*found, finding("d2", 3, 2008)], deliveries, [corrected, again])
    reasons = [f"1 record of {name} was refused: code" for name in ("a.csv", "a.csv")]
    assert listed["item_id"].to_list() == ["finding:d1", "finding:d2"]
    assert listed["reason"].to_list() == reasons
    everything = [corrected | {"line_number": line} for line in (2, 3, 4)]
    assert items(Stock(), found, deliveries, everything).is_empty()


def test_a_file_that_was_refused_as_a_whole_is_done_when_its_correction_was_booked() -> None:
    found = [finding("d1", 0, 1007), finding("d1", 2, 2008)]
    corrected = {"delivery_id": "d2", "line_number": 2, "outcome": "accepted"}
    assert items(Stock(), found, [delivery("d1"), delivery("d2")], [corrected]).is_empty()


def test_the_same_correction_three_times_becomes_a_proposal_until_the_mapping_changes() -> None:
    change = {"column_name": "Soort", "value_before": "PART", "value_after": "P", "outcome": "accepted"}
    made = [change | {"delivery_id": "d2", "line_number": line} for line in (2, 3, 4)]
    deliveries = [delivery("d1"), delivery("d2")]
    (row,) = items(Stock(), [], deliveries, made).to_dicts()
    assert (row["kind"], row["delivery_id"]) == ("mapping", "d2")
    assert row["reason"].startswith("feed claims: 'PART' in column 'Soort' was corrected to 'P' 3 times")
    assert items(Stock(), [], deliveries, made[:2]).is_empty()
    assert items(Stock(), [], [*deliveries, delivery("d3", mapping_sha256="new")], made).is_empty()
    unreadable = [correction | {"value_before": "*********"} for correction in made]
    assert items(Stock(), [], deliveries, unreadable).is_empty()


def delivery(name: str, **changes: Any) -> dict[str, Any]:
    """Return a delivery of the feed of claims."""
    return {"delivery_id": name, "partner_id": "c", "feed": "claims", "mapping_sha256": "old"} | changes


def held(line: int, days: int, claim: str, **given: Any) -> dict[str, Any]:
    """Return a record that waits since some days."""
    names = {"fact_id": f"c:M{line}", "kind": "payment", "claim_id": f"c:{claim}", "amount_cents": 100}
    return {"line_number": line, "known_at": days_ago(days)} | names | given


def test_records_that_wait_longer_than_the_creditor_is_patient_are_one_item_per_delivery() -> None:
    waiting = [held(2, 7, "F9"), held(3, 7, "F8"), held(4, 6, "F7")]
    row = items(Stock(), deliveries=[{"delivery_id": "a"}], waiting=waiting).row(0, named=True)
    assert (row["item_id"], row["kind"], row["amount_cents"]) == ("waiting:a", "waiting", 200)
    assert row["reason"] == "2 records of a.csv wait for a claim or payment that has not come: F8, F9"
    assert row["since_date"] == days_ago(7)


def test_what_was_booked_corrected_or_refused_waits_no_more() -> None:
    stock = Stock()
    stock.payments = [{"payment_id": "c:M2", "kind": "payment", "amount_cents": 100, "effective_date": days_ago(9)}]
    stock.payments[0] |= {"dossier_id": "1"}
    waiting = [held(2, 9, "F9"), held(3, 9, "F8"), held(4, 9, "F7")]
    refused = finding("b", 4, 3004) | {"first_delivery_id": "a"}
    changed = {"delivery_id": "w", "line_number": 3, "outcome": "accepted", "first_delivery_id": "a"}
    deliveries = [{"delivery_id": "a"}, {"delivery_id": "b"}]
    listed = items(stock, [refused], deliveries, [changed], waiting)
    assert "waiting" not in listed["kind"].to_list()
    item = listed.filter(kind="finding").row(0, named=True)
    assert (item["delivery_id"], item["reason"]) == ("a", "1 record of a.csv was refused: credit_exceeds")


def test_a_bailiffs_record_without_creditor_waits_as_long_as_the_most_patient_one() -> None:
    text = held(2, 9, "", claim_id=None, creditor_id=None, fact='{"dossier_reference":"dossier 1234567890"}')
    row = items(Stock(), deliveries=[{"delivery_id": "a"}], waiting=[text]).row(0, named=True)
    assert row["reason"].endswith("has not come: dossier 1234567890")


def test_a_credit_proposes_the_other_open_dossiers_of_its_debtor() -> None:
    stock = Stock(open_cents=0)
    stock.dossiers[0]["credit_cents"] = 1234
    stock.add("2", open_cents=900, days_overdue=1)
    for frame in (stock.dossiers, stock.claims):
        for row in frame:
            row["debtor_id"] = "d1"
    row = items(stock).filter(kind="credit").row(0, named=True)
    assert row["reason"] == "more was paid than is owed; it is to be paid back; perhaps for 2 of the same debtor"
