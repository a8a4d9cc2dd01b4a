"""Each statement of an account starts where the one before it ended, over all its files."""

from __future__ import annotations

import polars as pl
import pytest

from formats import registry
from pipelines.canonical.delivery import Delivery
from tests.pipelines.canonical import build

ACCOUNT = build.ENTRY["account_iban"]


def statement(
    number: int, opening: str, amount: str = "10.00", *, day: int = 0, account: str | None = ACCOUNT, name: str = ""
) -> Delivery:
    """A statement of one entry on a day of November, the number's own unless another is given."""
    booked = f"2026-11-{day or number:02d}"
    entry = build.ENTRY | {"amount": amount, "entry_amount": amount, "booking_date": booked, "value_date": booked}
    entry |= {"statement_id": name or f"S{number}", "account_iban": account, "bank_reference": f"B{name or number}"}
    totals = {"row": {"statement_1.opening_balance": opening}}
    data = registry.write({"row": pl.DataFrame([entry], schema=dict.fromkeys(entry, pl.String))}, {"name": "camt"},
                          totals=totals)  # fmt: skip
    return build.delivery(number, "agency-bank", f"s{number}.xml", data)


def gaps(*deliveries: Delivery) -> list[str]:
    """What is told of each gap, whether the deliveries are booked together or one by one."""
    together = build.book(*deliveries)
    stock, told = build.Stock(), []
    for delivery in deliveries:
        booked = build.book(delivery, stock=stock)
        stock = stock.plus(booked.facts)
        told += booked.findings.filter(code=1009)["message"].to_list()
    assert together.findings.filter(code=1009)["message"].to_list() == told
    assert together.facts.statements.equals(stock.statements)
    return told


def test_statements_that_follow_each_other_are_kept_and_nothing_is_told() -> None:
    deliveries = statement(1, "100.00"), statement(2, "110.00"), statement(3, "120.00", "-5.00")
    assert gaps(*deliveries) == []
    kept = build.book(*deliveries).facts.statements
    assert kept.select("statement_id", "opening_cents", "closing_cents").rows() == [
        ("S1", 10_000, 11_000),
        ("S2", 11_000, 12_000),
        ("S3", 12_000, 11_500),
    ]
    assert kept["account"].unique().to_list() == [ACCOUNT]


def test_a_missing_statement_is_told_and_the_entries_are_booked() -> None:
    first, third = statement(1, "100.00"), statement(3, "120.00")
    told = gaps(first, third)
    assert len(told) == 1
    assert f"Statement S3 of {ACCOUNT} opens with 120.00; statement S1 of 2026-11-01" in told[0]
    assert told[0].endswith("closed with 110.00.")
    booked = build.book(first, third)
    assert booked.deliveries["rows_accepted"].to_list() == [1, 1]
    finding = booked.findings.filter(code=1009).row(0, named=True)
    assert (finding["delivery_id"], finding["outcome"]) == (third.delivery_id, "booked")
    assert finding["line_number"] > 1


def test_a_statement_that_comes_late_is_compared_with_the_one_before_its_day() -> None:
    assert len(gaps(statement(1, "100.00"), statement(3, "120.00"), statement(4, "110.00", day=2, name="S2"))) == 1


def test_accounts_do_not_follow_each_other() -> None:
    assert gaps(statement(1, "100.00"), statement(2, "7.00", account="NL13RABO0317459287")) == []


def test_the_same_statement_in_another_file_is_no_gap() -> None:
    again = statement(2, "100.00", day=1, name="S1")
    assert gaps(statement(1, "100.00", name="S1"), again) == []
    assert gaps(statement(1, "100.00"), statement(2, "110.00"), statement(3, "100.00", day=1, name="S1")) == []


def test_several_statements_of_a_day_follow_in_the_order_in_which_they_came() -> None:
    assert gaps(statement(1, "100.00", day=5), statement(2, "110.00", day=5), statement(3, "120.00", day=5)) == []


def test_a_refused_or_repeated_file_brings_no_statement() -> None:
    wrong = statement(1, "100.00")
    assert wrong.tables is not None
    wrong.tables["row"].totals["statement_1.closing_balance"] = "999.00"
    again = build.delivery(3, "agency-bank", "s3.xml", b"<x/>", duplicate_of="D00000002-00000000")
    booked = build.book(wrong, statement(2, "7.00"), again)
    assert booked.deliveries["status"].to_list() == ["refused", "accepted", "duplicate"]
    assert booked.facts.statements["statement_id"].to_list() == ["S2"]
    assert booked.findings.filter(code=1009).is_empty()


@pytest.mark.parametrize("suffix", ["sta", "xml"])
def test_statements_in_one_file_follow_each_other_too(suffix: str) -> None:
    rows = [
        build.ENTRY | {"statement_number": str(number), "statement_id": f"S{number}", "bank_reference": f"B{number}"}
        for number in (1, 2)
    ]
    totals = {"row": {"statement_1.opening_balance": "1.00", "statement_2.opening_balance": "2.00"}}
    feed = build.partners().banks["agency-bank"].feed_of(f"x.{suffix}")
    assert feed is not None
    frame = pl.DataFrame(rows, schema=dict.fromkeys(build.ENTRY, pl.String))
    data = registry.write({"row": frame}, feed.format, totals=totals)
    booked = build.book(build.delivery(1, "agency-bank", f"x.{suffix}", data))
    assert booked.findings.filter(code=1009).height == 1
