from __future__ import annotations

import pytest

from pipelines.canonical.delivery import Booked
from tests.pipelines.canonical import build


def book_beside_good_ones(**changes: str) -> Booked:
    good = [build.claim(f"G{number}") for number in range(3)]
    return build.book(build.claims(1, *good, build.claim("X1", **changes)))


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("Factuurnummer", "", 2001),
        ("Klantnummer", "", 2001),
        ("Vervaldatum", "", 2001),
        ("Openstaand bedrag", "", 2001),
        ("Soort klant", "", 2002),
        ("Soort klant", "X", 2008),
        ("Openstaand bedrag", "1e9", 2003),
        ("Openstaand bedrag", "0,00", 2004),
        ("Openstaand bedrag", "-10,00", 2004),
        ("Openstaand bedrag", "99.000.000,00", 2004),
        ("Vervaldatum", "31-02-2026", 2005),
        ("Vervaldatum", "15-06-1926", 2006),
        ("Factuurdatum", "01-06-2027", 2006),
        ("Geboortedatum", "01-01-2030", 2006),
        ("Datum veertiendagenbrief", "01-01-2028", 2006),
        ("IBAN", "NL14RABO0317459287", 2009),
        ("KvK-nummer", "1234", 2010),
        ("Postcode", "0123 AB", 2012),
        ("Postcode", "8011 SS", 2012),
        ("Straat", "x" * 141, 2018),
        ("Omschrijving", "BSN 123456782", 2014),
    ],
)
def test_a_wrong_field_refuses_its_record_and_no_other(column: str, text: str, code: int) -> None:
    booked = book_beside_good_ones(**{column: text})
    found = [(place, number, name) for place, number, name in build.found_codes(booked) if number != 2007]
    assert found == [(5, code, column)]
    assert booked.deliveries.select("rows_accepted", "rows_refused").rows() == [(3, 1)]
    assert set(booked.findings["outcome"]) == {"refused"}


def test_a_due_date_before_the_invoice_date_is_refused() -> None:
    booked = book_beside_good_ones(Vervaldatum="31-05-2026")
    assert build.found_codes(booked) == [(5, 2007, "Vervaldatum")]


def test_every_fault_of_a_record_is_told_at_once() -> None:
    booked = book_beside_good_ones(
        **{"Vervaldatum": "x", "Openstaand bedrag": "x", "Soort klant": "", "IBAN": "x", "Postcode": "x"}
    )
    assert booked.findings["code"].to_list() == [2002, 2003, 2005, 2009, 2012]
    assert booked.findings["value"].to_list() == [None, "x", "x", "x", "x"]


def test_a_finding_holds_the_record_as_sent() -> None:
    booked = book_beside_good_ones(Vervaldatum=" 31-02-2026 ")
    assert '"Vervaldatum":" 31-02-2026 "' in booked.findings["record"].item()


def test_a_wrong_email_address_is_told_and_not_used() -> None:
    booked = build.book(build.claims(1, build.claim(**{"E-mailadres": "jan@"})))
    assert booked.findings.select("code", "severity", "outcome", "value").rows() == [
        (2013, "warning", "booked", "jan@")
    ]
    assert booked.facts.debtors["email"].to_list() == [None]


@pytest.mark.parametrize(
    ("sent", "is_used"),
    [
        ("0612345678", True),
        ("+31 (0)6-12 34 56 78", True),
        ("0032 475/12.34.56", True),
        ("1234567", False),
        ("00311234567890123456", False),
        ("06-onbekend", False),
        ("geen", False),
    ],
)
def test_a_telephone_number_that_cannot_exist_is_told_and_not_used(sent: str, *, is_used: bool) -> None:
    booked = build.book(build.claims(1, build.claim(Telefoon=sent)))
    assert booked.facts.debtors["phone"].to_list() == [sent if is_used else None]
    found = booked.findings.select("code", "severity", "outcome", "value").rows()
    assert found == ([] if is_used else [(2019, "warning", "booked", sent)])


def test_fields_are_written_in_one_way() -> None:
    row = build.claim(Postcode="8011ab", IBAN="nl13 rabo 0317 4592 87", Achternaam=" Vries ")
    debtor = build.book(build.claims(1, row | {"E-mailadres": "J@Voorbeeld.Example"})).facts.debtors.row(0, named=True)
    assert debtor["postcode"] == "8011 AB"
    assert debtor["iban"] == build.IBAN
    assert debtor["name"] == "J. de Vries"
    assert debtor["house_number"] == "1 A"
    assert debtor["email"] == "j@voorbeeld.example"
    assert (debtor["country"], debtor["language"]) == ("nl", "nl")


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"Soort": "onbekend"}, 2008, "Soort"),
        ({"Soort": ""}, 2001, "Soort"),
        ({"Datum": ""}, 2001, "Datum"),
        ({"Bedrag": ""}, 2001, "Bedrag"),
        ({"Bedrag": "-5,00"}, 2004, "Bedrag"),
        ({"Factuurnummer": "", "Soort": "creditnota"}, 2001, "Factuurnummer"),
    ],
)
def test_a_wrong_fact_is_refused(changes: dict[str, str], code: int, column: str) -> None:
    booked = build.book(build.claims(1, build.claim()), build.mutations(2, build.mutation("M1", "betaling", **changes)))
    assert build.found_codes(booked) == [(2, code, column)]
    assert booked.facts.payments.is_empty()


def test_a_withdrawal_needs_no_amount() -> None:
    booked = build.book(
        build.claims(1, build.claim()), build.mutations(2, build.mutation("M1", "intrekking", Bedrag=""))
    )
    assert booked.facts.events.select("kind", "claim_id", "amount_cents").rows() == [
        ("withdrawal", "energie-noord:F1", None)
    ]
