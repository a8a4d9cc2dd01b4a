from __future__ import annotations

import json

import polars as pl

from pipelines.canonical.delivery import Booked
from tests.pipelines.canonical import build
from tests.pipelines.canonical.build import mutation


def booked_after_claims(*rows: dict[str, str]) -> Booked:
    claims = build.claims(1, build.claim("F1"), build.claim("F2"), build.claim("F3", Klantnummer="K3"))
    return build.book(claims, build.mutations(2, *rows))


def test_a_payment_at_the_creditor_goes_to_its_claim() -> None:
    payment = booked_after_claims(mutation("M1", "betaling")).facts.payments.row(0, named=True)
    assert payment["payment_id"] == "energie-noord:M1"
    assert (payment["claim_id"], payment["source"]) == ("energie-noord:F1", "creditor")
    assert payment["match_rule"] == "claim_reference"


def test_credits_may_not_be_larger_than_the_claim_and_a_refused_one_takes_nothing() -> None:
    amounts = ["80,00", "30,00", "20,00", "0,01"]
    booked = booked_after_claims(*(mutation(f"M{n}", "creditnota", Bedrag=text) for n, text in enumerate(amounts)))
    assert build.found_codes(booked) == [(3, 3004, "Bedrag"), (5, 3004, "Bedrag")]
    assert booked.facts.payments["amount_cents"].to_list() == [8000, 2000]


def test_a_reversal_takes_back_the_payment_that_it_names() -> None:
    booked = booked_after_claims(
        mutation("M1", "betaling"), mutation("M2", "betaling"), mutation("M3", "storno", **{"Storno van": "M1"})
    )
    assert booked.facts.payments["reverses_payment_id"].to_list() == [None, None, "energie-noord:M1"]


def test_a_reversal_without_a_number_takes_back_the_newest_payment_of_the_claim() -> None:
    booked = booked_after_claims(
        mutation("M1", "betaling", Datum="01-08-2026"),
        mutation("M2", "betaling", Datum="05-08-2026"),
        mutation("M3", "betaling", Datum="09-08-2026", Factuurnummer="F2"),
        mutation("M4", "storno"),
        mutation("M5", "storno"),
    )
    assert booked.facts.payments["reverses_payment_id"].to_list()[3:] == ["energie-noord:M2", "energie-noord:M1"]


def test_a_payment_is_taken_back_once() -> None:
    booked = booked_after_claims(mutation("M1", "betaling"), mutation("M2", "storno"), mutation("M3", "storno"))
    assert build.found_codes(booked) == [(4, 3005, "Storno van")]


def test_a_reversal_of_another_amount_fits_no_payment() -> None:
    booked = booked_after_claims(
        mutation("M1", "betaling"), mutation("M2", "storno", Bedrag="24,99", **{"Storno van": "M1"})
    )
    assert build.found_codes(booked) == [(3, 3005, "Storno van")]


def test_the_same_number_with_other_content_is_refused() -> None:
    booked = booked_after_claims(
        mutation("M1", "betaling"),
        mutation("M1", "betaling"),
        mutation("M1", "betaling", Bedrag="26,00"),
        mutation("M1", "betaling", Factuurnummer="F2"),
    )
    assert booked.findings["code"].to_list() == [3001, 3002, 3002]


def test_equal_facts_without_a_number_are_real_in_a_file_and_known_in_the_next() -> None:
    rows = [mutation("", "betaling"), mutation("", "betaling")]
    booked = build.book(
        build.claims(1, build.claim()), build.mutations(2, *rows), build.mutations(3, *rows, mutation("", "betaling"))
    )
    assert booked.deliveries["rows_accepted"].to_list() == [1, 2, 1]
    assert booked.deliveries["rows_duplicate"].to_list() == [0, 0, 2]


def test_a_bailiff_reaches_a_dossier_by_our_number_or_by_the_claim() -> None:
    first = build.book(build.claims(1, build.claim("F1")))
    dossier = first.facts.claims["dossier_id"].item()
    rows = [
        {"Uw dossier": dossier},
        {"Opdrachtgever": "energie-noord", "Factuur": "F1", "Code": "30", "Bedrag": "103,38"},
        {"Uw dossier": dossier, "Code": "50", "Bedrag": "10,00"},
        {"Uw dossier": dossier, "Factuur": "F9", "Opdrachtgever": "energie-noord"},
        {"Uw dossier": "1234567890"},
        {"Code": "99", "Uw dossier": dossier},
    ]
    booked = build.book(build.feedback(2, *rows), stock=first.facts)
    assert booked.facts.events.select("kind", "amount_cents", "partner_id", "creditor_id").rows() == [
        ("bailiff_accepted", None, "deurwaarders-kade", "energie-noord"),
        ("cost_posted", 10338, "deurwaarders-kade", "energie-noord"),
    ]
    assert booked.facts.payments.select("source", "amount_cents", "dossier_id").rows() == [("bailiff", 1000, dossier)]
    assert build.found_codes(booked) == [(5, 3007, "Factuur"), (6, 3007, "Uw dossier"), (7, 2008, "Code")]


def test_a_bailiffs_cost_names_its_act_where_the_description_tells() -> None:
    first = build.book(build.claims(1, build.claim("F1")))
    cost = {"Opdrachtgever": "energie-noord", "Factuur": "F1", "Code": "30", "Bedrag": "103,38"}
    told = ("Dagvaarding d.d. 1-10", "Betekening vonnis", "Leges BRP", "")
    rows = [{**cost, "Regelnummer": str(place), "Omschrijving": words} for place, words in enumerate(told)]
    accepted = {"Opdrachtgever": "energie-noord", "Factuur": "F1", "Omschrijving": "na dagvaarding", "Regelnummer": "9"}
    booked = build.book(build.feedback(2, *rows, accepted), stock=first.facts)
    assert booked.facts.events.sort("line_number")["act"].to_list() == ["a", "b", None, None, None]


def test_what_the_hub_sent_becomes_events_once() -> None:
    first = build.book(build.claims(1, build.claim("F1")))
    line = {
        "batch_id": "letters-2026-11-16-01",
        "sequence_number": 1,
        "kind": "reminder_sent",
        "dossier_id": first.facts.claims["dossier_id"].item(),
        "creditor_id": "energie-noord",
        "step_id": "nl_consumer/reminder",
        "channel": "print",
        "partner_id": None,
        "effective_date": "2026-11-16",
    }
    data = json.dumps(line).encode() + b"\n"
    booked = build.book(
        build.delivery(2, "hub", "dispatch-2026-11-16-01.jsonl", data),
        build.delivery(3, "hub", "dispatch-2026-11-16-02.jsonl", data),
        stock=first.facts,
    )
    assert booked.deliveries["status"].to_list() == ["accepted", "duplicate"]
    event = booked.facts.events.row(0, named=True)
    assert (event["kind"], event["step_id"], event["channel"]) == ("reminder_sent", "nl_consumer/reminder", "print")
    assert (event["creditor_id"], event["batch_id"]) == ("energie-noord", "letters-2026-11-16-01")


def test_an_order_of_a_day_concerns_no_creditor() -> None:
    booked = build.book(
        build.delivery(1, "hub", "day-2026-11-16-01.json", b'{"business_date": "2026-11-16", "number": 1}')
    )
    assert booked.facts.events.select("kind", "creditor_id", "dossier_id").rows() == [("day_ordered", None, None)]


def test_a_credit_note_invoice_credits_its_claim() -> None:
    note = build.invoice(2, "N1", document="CreditNote", amount="21.00", billing="V1")
    booked = build.book(build.invoice(1, "V1"), note)
    assert booked.facts.payments.select("kind", "claim_id", "amount_cents").rows() == [
        ("credit_note", "groothandel-maas:V1", 2100)
    ]
    assert booked.facts.debtors["debtor_type"].to_list() == ["business"]


def test_five_hundred_files_of_one_invoice_are_one_run() -> None:
    first = build.invoice(1, "V1")
    rows = first.tables["row"].rows
    files = []
    for number in range(1, 501):
        row = rows.with_columns(invoice_id=pl.lit(f"V{number}"))
        tables = {"row": first.tables["row"]._replace(rows=row)}
        files.append(build.replace(first, delivery_id=f"D{number:08d}-{0:08d}", sequence_number=number, tables=tables))
    booked = build.book(*files)
    assert booked.deliveries["rows_accepted"].sum() == 500
    assert booked.facts.debtors.height == 1


def test_a_fact_without_a_number_keeps_the_id_that_it_had_before_arrangements_were_known() -> None:
    booked = booked_after_claims(mutation("", "betaling", Bedrag="12,34"))
    assert booked.facts.payments["payment_id"].to_list() == ["energie-noord:225bbab36ca364b2-1"]
