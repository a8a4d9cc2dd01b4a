from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from mappings.feed_file import check_feed
from mappings.feeds import Feed
from mappings.field_words import load_field_words
from mappings.guide_words import load_guide_words
from mappings.partners import load_partners
from pipelines.guide.describe_file import describe_file
from pipelines.guide.describe_record import Language, describe_record

DUTCH = Language(load_field_words("nl"), load_guide_words("nl"))
FEED = """\
files: ["*.csv"]
format: {name: csv, delimiter: ";", skip_rows: 2}
forms: {decimal: ",", thousands: ".", dates: [dd-mm-yyyy, yyyymmdd]}
totals: {rows: aantal, differ: report}
reject: {errors: 5}
records:
  row:
    books: claim
    columns:
      nummer: {to: claim_reference, aliases: [Nota], example: [F7]}
      bedrag: principal_cents
      vervalt: due_date
      klant: debtor_reference
      soort: {to: debtor_type, codes: {P: consumer, Z: business}}
      naam: name
      wie: {to: surname, optional: true}
      rest: extra
      weg: ignore
    values: {country: nl}
"""


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    path = tmp_path / "claims.yaml"
    path.write_text(FEED.replace("totals: {rows: aantal, differ: report}\n", ""), encoding="utf-8")
    found, faults = check_feed(path, partner_id="x", partner_kind="creditor")
    assert faults == []
    return found


def test_every_column_is_told_in_the_language(feed: Feed) -> None:
    sample = pl.DataFrame({"nummer": [None, "F7"], "bedrag": ["1,00", "2,00"]})
    told = describe_record(feed, feed.records["row"], sample, DUTCH)
    columns = {column["name"]: column for column in told["columns"]}
    assert columns["nummer"]["meaning"].endswith("Mag ook heten: Nota.")
    assert (columns["nummer"]["required"], columns["nummer"]["example"]) == ("ja", "F7")
    assert columns["bedrag"]["form"] == "bedrag, zoals 1.234,56"
    assert columns["vervalt"]["form"] == "datum als dd-mm-jjjj of jjjjmmdd"
    assert {columns["naam"]["required"], columns["wie"]["required"]} == {"een van deze"}
    assert columns["wie"]["meaning"].endswith("De kolom mag ontbreken.")
    assert columns["rest"]["meaning"] == DUTCH.guide.lists["uses"]["extra"]
    assert columns["weg"]["required"] == "nee"
    assert told["codes"] == [
        {"column": "soort", "rows": [{"code": "P", "meaning": "consument"}, {"code": "Z", "meaning": "bedrijf"}]}
    ]
    assert told["ours"] == ["Land: nl"]


def test_a_file_is_told_as_a_whole(feed: Feed) -> None:
    told = {fact["label"]: fact["text"] for fact in describe_file(feed, DUTCH.guide)}
    assert "gescheiden door een puntkomma" in told["Formaat"]
    assert "De kolommen staan op regel 3." in told["Formaat"]
    assert told["Foute records"].startswith("Zijn 5 of meer records fout")
    assert told["Totalen"] == "Het bestand noemt geen totalen."


def test_places_of_fixed_lines_and_of_elements() -> None:
    creditors = load_partners((Path(__file__).parents[3] / "mappings",)).creditors
    fixed = creditors["zorgplus"].feeds["claims"]
    columns = describe_record(fixed, fixed.records["claims"], None, DUTCH)["columns"]
    assert {column["name"]: column["place"] for column in columns}["insured.naam"] == "10: 13–52"
    xml = creditors["telecom-brabo"].feeds["claims"]
    columns = describe_record(xml, xml.records["invoice"], None, DUTCH)["columns"]
    assert {column["name"]: column["path"] for column in columns}["Box"] == "/Customers/Customer/Address/Box"


def test_a_mutation_must_name_its_claim_and_money_its_amount() -> None:
    feed = load_partners((Path(__file__).parents[3] / "mappings",)).creditors["energie-noord"].feeds["mutations"]
    columns = describe_record(feed, feed.records["row"], None, DUTCH)["columns"]
    required = {column["name"]: column["required"] for column in columns}
    assert (required["Factuurnummer"], required["Bedrag"], required["Toelichting"]) == ("ja", "bij geld", "nee")


@pytest.mark.parametrize(
    ("added", "label", "words"),
    [
        ("expected: {every: workday}", "Wanneer", "Elke werkdag."),
        ("expected: {every: week, by: friday}", "Wanneer", "Elke week, op vrijdag. Valt die dag"),
        ("expected: {every: month, by: 5}", "Wanneer", "Elke maand, op dag 5"),
        ("totals: {rows: aantal, differ: report, beside: '{name}.tot', format: {name: csv}}", "Totalen", "*.csv.tot"),
        ("mode: snapshot", "Inhoud", "Elk bestand bevat alles"),
    ],
)
def test_calendar_totals_and_mode_are_told(tmp_path: Path, added: str, label: str, words: str) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(f"{FEED.replace('totals: {rows: aantal, differ: report}', added)}", encoding="utf-8")
    feed, faults = check_feed(path, partner_id="x", partner_kind="creditor")
    assert faults == []
    assert words in {fact["label"]: fact["text"] for fact in describe_file(feed, DUTCH.guide)}[label]
