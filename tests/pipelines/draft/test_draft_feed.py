from __future__ import annotations

from pathlib import Path

import pytest

from formats.registry import read
from formats.sample.propose_format import propose_format
from mappings.draft_words import load_draft_words
from mappings.feed_file import check_feed
from pipelines.draft.draft_feed import draft_feed
from pipelines.draft.proposal import ProposedFeed
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
    assert any("consumer" in question for question in feed.questions.values())


def test_columns_without_names_are_known_by_place_and_asked_about() -> None:
    feed = draft(NAMELESS)
    assert list(fields(feed).values()) == ["claim_reference", "debtor_reference", "name", "principal_cents", "due_date"]
    assert "'A' claim_reference" in feed.questions["guessed_in_row"]


def test_nested_names_and_proven_totals() -> None:
    feed = draft(NESTED, "a.json")
    assert list(fields(feed).values()) == [
        *("claim_reference", "debtor_reference", "name", "house_number", "postcode", "city"),
        *("principal_cents", "due_date"),
    ]
    assert feed.totals == {"record": "invoices", "rows": "count", "differ": "refuse"}


def test_totals_that_fit_nothing_are_asked() -> None:
    feed = draft(NESTED.replace('"count": 2', '"count": 7'), "a.json")
    assert feed.totals is None
    assert "totals" in feed.questions


def test_a_type_of_debtor_that_no_column_tells_is_asked() -> None:
    feed = draft(FRENCH)
    assert feed.records["row"].more["values"] == {"debtor_type": "?"}
    assert "The law differs" in feed.questions.get("debtor_type_of_row", "") or "law differs" in str(feed.questions)


def test_no_person_stands_in_a_draft() -> None:
    text = write_feed(draft(NAMELESS))
    assert not any(name in text for name in ("Jansen", "Vries", "Bos"))


def test_a_code_of_unknown_meaning_is_asked() -> None:
    rows = "".join(f"M{n};F{n};1{n}-05-2026;{'XZ'[n % 2]};1,00\n" for n in range(8))
    feed = draft(f"Mutatienummer;Factuurnummer;Datum;Soort;Bedrag\n{rows}")
    assert feed.name == "mutations"
    assert feed.records["row"].columns["Soort"].more["codes"] == {"X": "?", "Z": "?"}
    assert "X, Z" in feed.questions["kind_of_row"]


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
    path.write_text(write_feed(draft(text)), encoding="utf-8")
    feed, faults = check_feed(path, partner_id="x", partner_kind="creditor")
    assert {'no: # {x}, "y"', "true"} <= set(feed.records["row"].columns)
    assert all(
        "question is open" in fault.cause or "'?'" in fault.cause or "nothing fills" in fault.cause for fault in faults
    )
