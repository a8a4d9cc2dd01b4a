"""The same money in two files of a bank is booked once, in whatever form it comes."""

from __future__ import annotations

import polars as pl
import pytest

from formats import registry
from pipelines.canonical.delivery import Booked, Delivery, Stock
from tests.pipelines.canonical import build

REPORT = "camt.052.001.08", "BkToCstmrAcctRpt", "Rpt"
NOTIFICATION = "camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn"
ENTRIES = [
    {"amount": "40.00", "bank_reference": "B1", "remittance": "een"},
    {"amount": "40.00", "bank_reference": None, "remittance": "twee"},
    {"amount": "40.00", "bank_reference": None, "remittance": "twee"},
]
BATCH = {"bank_reference": "BATCH1", "entry_amount": "100.00", "entry_number": "1"}
PARTS = [
    BATCH | {"amount": amount, "details_count": "3", "remittance": text}
    for amount, text in (("60.00", "een"), ("20.00", "twee"), ("20.00", "twee"))
]
WHOLE = [BATCH | {"amount": "100.00", "details_count": "0"}]


def statement(number: int, *entries: dict[str, str | None], name: str = "S", suffix: str = "xml") -> Delivery:
    """A statement of an account; entries that share an `entry_number` are transactions of one batch."""
    rows = [
        build.ENTRY
        | {"entry_number": str(place), "entry_amount": entry["amount"], "statement_id": f"{name}{number}"}
        | entry
        for place, entry in enumerate(entries, start=1)
    ]
    feed = build.partners().banks["agency-bank"].feed_of(f"x.{suffix}")
    assert feed is not None
    data = registry.write({"row": pl.DataFrame(rows, schema=dict.fromkeys(build.ENTRY, pl.String))}, feed.format)
    return build.delivery(number, "agency-bank", f"{name}{number}.{suffix}", data)


def as_message(delivered: Delivery, message: tuple[str, str, str], number: int) -> Delivery:
    """A camt.053 as another message, without balances."""
    frame = delivered.tables["row"].rows if delivered.tables else pl.DataFrame()
    text = registry.write({"row": frame}, {"name": "camt"}).decode()
    name, root, part = message
    for before, after in (("camt.053.001.08", name), ("BkToCstmrStmt", root), ("Stmt>", f"{part}>")):
        text = text.replace(before, after)
    start, end = text.index("<Bal>"), text.rindex("</Bal>") + len("</Bal>")
    return build.delivery(number, "agency-bank", f"{part}.xml", (text[:start] + text[end:]).encode())


def counts(booked: Booked) -> list[tuple[int, int, int]]:
    return booked.deliveries.select("rows_accepted", "rows_duplicate", "rows_refused").rows()


@pytest.mark.parametrize("message", [REPORT, NOTIFICATION])
def test_the_same_entries_in_another_message_are_known(message: tuple[str, str, str]) -> None:
    first = statement(2, *ENTRIES)
    booked = build.book(as_message(first, message, 1), first)
    assert counts(booked) == [(3, 0, 0), (0, 3, 0)]
    assert booked.facts.payments["amount_cents"].to_list() == [4000] * 3


@pytest.mark.parametrize("suffix", ["xml", "sta"])
def test_entries_that_come_again_in_a_later_statement_are_known(suffix: str) -> None:
    more = {"amount": "5.00", "bank_reference": None, "remittance": "drie"}
    booked = build.book(statement(1, *ENTRIES, suffix=suffix), statement(2, *ENTRIES, more, suffix=suffix))
    assert counts(booked) == [(3, 0, 0), (1, 3, 0)]


def test_a_number_in_the_statement_is_no_reference_of_the_bank() -> None:
    entries = [{"amount": amount, "bank_reference": None, "entry_reference": "1"} for amount in ("1.00", "2.00")]
    assert counts(build.book(statement(1, entries[0]), statement(2, entries[1]))) == [(1, 0, 0), (1, 0, 0)]


@pytest.mark.parametrize(("first", "second", "rows"), [(WHOLE, PARTS, (1, 3)), (PARTS, WHOLE, (3, 1))])
@pytest.mark.parametrize("is_together", [True, False])
def test_a_batch_as_one_entry_and_as_its_transactions_is_booked_once(
    first: list[dict[str, str | None]], second: list[dict[str, str | None]], rows: tuple[int, int], *, is_together: bool
) -> None:
    deliveries = statement(1, *first), statement(2, *second)
    if is_together:
        booked = build.book(*deliveries)
    else:
        before = build.book(deliveries[0])
        booked = before.plus(build.book(deliveries[1], stock=before.facts))
    assert counts(booked) == [(rows[0], 0, 0), (0, rows[1], 0)]
    assert booked.facts.payments["amount_cents"].sum() == 10_000


def test_a_batch_whose_transactions_make_another_sum_is_refused_the_second_time() -> None:
    changed = [part | {"entry_amount": "99.00"} for part in PARTS]
    changed[0] = changed[0] | {"amount": "59.00"}
    booked = build.book(statement(1, *WHOLE), statement(2, *changed))
    assert counts(booked) == [(1, 0, 0), (0, 0, 3)]
    # With another sum it is another statement, and does not start where the first one ended: 1009.
    assert {code for _, code, _ in build.found_codes(booked)} == {1009, 3002, 3006}
    assert booked.facts.payments["amount_cents"].sum() == 10_000


def test_transactions_of_a_batch_that_come_again_are_known() -> None:
    booked = build.book(statement(1, *PARTS), statement(2, *PARTS))
    assert counts(booked) == [(3, 0, 0), (0, 3, 0)]


def test_stock_without_bank_money_is_no_obstacle() -> None:
    assert counts(build.book(statement(1, *ENTRIES), stock=Stock())) == [(3, 0, 0)]
