"""Parties beside the debtor: checked, kept as rows of their own, known again, and never more than all of a debt."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from hashlib import sha256

import polars as pl
import pytest

from formats import registry
from mappings.feeds import Feed
from mappings.partners import load_partners
from mappings.tree import SHIPPED
from pipelines.canonical.book_deliveries import stock_after
from pipelines.canonical.delivery import Delivery, Stock
from pipelines.canonical.strike_persons import Persons, find_rows, strike_persons
from pipelines.controls import imbalances
from tests.pipelines.canonical import build
from tests.pipelines.canonical.build import claim, csv

FEED = """
files: ["partijen*.csv"]
format: {name: csv, encoding: windows-1252, delimiter: ";"}
forms: {decimal: ",", dates: [dd-mm-yyyy]}
records:
  row:
    books: fact
    values: {kind: party_named}
    columns:
      Nota: claim_reference
      Nummer: party_reference
      Rol: {to: party_role, codes: {M: co_debtor, V: guardian, B: administrator}}
      Soort: {to: party_type, codes: {P: consumer, Z: business}}
      Naam: party_name
      Aandeel: party_share_ppm
      Straat: party_street
      Nr: party_house_number
      Postcode: party_postcode
      Plaats: party_city
      E-mail: party_email
      Vanaf: effective_date
      Tot: until_date
"""


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Feed:
    root = tmp_path_factory.mktemp("mappings")
    shutil.copytree(SHIPPED / "creditors/energie-noord", root / "creditors/energie-noord")
    (root / "creditors/energie-noord/partijen.yaml").write_text(FEED, encoding="utf-8")
    found = load_partners((root, SHIPPED)).by_id["energie-noord"].feed_of("partijen.csv")
    assert found is not None
    return found


def party(number: str, role: str = "M", **changes: str) -> dict[str, str]:
    """Return a row that names a party of the claim F1."""
    row = {
        "Nota": "F1", "Nummer": number, "Rol": role, "Soort": "P" if role == "M" else "", "Naam": f"A. Mede {number}",
        "Aandeel": "", "Straat": "Kade", "Nr": "7", "Postcode": "8011ab", "Plaats": "Zwolle", "E-mail": "",
        "Vanaf": "01-10-2026", "Tot": "",
    }  # fmt: skip
    return row | changes


def parties(number: int, feed: Feed, *rows: dict[str, str]) -> Delivery:
    """Return a delivery of parties."""
    data = csv(rows)
    found = build.delivery(number, "energie-noord", "partijen.csv", data)
    tables = registry.read(data, feed.format, file_name="partijen.csv")
    return replace(found, feed=feed, tables=tables, error=None, sha256=sha256(data).hexdigest())


def shares(*rows: tuple[str, str], **changes: str) -> list[dict[str, str]]:
    """Return rows of co-debtors with their shares."""
    return [party(number, Aandeel=share, **changes) for number, share in rows]


def test_a_party_is_a_row_of_its_own_beside_its_event(feed: Feed) -> None:
    given = party("P1", Aandeel="33,3333", **{"E-mail": "Mede@Voorbeeld.example"})
    booked = build.book(build.claims(1, claim("F1")), parties(2, feed, given))
    (event,) = booked.facts.events.filter(kind="party_named").rows(named=True)
    (role,) = booked.facts.roles.rows(named=True)
    assert role["role_id"] == event["event_id"]
    assert role["dossier_id"] == booked.facts.claims["dossier_id"][0]
    told = ("claim_id", "role", "party_reference", "party_type", "name", "share_ppm", "postcode", "country", "email")
    assert tuple(role[name] for name in told) == (
        *("energie-noord:F1", "co_debtor", "P1", "consumer", "A. Mede P1", 333_333),
        *("8011 AB", "nl", "mede@voorbeeld.example"),
    )
    assert (role["from_date"], role["until_date"]) == (date(2026, 10, 1), None)
    assert imbalances(booked.controls).is_empty()


def test_a_party_before_its_claim_waits_and_comes_with_it(feed: Feed) -> None:
    booked = build.book(parties(1, feed, party("P1", "V")), build.claims(2, claim("F1")))
    assert booked.findings["code"].to_list() == [3007]
    assert booked.facts.roles.select("role", "name").rows() == [("guardian", "A. Mede P1")]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (party("P1", Soort=""), 2002),
        (party("P1", "X"), 2008),
        (party("P1", Naam=""), 2001),
        (party("P1", Aandeel="120"), 2020),
        (party("P1", Aandeel="0"), 2020),
        (party("P1", "V", Aandeel="50"), 2020),
        (party("P1", Postcode="12"), 2012),
        (party("P1", Plaats="bij 123456782"), 2014),
    ],
    ids=["type", "role", "name", "above all", "nothing", "share of a guardian", "postcode", "personal number"],
)
def test_a_wrong_party_is_refused(feed: Feed, wrong: dict[str, str], code: int) -> None:
    booked = build.book(build.claims(1, claim("F1")), parties(2, feed, wrong))
    assert booked.findings.filter(outcome="refused")["code"].to_list() == [code]
    assert booked.facts.roles.is_empty()


def test_an_address_that_cannot_exist_is_told_and_not_used(feed: Feed) -> None:
    booked = build.book(build.claims(1, claim("F1")), parties(2, feed, party("P1", **{"E-mail": "mede"})))
    assert booked.findings["code"].to_list() == [2013]
    assert booked.facts.roles["email"].to_list() == [None]


def test_shares_are_no_more_than_the_whole_and_the_one_that_is_too_much_is_refused(feed: Feed) -> None:
    rows = shares(("P1", "50"), ("P2", "50"), ("P3", "0,01"), ("P4", ""))
    booked = build.book(build.claims(1, claim("F1")), parties(2, feed, *rows))
    assert booked.facts.roles["party_reference"].to_list() == ["P1", "P2", "P4"]
    assert booked.findings.select("code", "line_number").rows() == [(3014, 4)]


def test_shares_are_held_against_what_was_told_last(feed: Feed) -> None:
    first = [
        build.claims(1, claim("F1")),
        parties(2, feed, *shares(("P1", "60"), ("P2", "40"))),
        parties(3, feed, *shares(("P3", "30"))),
        parties(4, feed, *shares(("P1", "30"), Vanaf="02-10-2026")),
        parties(5, feed, *shares(("P4", "30"), Vanaf="02-10-2026")),
        parties(6, feed, *shares(("P2", "40"), Tot="31-10-2026")),
        parties(7, feed, *shares(("P5", "40"), Vanaf="01-11-2026")),
        parties(8, feed, *shares(("P6", "40"))),
    ]
    together = build.book(*first)
    assert together.deliveries["rows_refused"].to_list() == [0, 0, 1, 0, 0, 0, 0, 1]
    stock, alone = Stock(), []
    for each in first:
        booked = build.book(each, stock=stock)
        stock = stock_after(stock, booked)
        alone.append(booked.facts.roles)
    assert pl.concat(alone).equals(together.facts.roles)


def test_shares_of_one_claim_do_not_count_for_another(feed: Feed) -> None:
    rows = [*shares(("P1", "100")), *shares(("P2", "100"), Nota="F2")]
    booked = build.book(build.claims(1, claim("F1"), claim("F2")), parties(2, feed, *rows))
    assert booked.facts.roles.height == 2


def test_the_same_party_again_is_known(feed: Feed) -> None:
    booked = build.book(
        build.claims(1, claim("F1")), parties(2, feed, party("P1")), parties(3, feed, party("P1"), party("P2"))
    )
    assert booked.deliveries["rows_duplicate"].to_list() == [0, 0, 1]
    assert booked.facts.roles.height == 2


def test_an_erased_debtor_takes_who_stands_beside_him_along(feed: Feed) -> None:
    named = parties(2, feed, party("P1", Naam="A. Mede"), party("P2", Naam="B. Ander"))
    booked = build.book(build.claims(1, claim("F1")), named)
    ids = booked.facts.events.select("dossier_id", "claim_id", fact_id="event_id", claim_reference=pl.lit("F1"))
    none = pl.DataFrame(schema={"creditor_id": pl.String, "claim_reference": pl.String, "dossier_id": pl.String})
    of_none = pl.DataFrame(schema={"creditor_id": pl.String, "debtor_reference": pl.String})
    persons = Persons(debtors=of_none, claims=none, facts=ids.drop("claim_id"))
    rows = find_rows(named, persons, build.partners().creditors["energie-noord"])
    assert rows["line_number"].to_list() == [2, 3]
    no_faults = pl.DataFrame(schema={"line_number": pl.Int64, "record_type": pl.String, "fault": pl.String})
    struck = strike_persons(named.tables or {}, feed, rows, no_faults, salt=b"salt", is_bank=False)["row"].rows
    text = struck.write_csv()
    assert not any(word in text for word in ("Mede", "Ander", "Kade", "8011", "Zwolle"))
    assert struck["Naam"].n_unique() == 2, "two co-debtors stay two"
