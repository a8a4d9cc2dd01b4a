"""Columns that are taken apart, and codes that mean something for a time, from the feed's file to the booked rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from formats.table import table
from mappings.feed_file import check_feed
from pipelines.canonical.delivery import Booked
from tests.pipelines.canonical import build

FEED = """\
files: ["x*"]
format: {name: csv}
forms: {decimal: ",", dates: [dd-mm-yyyy]}
records:
  row:
    books: claim
    columns:
      Nummer: claim_reference
      Klant: debtor_reference
      Bedrag: principal_cents
      Datum: {to: invoice_date, optional: true}
      Vervalt: due_date
      Naam: {split: person}
      Adres: {split: address}
      Plaats: {split: town}
      Soort: {to: debtor_type, codes: soorten}
      Product: {to: product, codes: soorten, codes_on: invoice_date}
"""
LIST = """\
codes:
  P: consumer
  Z:
    - {value: business, until: 2026-07-01}
    - {value: sole_trader, from: 2026-07-01, until: 2026-12-01}
"""
ROW = {
    "Nummer": "F1",
    "Klant": "D1",
    "Bedrag": "10,00",
    "Datum": "01-06-2026",
    "Vervalt": "15-06-2026",
    "Naam": "Berg, J. van den",
    "Adres": "Kerkstraat 12 bis",
    "Plaats": "8011ab Zwolle",
    "Soort": "Z",
    "Product": "Z",
}


def booked(folder: Path, *rows: dict[str, str], known_at: date = date(2026, 11, 16)) -> Booked:
    path, listed = folder / "claims.yaml", folder / "soorten.yaml"
    path.write_text(FEED, encoding="utf-8")
    listed.write_text(LIST, encoding="utf-8")
    feed, faults = check_feed(path, partner_id="x", partner_kind="creditor", lists={"soorten": listed})
    assert faults == []
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    found = build.claims(1, build.claim())
    tables = {"row": table(columns, line_numbers=range(2, 2 + len(rows)))}
    return build.book(replace(found, feed=feed, tables=tables, known_at=known_at))


def test_name_address_and_town_of_one_column_each_are_booked_in_the_hubs_own_writing(tmp_path: Path) -> None:
    debtor = booked(tmp_path, ROW).facts.debtors.row(0, named=True)
    assert {name: debtor[name] for name in ("name", "street", "house_number", "postcode", "city")} == {
        "name": "J. van den Berg",
        "street": "Kerkstraat",
        "house_number": "12 bis",
        "postcode": "8011 AB",
        "city": "Zwolle",
    }


def test_a_wrong_part_is_told_of_its_column(tmp_path: Path) -> None:
    found = booked(tmp_path, ROW | {"Plaats": "1011 SS Zwolle"}).findings.row(0, named=True)
    assert (found["code"], found["column_name"], found["value"]) == (2012, "Plaats", "1011 SS Zwolle")


def test_a_personal_number_in_a_column_that_is_taken_apart_is_found(tmp_path: Path) -> None:
    found = booked(tmp_path, ROW | {"Naam": "J. Jansen 111222333"}).findings
    assert found["code"].to_list() == [2014]
    assert "111222333" not in str(found.rows())


def test_a_code_means_what_it_meant_on_the_date_of_the_record_or_of_the_delivery(tmp_path: Path) -> None:
    result = booked(tmp_path, ROW, ROW | {"Nummer": "F2", "Klant": "D2", "Datum": ""})
    assert result.facts.claims["product"].to_list() == ["business", "sole_trader"]
    assert result.facts.debtors["debtor_type"].to_list() == ["sole_trader", "sole_trader"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 6, 30), "business"), (date(2026, 7, 1), "sole_trader"), (date(2026, 11, 30), "sole_trader")],
)
def test_the_first_day_of_a_period_counts_and_its_end_does_not(tmp_path: Path, day: date, expected: str) -> None:
    assert booked(tmp_path, ROW, known_at=day).facts.debtors["debtor_type"].to_list() == [expected]


def test_a_code_that_has_ended_is_unknown(tmp_path: Path) -> None:
    found = booked(tmp_path, ROW, known_at=date(2026, 12, 1)).findings
    assert found.select("code", "column_name", "value").rows() == [(2008, "Soort", "Z")]
