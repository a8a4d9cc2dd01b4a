"""A full list is booked as its difference to the one before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl

from mappings.snapshot_rules import SnapshotRule
from pipelines.canonical.book_deliveries import stock_after
from pipelines.canonical.compare_list import standing_entries
from pipelines.canonical.delivery import Booked, Delivery, Stock
from pipelines.controls import imbalances
from tests.pipelines.canonical import build
from warehouse.schemas.canonical import ListEntries
from warehouse.schemas.inbox import Lists

PERSONAL_NUMBER = "111222333"


def entry(number: str, **changes: str) -> dict[str, str]:
    """Return a row of the register."""
    row = {
        "list_date": "",
        "number": number,
        "kind": "F",
        "name": f"Debtor {number}",
        "birth_date": "1980-02-01",
        "company_number": "",
        "postcode": "8011 AB",
        "since": "2026-10-01",
        "until": "",
        "creditor": "",
        "debtor": "",
        "court": "Rechtbank Overijssel",
    }
    return row | changes


def register(number: int, *rows: dict[str, str], drop_percent: int = 100, day: str = "") -> Delivery:
    """Return a list of the register; each delivery came on a day of its own."""
    dated = [row | {"list_date": row["list_date"] or day} for row in rows]
    name = f"insolvencies-{number}.csv"
    found = build.delivery(number, "court-register", name, build.csv(dated, "utf-8"), known_at=date(2026, 11, number))
    assert found.feed is not None
    rule = SnapshotRule(drop_percent=Decimal(drop_percent))
    return replace(found, feed=replace(found.feed, snapshot=rule))


def differences(booked: Booked) -> list[tuple[str, str, bool]]:
    """Return delivery, number and whether it is listed, of each row that was booked."""
    rows = booked.facts.list_entries.sort("delivery_id", "entry_reference", "is_listed")
    told = rows.select(pl.col("delivery_id").str.head(9), "entry_reference", "is_listed")
    return [(delivery, number, listed) for delivery, number, listed in told.rows()]


def counts(booked: Booked) -> list[tuple[str, int, int, int, int]]:
    """Return status, and records read, accepted, refused and known of each delivery."""
    return booked.deliveries.select("status", "rows_read", "rows_accepted", "rows_refused", "rows_duplicate").rows()


def findings(booked: Booked) -> list[tuple[str, int, int]]:
    """Return delivery, line and code of each finding."""
    told = booked.findings.select(pl.col("delivery_id").str.head(9), "line_number", "code")
    return [(delivery, line, code) for delivery, line, code in told.rows()]


def test_only_what_differs_from_the_list_before_it_is_booked() -> None:
    booked = build.book(register(1, entry("1"), entry("2")), register(2, entry("2"), entry("3")))
    assert differences(booked) == [
        ("D00000001", "1", True),
        ("D00000001", "2", True),
        ("D00000002", "1", False),
        ("D00000002", "3", True),
    ]
    assert counts(booked) == [("accepted", 2, 2, 0, 0), ("accepted", 2, 1, 0, 1)]
    assert findings(booked) == []
    assert imbalances(booked.controls).is_empty()
    ListEntries.validate(booked.facts.list_entries)
    applied = Lists.validate(booked.facts.lists).select("entry_count", "new_count", "gone_count", "list_date")
    assert applied.rows() == [(2, 2, 0, date(2026, 11, 1)), (2, 1, 1, date(2026, 11, 2))]


def test_what_is_gone_tells_no_longer_whom_it_named() -> None:
    booked = build.book(register(1, entry("1"), entry("2")), register(2, entry("2")))
    gone = booked.facts.list_entries.filter(~pl.col("is_listed")).row(0, named=True)
    assert (gone["entry_reference"], gone["hold_kind"], gone["line_number"]) == ("1", "bankruptcy", 0)
    assert {gone[name] for name in ("name", "birth_date", "postcode", "detail", "from_date")} == {None}


def test_an_entry_that_changes_is_another_one_and_no_drop() -> None:
    first = register(1, entry("1"), entry("2"))
    booked = build.book(first, register(2, entry("1", kind="R"), entry("2", court="Hof"), drop_percent=0))
    assert differences(booked)[2:] == [
        ("D00000002", "1", False),
        ("D00000002", "1", True),
        ("D00000002", "2", False),
        ("D00000002", "2", True),
    ]


def test_lists_booked_one_by_one_or_together_are_the_same() -> None:
    lists = [
        register(1, entry("1"), entry("2")),
        register(2, entry("2")),
        register(3, entry("1"), entry("2"), entry("4")),
    ]
    stock, booked = Stock(), Booked()
    for one in lists:
        added = build.book(one, stock=stock)
        booked, stock = booked.plus(added), stock_after(stock, added)
    together = build.book(*lists)
    assert together.facts.list_entries.equals(booked.facts.list_entries)
    standing = standing_entries(booked.facts.list_entries)
    assert sorted(standing["entry_reference"]) == ["1", "2", "4"]


def test_an_entry_that_stands_twice_is_one() -> None:
    booked = build.book(register(1, entry("1"), entry("1")))
    assert (counts(booked), findings(booked)) == ([("accepted", 2, 1, 0, 1)], [])


def test_two_persons_under_one_number_are_two_entries() -> None:
    booked = build.book(register(1, entry("1"), entry("1", name="Other Debtor")))
    assert booked.facts.list_entries["entry_id"].n_unique() == 2


def test_a_list_that_lost_too_much_is_refused_as_a_whole() -> None:
    first = register(1, *(entry(str(number)) for number in range(4)))
    booked = build.book(first, register(2, entry("0"), entry("1"), entry("9"), drop_percent=25))
    assert findings(booked) == [("D00000002", 0, 1010)]
    assert "Of 4 entries 2 are gone; at most 25 % may be." in booked.findings["message"][0]
    assert counts(booked)[1] == ("refused", 3, 0, 3, 0)
    assert booked.facts.lists.height == 1


def test_a_list_without_entries_is_refused() -> None:
    found = register(2, entry("1"))
    assert found.tables is not None
    empty = {name: table._replace(rows=table.rows.clear()) for name, table in found.tables.items()}
    booked = build.book(register(1, entry("1")), replace(found, tables=empty))
    assert findings(booked) == [("D00000002", 0, 1010)]
    assert len(differences(booked)) == 1


def test_an_older_list_is_not_applied_after_a_newer_one() -> None:
    booked = build.book(
        register(1, entry("1"), day="2026-10-30"), register(2, entry("2"), day="2026-10-29"), register(3, entry("1"))
    )
    assert findings(booked) == [("D00000002", 0, 1015)]
    assert "This one is of 2026-10-29, D00000001" in booked.findings["message"][0]
    assert differences(booked) == [("D00000001", "1", True)]


def test_an_older_list_is_known_also_when_the_newer_one_changed_nothing() -> None:
    same = [register(number, entry("1"), day=f"2026-10-{number:02}") for number in (1, 3)]
    booked = build.book(*same[:1], replace(same[1], sequence_number=3), register(4, entry("2"), day="2026-10-02"))
    # The day of a list is no part of its entries.
    assert findings(booked) == [("D00000004", 0, 1015)]


def test_a_refused_entry_with_a_number_is_on_the_list_as_before() -> None:
    first = register(1, entry("1"), entry("2"))
    booked = build.book(first, register(2, entry("1", birth_date="31-31-1980")))
    assert differences(booked)[2:] == [("D00000002", "2", False)]
    assert counts(booked)[1] == ("refused", 1, 0, 1, 0)


def test_nothing_is_gone_where_a_refused_entry_has_no_number() -> None:
    first = register(1, entry("1"), entry("2"))
    booked = build.book(first, register(2, entry("", kind="X"), entry("3")))
    assert [code for _, _, code in findings(booked)] == [1012, 2008]
    assert differences(booked)[2:] == [("D00000002", "3", True)]


def test_a_personal_number_refuses_its_entry() -> None:
    booked = build.book(register(1, entry("1", court=f"BSN {PERSONAL_NUMBER}"), entry("2")))
    assert findings(booked) == [("D00000001", 2, 2014)]
    assert PERSONAL_NUMBER not in str(booked.findings.to_dicts())
    assert differences(booked) == [("D00000001", "2", True)]


def test_an_entry_must_say_why_and_whom() -> None:
    booked = build.book(
        register(1, entry("1", name="", birth_date=""), entry("2", kind=""), entry("3", debtor="K1"), entry("4"))
    )
    assert [(line, code) for _, line, code in findings(booked)] == [(2, 2001), (3, 2001), (4, 2001)]


def test_numbers_and_postcodes_are_kept_in_one_writing() -> None:
    booked = build.book(
        register(
            1,
            entry("1", company_number="BE 417.497.106", postcode="B-1000"),
            entry("2", company_number="68.750.110", postcode="nl-8011ab"),
            entry("3", creditor="Energie-Noord", debtor="K1"),
        )
    )
    rows = booked.facts.list_entries.select("company_number", "postcode", "debtor_id").rows()
    assert rows == [
        ("0417497106", "1000", None),
        ("68750110", "8011AB", None),
        (None, "8011AB", "energie-noord:K1"),
    ]
