"""Synthetic files: repeatable, readable through their own mapping, with totals known beforehand."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl
import pytest

from formats import registry
from formats.identifiers.iban import is_iban
from mappings.feeds import Feed
from mappings.partners import Partner, Partners, load_partners
from mappings.tree import roots_of
from mappings.twin_words import Words, load_all_words
from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Booked, Delivery, Stock
from pipelines.twin.draws import Draws
from pipelines.twin.invent_claims import REFERENCE_DATE, invent_claims
from pipelines.twin.spoil_records import spoil_records
from pipelines.twin.twin_file import TwinFile, twin_file
from pipelines.twin.twin_tables import twin_tables
from warehouse.errors import UsageError

CLAIM_FEEDS = ("energie-noord/claims", "telecom-brabo/claims", "woonstichting-delta/workbook", "zorgplus/claims")


@cache
def partners() -> Partners:
    """Return the shipped partners."""
    return load_partners(roots_of(None))


@cache
def words() -> dict[str, Words]:
    """Return the shipped words."""
    return load_all_words(roots_of(None))


def of_name(name: str) -> tuple[Partner, Feed]:
    """Return partner and feed of `partner/feed`."""
    partner_id, _, feed = name.partition("/")
    partner = partners().by_id[partner_id]
    return partner, partner.feeds[feed]


def tables(name: str, *, rows: int = 40, seed: int = 1, first: int = 0) -> dict[str, pl.DataFrame]:
    """Return the source tables of a feed."""
    partner, feed = of_name(name)
    return twin_tables(partners(), partner, feed, rows=rows, seed=seed, words=words(), first=first)


def booked(name: str, made: TwinFile, stock: Stock | None = None) -> Booked:
    """Book a file through its mapping."""
    partner, feed = of_name(name)
    delivery = Delivery(
        delivery_id="D00000001-00000000",
        sequence_number=1,
        partner_id=partner.partner_id,
        partner_kind=partner.kind,
        creditor_id=partner.partner_id if partner.kind == "creditor" else None,
        file_name=feed.files[0],
        sha256="0" * 64,
        size_bytes=len(made.data),
        known_at=REFERENCE_DATE,
        feed=feed,
        tables=registry.read(made.data, feed.format, file_name="twin"),
    )
    return book_deliveries([delivery], stock or Stock(), creditors=partners().creditors)


@pytest.mark.parametrize("name", [*CLAIM_FEEDS, "groothandel-maas/invoices"])
def test_file_is_read_through_its_mapping_with_the_totals_that_were_known(name: str) -> None:
    made = twin_file(tables(name, rows=1 if name.endswith("invoices") else 40), of_name(name)[1])
    row = booked(name, made).deliveries.row(0, named=True)
    assert (row["rows_read"], row["cents_read"]) == (made.rows, made.cents)
    assert row["rows_accepted"] == made.rows, row


def test_mutations_concern_the_claims_of_the_same_seed() -> None:
    claims = booked(
        "energie-noord/claims", twin_file(tables("energie-noord/claims"), of_name("energie-noord/claims")[1])
    )
    made = twin_file(tables("energie-noord/mutations", rows=24), of_name("energie-noord/mutations")[1])
    got = booked("energie-noord/mutations", made, claims.facts)
    assert got.deliveries["rows_accepted"].item() == 24
    assert set(got.facts.payments["kind"]) == {"payment", "reversal", "credit_note"}


def test_statement_pays_dossiers_by_reference_and_returns_one_debit() -> None:
    made = twin_file(tables("agency-bank/statement", rows=20), of_name("agency-bank/statement")[1])
    stock = Stock()
    for name in (*CLAIM_FEEDS[:1], *CLAIM_FEEDS[2:], "telecom-brabo/claims"):
        stock = stock.plus(booked(name, twin_file(tables(name), of_name(name)[1])).facts)
    payments = booked("agency-bank/statement", made, stock).facts.payments
    assert payments.filter(kind="reversal")["reverses_payment_id"].null_count() == 0
    assert payments.filter(pl.col("dossier_id").is_not_null()).height > 10
    assert payments.filter(pl.col("dossier_id").is_null()).height >= 1


@pytest.mark.parametrize("name", [*CLAIM_FEEDS, "agency-bank/statement", "deurwaarders-kade/feedback"])
def test_same_seed_gives_the_same_bytes_and_another_seed_others(name: str) -> None:
    feed = of_name(name)[1]
    first, again, other = (twin_file(tables(name, seed=seed), feed).data for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_longer_file_begins_with_the_records_of_a_shorter_one() -> None:
    short, long = tables("energie-noord/claims", rows=10)["row"], tables("energie-noord/claims", rows=30)["row"]
    told = ["Factuurnummer", "Klantnummer", "Openstaand bedrag", "Achternaam", "Vervaldatum"]
    assert long.head(10).select(told).equals(short.select(told))


def test_later_part_of_the_claims_is_the_same_as_in_the_whole() -> None:
    whole, part = tables("zorgplus/claims", rows=20)["claims"], tables("zorgplus/claims", rows=5, first=15)["claims"]
    assert part["vorderingnummer"].to_list() == whole["vorderingnummer"].tail(5).to_list()
    assert part["bedrag"].to_list() == whole["bedrag"].tail(5).to_list()


def test_spoiled_file_comes_back_with_each_of_its_faults() -> None:
    name = "zorgplus/claims"
    feed = of_name(name)[1]
    spoiled = {"claims": spoil_records(tables(name)["claims"], feed.records["claims"])}
    got = booked(name, twin_file(spoiled, feed, stated=(50, 1)))
    assert set(got.findings["code"]) == {1008, 2002, 2005, 2009, 3001}
    row = got.deliveries.row(0, named=True)
    assert (row["rows_read"], row["rows_refused"], row["rows_duplicate"]) == (41, 3, 1)


def test_invented_accounts_pass_their_check_digits() -> None:
    claims = invent_claims(
        creditor_id="c", country="be", seed=3, count=200, words=words(), types={"consumer": 1, "business": 1}
    )
    ibans = claims["iban"].drop_nulls()
    assert ibans.len() > 20
    assert ibans.to_frame("iban").select(is_iban(pl.col("iban"))).to_series().all()
    company = claims["company_number"].drop_nulls().cast(pl.Int64)
    assert ((97 - company // 100 % 97) == company % 100).all()


def test_no_step_of_the_creditor_lies_after_the_reference_date() -> None:
    claims = invent_claims(creditor_id="c", country="nl", seed=3, count=300, words=words(), types={"consumer": 1})
    newest: date | None = claims.select(pl.max_horizontal(pl.col("^.*_date$").max())).item()
    assert newest is not None
    assert newest <= REFERENCE_DATE
    assert claims.filter(pl.col("last_demand_date").is_not_null() & pl.col("notice_date").is_null()).is_empty()


def test_draws_with_another_purpose_are_independent() -> None:
    draws = Draws(1, "x")
    assert draws.numbers("a", 0, 1000, 20).to_list() != draws.numbers("b", 0, 1000, 20).to_list()


def test_feed_of_the_hub_itself_has_no_twin() -> None:
    hub = partners().hub
    with pytest.raises(UsageError, match="writes this feed itself"):
        twin_tables(partners(), hub, hub.feeds["day"], rows=1, seed=1, words=words())


def test_the_longest_name_fits_the_field_of_a_fixed_width_file_however_large_the_file() -> None:
    for language, known in words().items():
        longest = [max(map(len, known.lists[kind])) for kind in ("trades", "surnames", "company_forms")]
        assert sum(longest) + len("  ") <= 40, language


def test_a_list_names_debtors_and_companies_among_them_are_bankrupt() -> None:
    made = tables("court-register/insolvencies")["row"]
    assert made.height == 40
    assert made["number"].is_unique().all()
    companies = made.filter(pl.col("birth_date").is_null())
    assert set(companies["kind"]) == {"F"}
    assert set(made["kind"]) > {"F", "R", "O"}
