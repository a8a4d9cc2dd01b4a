"""A bank's answer to orders: what it refused is an event of its dossier, once; the rest books nothing."""

from __future__ import annotations

from pipelines.canonical.delivery import Booked
from tests.formats.bank.test_payment_status import HEAD, payment, reason, transaction
from tests.pipelines.canonical import build


def status(*transactions: str, message: str = "", number: int = 2) -> Booked:
    stock = build.book(build.claims(1, build.claim())).facts
    body = payment(*transactions, status="PART") if transactions else ""
    text = HEAD.format(version="10", message=message) + body + "</CstmrPmtStsRpt></Document>"
    return build.book(build.delivery(number, "agency-bank", "PAIN.002-0001.xml", text.encode()), stock=stock)


def reference() -> str:
    """Return the number of the dossier that the builder's claim makes."""
    return str(build.book(build.claims(1, build.claim())).facts.claims["dossier_id"][0])


def test_a_refused_debit_is_an_event_of_its_dossier() -> None:
    refused = transaction(f"SDD {reference()}", reason=reason("AC01", "onbekend"))
    booked = status(refused, transaction("E2", status="ACSP"))
    assert booked.findings.is_empty()
    event = booked.facts.events.row(0, named=True)
    assert (event["kind"], event["dossier_id"]) == ("order_rejected", reference())
    assert event["detail"] == f"AC01 onbekend pain.008.001.08 SDD {reference()}"
    assert event["effective_date"].isoformat() == "2026-11-13"
    assert booked.facts.payments.is_empty()


def test_an_order_of_no_dossier_and_one_that_is_refused_as_a_whole_are_kept() -> None:
    booked = status(transaction("iets anders"))
    assert booked.facts.events.select("kind", "dossier_id").rows() == [("order_rejected", None)]
    whole = status(message=f"<GrpSts>RJCT</GrpSts>{reason('AM05')}")
    assert whole.facts.events["detail"].to_list() == ["AM05 pain.008.001.08"]


def test_the_same_refusal_in_another_report_is_known() -> None:
    first = status(transaction("E1"))
    text = HEAD.format(version="03", message="") + payment(transaction("E1")) + "</CstmrPmtStsRpt></Document>"
    again = build.book(build.delivery(3, "agency-bank", "a.pain002.xml", text.encode()), stock=first.facts)
    assert again.facts.events.is_empty()
    assert build.found_codes(again) == [(4, 3001, None)] or again.deliveries["rows_duplicate"].to_list() == [1]


def test_transactions_without_a_number_are_told_apart() -> None:
    booked = status(transaction("NOTPROVIDED"), transaction("NOTPROVIDED"))
    assert booked.facts.events.height == 2
