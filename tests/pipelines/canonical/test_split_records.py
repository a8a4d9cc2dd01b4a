from __future__ import annotations

import json
from datetime import date

from pipelines.keys import dossier_numbers
from tests.pipelines.canonical import build


def test_a_debtor_gets_a_row_only_when_the_content_differs_from_the_newest() -> None:
    moved = {"Straat": "Kerkstraat"}
    first = build.claims(
        1, build.claim("F1"), build.claim("F2"), build.claim("F3", **moved), build.claim("F4", **moved)
    )
    second = build.claims(2, build.claim("F5", **moved), build.claim("F6"))
    debtors = build.book(first, second).facts.debtors
    rows = debtors.select("delivery_id", "line_number", "street").rows()
    assert [row[1:] for row in rows] == [(2, "Dorpsstraat"), (4, "Kerkstraat"), (3, "Dorpsstraat")]


def test_claims_of_a_debtor_are_one_dossier_with_a_number_made_of_its_key() -> None:
    rows = [build.claim("F1"), build.claim("F2"), build.claim("F3", Klantnummer="K2")]
    claims = build.book(build.claims(1, *rows)).facts.claims
    assert claims["dossier_key"].to_list() == ["energie-noord:K1", "energie-noord:K1", "energie-noord:K2"]
    assert claims["dossier_id"].to_list() == dossier_numbers(claims["dossier_key"]).to_list()
    assert claims["dossier_id"].str.contains(r"^[1-9]\d{9}$").all()


def test_dates_of_what_was_done_before_become_events_of_the_claim() -> None:
    row = build.claim(**{"Datum veertiendagenbrief": "01-07-2026", "Laatste sommatie": "20-07-2026"})
    events = build.book(build.claims(1, row)).facts.events
    assert events.select("kind", "effective_date", "channel", "claim_id").rows() == [
        ("fourteen_day_notice_sent", date(2026, 7, 1), "print", "energie-noord:F1"),
        ("last_demand_sent", date(2026, 7, 20), None, "energie-noord:F1"),
    ]


def test_extra_columns_are_kept_to_the_letter() -> None:
    claims = build.book(build.claims(1, build.claim(Meternummer=' 00"12 '.strip()))).facts.claims
    assert json.loads(claims["extra"].item()) == {"Meternummer": '00"12'}


def test_a_company_name_goes_before_the_parts_of_a_name() -> None:
    row = build.claim(Bedrijfsnaam="Bakker B.V.", **{"Soort klant": "Z", "KvK-nummer": "58 20 39 14"})
    debtors = build.book(build.claims(1, row)).facts.debtors
    assert debtors.select("name", "debtor_type", "company_number").rows() == [("Bakker B.V.", "business", "58203914")]
