from __future__ import annotations

import pytest

from formats.identifiers.ogm import make_ogms
from formats.identifiers.rf_reference import make_rf_references, print_rf_references
from pipelines.canonical.delivery import Stock
from tests.pipelines.canonical import build

ROWS = [
    build.claim("F10001", IBAN=build.IBAN),
    build.claim("F10002", Klantnummer="K2", IBAN="NL88TRIO0784123659"),
    build.claim("F10003", Klantnummer="K3", IBAN="NL88TRIO0784123659"),
    build.claim("F10004", Klantnummer="K3", IBAN="NL88TRIO0784123659"),
]


@pytest.fixture(scope="module")
def stock() -> Stock:
    return build.book(build.claims(1, *ROWS)).facts


def references(stock: Stock) -> dict[str, str]:
    dossiers = stock.claims["dossier_id"]
    rf = make_rf_references(dossiers)
    return {
        "number": dossiers[0],
        "rf": rf[0],
        "spaced": print_rf_references(rf)[0],
        "ogm": make_ogms(dossiers)[0],
        "digits": make_ogms(dossiers).str.replace_all(r"\D", "")[0],
        "other": rf[1],
        "wrong": f"RF00{dossiers[0]}",
    }


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ({"structured_reference": "{rf}"}, "payment_reference"),
        ({"remittance": "betaling {spaced} dank"}, "payment_reference"),
        ({"remittance": "{ogm}"}, "payment_reference"),
        ({"remittance": "kenmerk {digits}"}, "payment_reference"),
        ({"end_to_end_id": "{rf}"}, "payment_reference"),
        ({"remittance": "{rf}", "counterparty_iban": "NL88TRIO0784123659"}, "payment_reference"),
        ({"counterparty_iban": build.IBAN}, "debtor_iban"),
        ({"remittance": "dossier {number}"}, "dossier_number"),
        ({"remittance": "Factuur f10001, augustus"}, "claim_reference"),
    ],
)
def test_money_finds_its_dossier(stock: Stock, entry: dict[str, str], rule: str) -> None:
    known = references(stock)
    filled = {name: text.format(**known) for name, text in entry.items()}
    payment = build.book(build.statement(2, filled), stock=stock).facts.payments.row(0, named=True)
    assert payment["match_rule"] == rule
    assert payment["dossier_id"] == known["number"]
    assert payment["creditor_id"] == "energie-noord"
    assert payment["source"] == "agency"
    assert payment["claim_id"] == ("energie-noord:F10001" if rule == "claim_reference" else None)


@pytest.mark.parametrize(
    "entry",
    [
        {"remittance": "dank u"},
        {"remittance": "{rf} en {other}"},
        {"structured_reference": "{wrong}"},
        {"counterparty_iban": "NL88TRIO0784123659"},
        {"remittance": "F10001 en F10002"},
    ],
)
def test_money_that_leads_to_no_one_dossier_waits_in_suspense(stock: Stock, entry: dict[str, str]) -> None:
    filled = {name: text.format(**references(stock)) for name, text in entry.items()}
    booked = build.book(build.statement(2, filled), stock=stock)
    assert booked.facts.payments.select("dossier_id", "creditor_id", "match_rule", "amount_cents").rows() == [
        (None, None, None, 4000)
    ]
    assert booked.findings.select("code", "severity", "outcome").rows() == [(3006, "warning", "booked")]
    assert booked.deliveries["rows_accepted"].item() == 1


def test_two_claims_of_one_dossier_in_the_text_lead_to_it_and_name_none(stock: Stock) -> None:
    booked = build.book(build.statement(2, {"remittance": "F10003 F10004"}), stock=stock)
    assert booked.facts.payments["claim_id"].to_list() == [None]
    assert booked.facts.payments["dossier_id"].to_list() == [stock.claims["dossier_id"][2]]


def test_money_out_and_entries_that_are_not_booked_are_no_records(stock: Stock) -> None:
    entries = [{"amount": "-12.00"}, {"status": "PDNG"}, {"remittance": "F10001"}]
    booked = build.book(build.statement(2, *entries), stock=stock)
    assert booked.deliveries["rows_read"].item() == 1


def test_a_returned_direct_debit_takes_back_its_payment(stock: Stock) -> None:
    paid = build.statement(2, {"end_to_end_id": "E2E-7", "remittance": "F10001"}, {"remittance": "F10001"})
    back = build.statement(3, {"amount": "-40.00", "end_to_end_id": "E2E-7", "return_reason": "AM04"})
    booked = build.book(paid, back, stock=stock)
    reversal = booked.facts.payments.row(2, named=True)
    assert reversal["kind"] == "reversal"
    assert reversal["reverses_payment_id"] == "agency-bank:B2-1"
    assert reversal["dossier_id"] == references(stock)["number"]
    assert booked.findings.is_empty()


def test_a_return_without_a_number_goes_by_dossier_and_amount(stock: Stock) -> None:
    paid = build.statement(2, {"remittance": "F10001"})
    back = build.statement(3, {"amount": "-40.00", "is_reversal": "true", "counterparty_iban": build.IBAN})
    booked = build.book(paid, back, stock=stock)
    assert booked.facts.payments["reverses_payment_id"].to_list() == [None, "agency-bank:B2-1"]


def test_a_return_that_fits_nothing_is_refused(stock: Stock) -> None:
    booked = build.book(build.statement(2, {"amount": "-41.00", "return_reason": "MD06"}), stock=stock)
    assert booked.findings["code"].to_list() == [3005]


def test_equal_transactions_of_one_batch_are_all_booked(stock: Stock) -> None:
    same = {"bank_reference": "B7", "details_count": "2", "remittance": "F10001"}
    booked = build.book(build.statement(2, same, same), build.statement(3, same, same), stock=stock)
    assert booked.deliveries["rows_accepted"].to_list() == [2, 0]
    assert booked.deliveries["rows_duplicate"].to_list() == [0, 2]
