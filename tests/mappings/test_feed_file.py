from __future__ import annotations

from pathlib import Path

import pytest

from mappings.feed_file import check_feed
from mappings.feeds import Feed
from mappings.yaml_block import raise_faults
from warehouse.errors import ConfigurationError

GOOD = """\
files: ["*.csv"]
format: {name: csv, delimiter: ";"}
forms: {decimal: ",", dates: [dd-mm-yyyy]}
records:
  row:
    books: claim
    columns:
      nummer: claim_reference
      bedrag: principal_cents
      vervalt: due_date
      klant: debtor_reference
      soort: {to: debtor_type, codes: {P: consumer, Z: business}}
      naam: name
      rest: extra
"""


def load(folder: Path, text: str, kind: str = "creditor") -> Feed:
    path = folder / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    feed, faults = check_feed(path, partner_id="x", partner_kind=kind)
    raise_faults(faults)
    return feed


def faults_of(folder: Path, text: str, kind: str = "creditor") -> list[tuple[int, str]]:
    path = folder / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    _, faults = check_feed(path, partner_id="x", partner_kind=kind)
    return [(fault.line, fault.cause) for fault in faults]


def test_a_feed_of_fourteen_lines_is_enough(tmp_path: Path) -> None:
    feed = load(tmp_path, GOOD)
    columns = feed.records["row"].columns
    assert (columns["bedrag"].parse.kind, columns["bedrag"].parse.decimal) == ("amount", ",")
    assert columns["vervalt"].parse.date_forms == ("dd-mm-yyyy",)
    assert columns["rest"].parse is None
    assert feed.takes("Open.CSV")
    assert not feed.takes("open.xlsx")


@pytest.mark.parametrize(
    ("old", "new", "line", "cause"),
    [
        ("naam: name", "naam: nmae", 13, "'to' cannot be 'nmae'"),
        ("naam: name", "naam: city", 7, "nothing fills 'name or surname'"),
        ("rest: extra", "rest: used", 7, "no expression reads 'rest'"),
        ("rest: extra", "rest: name", 7, "'name' is filled by two columns"),
        ("rest: extra", "rest: {to: extra, exmaple: x}", 14, "'exmaple' is not a known key"),
        ("rest: extra", "naam: extra", 14, "'naam' stands twice, also on line 13"),
        ("P: consumer", "P: person", 12, "'debtor_type' cannot be 'person'"),
        ("P: consumer", "'': consumer", 12, "an empty type of debtor may not be given a meaning"),
        (
            "soort: {to: debtor_type, codes: {P: consumer, Z: business}}",
            "soort: extra",
            7,
            "nothing fills 'debtor_type'",
        ),
        (
            "bedrag: principal_cents",
            "bedrag: {to: principal_cents, parse: date}",
            9,
            "'principal_cents' cannot be parsed as date",
        ),
        (
            "bedrag: principal_cents",
            "bedrag: {to: principal_cents, codes: {a: b}}",
            9,
            "'principal_cents' takes no codes",
        ),
        ("dd-mm-yyyy", "dd-mm-jjjj", 3, "'dd-mm-jjjj' is no form of a date"),
        ('decimal: ","', 'decimal: ",", thousands: ","', 3, "decimal sign and thousands sign are the same"),
        ("books: claim", "books: claims", 6, "'books' cannot be 'claims'"),
        ("name: csv", "name: cvs", 2, "format 'cvs' is unknown"),
        ("    books: claim", "    where: soort = 1\n    books: claim", 6, "'where' does not fit the types"),
        ("    books: claim", "    where: soord = 'P'\n    books: claim", 6, "'where' names 'soord'"),
        ("records:", "reject: {errors: 0}\nrecords:", 4, "'errors' must be above 0"),
        ("records:", "totals: {differ: refuse}\nrecords:", 4, "no total is named"),
        ("files:", "mode: volledig\nfiles:", 1, "'mode' cannot be 'volledig'"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, cause: str) -> None:
    assert old in GOOD
    found = faults_of(tmp_path, GOOD.replace(old, new, 1))
    assert any(place == line and told.startswith(cause) for place, told in found), found


def test_values_are_checked_against_their_fields(tmp_path: Path) -> None:
    values = """\
    values:
      country: 5
      due_date: 2026-01-01
      clause_ppm: "10"
      language: de
      citty: Assen
      description: {sql: "nummer || rest"}
      interest_from: {sql: "length(rest)"}
      product: {sql: "nmumer"}
"""
    found = dict(faults_of(tmp_path, GOOD.replace("rest: extra", "rest: used") + values))
    assert sorted(found) == [17, 18, 19, 20, 22, 23]
    assert found[17] == "'due_date' is filled by a column as well"
    assert found[22].startswith("the expression of 'interest_from' gives UInt32")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('decimal: ","', 'decimal: ";", thousands: "."', (3, "'decimal' cannot be ';'")),
        ('decimal: ","', 'decimal: ",", thousands: ","', (3, "decimal sign and thousands sign are the same")),
        (
            "bedrag: principal_cents",
            'bedrag: {to: principal_cents, thousands: ","}',
            (9, "decimal sign and thousands sign are the same"),
        ),
        ("rest: extra", "rest: {split: persoon}", (14, "'split' cannot be 'persoon'")),
        ("forms:", "reject: {percent: 120}\nforms:", (3, "'percent' cannot be above 100")),
        ("forms:", "expected: {every: maand, by: 5}\nforms:", (3, "'every' cannot be 'maand'")),
    ],
)
def test_one_slip_is_one_fault(tmp_path: Path, old: str, new: str, fault: tuple[int, str]) -> None:
    assert faults_of(tmp_path, GOOD.replace(old, new)) == [fault]


def test_all_faults_of_a_feed_are_raised_together(tmp_path: Path) -> None:
    bad = GOOD.replace("naam: name", "naam: nmae").replace("dd-mm-yyyy", "jjjj")
    with pytest.raises(ConfigurationError) as raised:
        load(tmp_path, bad)
    assert "claims.yaml:3: " in str(raised.value)
    assert "claims.yaml:13: " in str(raised.value)


def test_only_creditors_send_claims(tmp_path: Path) -> None:
    assert "only creditors send claims" in {cause for _, cause in faults_of(tmp_path, GOOD, "bank")}


def test_the_hash_of_a_feed_is_that_of_its_file(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).sha256 != load(tmp_path, GOOD + "\n").sha256
