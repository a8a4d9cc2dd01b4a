from __future__ import annotations

from pathlib import Path

import pytest

from formats.registry import read
from formats.sample.propose_format import propose_format
from mappings.draft_questions import load_draft_questions
from mappings.draft_words import load_draft_words
from mappings.feed_file import check_feed
from mappings.field_words import load_field_words
from pipelines.draft.draft_feed import draft_feed
from pipelines.draft.proposal import ProposedFeed
from pipelines.draft.question import in_words
from pipelines.draft.write_yaml import write_feed

WORDS = load_draft_words()

FRENCH = """\
N° facture;N° client;Nom;Prénom;Date facture;Date d'échéance;\
Montant TTC;Solde dû;Rue;N°;Bte;Code postal;Localité;N° BCE;Premier rappel
FA-001;C17;Dupont;Marie;13/04/2026;14/05/2026;121,00;100,00;Rue Haute;12;3;1000;Bruxelles;;20/05/2026
FA-002;C18;Peeters;Jan;03/05/2026;04/06/2026;1.121,00;1.000,00;Rue Basse;15;;5000;Namur;0403170701;20/06/2026
"""
ENGLISH = """\
Invoice No,Cust Id,Customer Name,Amt Due,Inv Dt,Due Dt,Type,Zip
100001,55,John Smith,12.34,2026-04-03,2026-05-03,private,1011 AB
100002,56,Acme Ltd,25.00,2026-04-04,2026-05-04,company,1011 AC
"""
NAMELESS = """\
A;B;C;D;E
1001;9001;J. Jansen;12,50;30-05-2026
1002;9001;P. de Vries;22,50;31-05-2026
1003;9002;P. Bos;1,00;01-06-2026
"""
NESTED = """\
{"count": 2, "invoices": [
 {"number": "F1", "debtor": {"code": "9", "name": "Bos", "address": {"number": "1", "zip": "1234AB", "city": "Ede"}},
  "amount": "1.50", "dueDate": "2026-05-30"},
 {"number": "F2", "debtor": {"code": "8", "name": "Vos", "address": {"number": "2", "zip": "1234AC", "city": "Ede"}},
  "amount": "2.50", "dueDate": "2026-06-30"}]}
"""


def draft(text: str, name: str = "open 2026-11.csv", country: str = "nl") -> ProposedFeed:
    data = text.encode()
    proposal = propose_format(data, file_name=name)
    tables = read(data, proposal.options, file_name=name)
    return draft_feed(tables, proposal, file_name=name, words=WORDS, country=country)


def asked(feed: ProposedFeed, language: str = "en") -> dict[str, str]:
    return in_words(feed.questions, load_draft_questions(language), load_field_words(language))


def fields(feed: ProposedFeed) -> dict[str, str]:
    (record,) = feed.records.values()
    return {name: column.to for name, column in record.columns.items()}


def test_french_names_are_known() -> None:
    assert fields(draft(FRENCH, country="be")) == {
        "N° facture": "claim_reference",
        "N° client": "debtor_reference",
        "Nom": "surname",
        "Prénom": "first_name",
        "Date facture": "invoice_date",
        "Date d'échéance": "due_date",
        "Montant TTC": "extra",
        "Solde dû": "principal_cents",
        "Rue": "street",
        "N°": "house_number",
        "Bte": "house_number_addition",
        "Code postal": "postcode",
        "Localité": "city",
        "N° BCE": "company_number",
        "Premier rappel": "first_reminder_date",
    }


def test_english_names_and_codes_are_known() -> None:
    feed = draft(ENGLISH)
    assert list(fields(feed).values()) == [
        *("claim_reference", "debtor_reference", "name", "principal_cents", "invoice_date", "due_date"),
        *("debtor_type", "postcode"),
    ]
    assert feed.records["row"].columns["Type"].more == {"codes": {"private": "consumer", "company": "business"}}
    assert any("consumer" in question for question in asked(feed).values())


def test_columns_without_names_are_known_by_place_and_asked_about() -> None:
    feed = draft(NAMELESS)
    assert list(fields(feed).values()) == [
        *("claim_reference", "debtor_reference", "split", "principal_cents", "due_date")
    ]
    assert "'A' (Number of the claim)" in asked(feed)["guessed_in_row"]


def test_nested_names_and_proven_totals() -> None:
    feed = draft(NESTED, "a.json")
    assert list(fields(feed).values()) == [
        *("claim_reference", "debtor_reference", "name", "house_number", "postcode", "city"),
        *("principal_cents", "due_date"),
    ]
    assert feed.totals == {"record": "invoices", "rows": "count", "differ": "refuse"}


def test_a_last_line_of_separated_values_is_proven_too() -> None:
    lines = [
        "Factuurnummer;Klantnummer;Naam;Bedrag;Vervaldatum",
        "F1;K1;Bos;12,50;30-05-2026",
        "F2;K2;Vos;1,00;30-06-2026",
    ]
    feed = draft("\n".join([*lines, "TOTAAL;2;;13,50"]) + "\n")
    assert feed.format["trailer"] == {"code": "TOTAAL", "fields": {"field 2": 2, "field 4": 4}}
    assert feed.totals == {"record": "row", "rows": "field 2", "amount": "field 4", "differ": "refuse"}
    assert "totals" not in feed.questions
    feed = draft("\n".join([*lines, "TOTAAL;3;;14,50"]) + "\n")
    assert feed.totals is None
    assert "totals" in feed.questions


def test_totals_that_fit_nothing_are_asked() -> None:
    feed = draft(NESTED.replace('"count": 2', '"count": 7'), "a.json")
    assert feed.totals is None
    assert "totals" in feed.questions


def test_a_type_of_debtor_that_no_column_tells_is_asked() -> None:
    feed = draft(FRENCH)
    assert feed.records["row"].more["values"] == {"debtor_type": "?"}
    assert "the law differs" in asked(feed)["debtor_type_of_row"]


def test_no_person_stands_in_a_draft() -> None:
    feed = draft(NAMELESS)
    text = write_feed(feed, asked(feed))
    assert not any(name in text for name in ("Jansen", "Vries", "Bos"))


def test_a_code_of_unknown_meaning_is_asked() -> None:
    rows = "".join(f"M{n};F{n};1{n}-05-2026;{'XZ'[n % 2]};1,00\n" for n in range(8))
    feed = draft(f"Mutatienummer;Factuurnummer;Datum;Soort;Bedrag\n{rows}")
    assert feed.name == "mutations"
    assert feed.records["row"].columns["Soort"].more["codes"] == {"X": "?", "Z": "?"}
    assert "X, Z" in asked(feed)["kind_of_row"]


def test_a_record_in_which_nothing_is_known_is_ignored_and_asked() -> None:
    feed = draft("aap;noot\nx;y\np;q\n")
    assert feed.records["row"].books == ""
    assert "record_row" in feed.questions


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("open 2026-11.csv", "open*.csv"),
        ("ZP20261116.txt", "ZP*.txt"),
        ("list.csv", "list.csv"),
        ("a_1_2.xml", "a*.xml"),
    ],
)
def test_digits_in_a_name_differ_from_file_to_file(name: str, pattern: str) -> None:
    assert draft(ENGLISH, name).files == pattern


def test_hostile_names_stay_texts(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    text = ENGLISH.replace("Zip", '"no: # {x}, ""y"""').replace("Cust Id", "true")
    path.write_text(write_feed(draft(text), asked(draft(text))), encoding="utf-8")
    feed, faults = check_feed(path, partner_id="x", partner_kind="creditor")
    assert {'no: # {x}, "y"', "true"} <= set(feed.records["row"].columns)
    assert all(
        "question is open" in fault.cause or "'?'" in fault.cause or "nothing fills" in fault.cause for fault in faults
    )


FULL = """\
Factuurnr;Debiteurnr;Naam;Adres;Plaats;Vervaldatum;Bedrag
F1;K1;J. van den Berg;Kerkstraat 12 bis;8011 AB Zwolle;13-05-2026;10,00
F2;K2;Bos, A.B.;Hoge Weg 3-A;1011 AC Amsterdam;14-05-2026;11,00
F3;K3;P. de Vries;Laan van Nieuw Oost-Indië 14;2593 BT Den Haag;15-05-2026;12,00
"""
SPLIT = {"Naam": "person", "Adres": "address", "Plaats": "town"}


def splits(feed: ProposedFeed) -> dict[str, str]:
    (record,) = feed.records.values()
    return {name: column.more["split"] for name, column in record.columns.items() if column.to == "split"}


def test_columns_that_hold_several_fields_are_taken_apart_and_asked_about(tmp_path: Path) -> None:
    feed = draft(FULL)
    assert splits(feed) == SPLIT
    assert "'Adres' (Street, House number," in asked(feed)["split_in_row"]
    assert not any(name.startswith("name_of") for name in feed.questions)
    path = tmp_path / "claims.yaml"
    path.write_text(write_feed(feed, asked(feed)), encoding="utf-8")
    assert "Adres: {split: address}" in path.read_text(encoding="utf-8")
    read_back, _ = check_feed(path, partner_id="x", partner_kind="creditor")
    assert {name: column.split for name, column in read_back.records["row"].columns.items() if column.split} == SPLIT


@pytest.mark.parametrize(
    ("heading", "values", "split"),
    [
        ("Adresse", ("16, rue de la Loi", "3 avenue Louise"), "address"),
        ("Adres", ("Rue de la Loi 16 bte 3", "Grote Markt 1"), "address"),
        ("kolom 9", ("Kerkstraat 12", "Dorpsplein 4"), "address"),
        ("Straat", ("Kerkstraat", "Plein 1944"), None),
        ("Huisnummer", ("12 bis", "14"), "house_number"),
        ("Huisnummer", ("12", "14"), None),
        ("Plaats", ("B-1000 Brussel", "9000 Gent"), "town"),
        ("Woonplaats", ("Zwolle", "Den Haag"), None),
        ("Naam", ("J. Bos", "Vos, P. de"), "person"),
        ("Naam", ("J. Bos", "Bakkerij Vos B.V."), None),
        ("Naam", ("Jan Bos", "Piet Vos"), None),
    ],
)
def test_values_show_what_is_taken_apart(heading: str, values: tuple[str, str], split: str | None) -> None:
    rows = "".join(f'F{n};K{n};1{n}-05-2026;1{n},00;"{value}"\n' for n, value in enumerate(values))
    feed = draft(f"Factuurnr;Debiteurnr;Vervaldatum;Bedrag;{heading}\n{rows}")
    assert splits(feed).get(heading) == split


def test_what_another_column_holds_is_not_taken_apart() -> None:
    with_number = FULL.replace("Bedrag\n", "Bedrag;Huisnummer\n").replace(",00\n", ",00;12\n")
    assert "Adres" not in splits(draft(with_number))


@pytest.mark.parametrize(("language", "words"), [("nl", "Staat in elk bestand"), ("fr", "Chaque fichier")])
def test_questions_are_put_in_the_creditors_language(language: str, words: str) -> None:
    worded = asked(draft(NAMELESS), language)
    assert worded["mode"].startswith(words)
    assert not any("{" in text for text in worded.values())
