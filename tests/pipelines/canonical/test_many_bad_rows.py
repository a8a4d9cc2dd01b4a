"""A hundred thousand bad rows in a million: each is told, the others are booked, and nothing is lost between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from formats.registry import read
from mappings.feed_file import check_feed
from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Delivery, Stock
from tests.pipelines.canonical import build

ROWS, BAD_EVERY = 1_000_000, 10
FEED = """\
files: ["*.csv"]
format: {name: csv, delimiter: ";"}
forms: {decimal: ",", dates: [yyyy-mm-dd]}
records:
  row:
    books: claim
    columns: {nr: claim_reference, klant: debtor_reference, naam: name, bedrag: principal_cents, vervalt: due_date}
    values: {debtor_type: consumer}
"""


def file_of_a_million() -> bytes:
    number = pl.int_range(ROWS, eager=True)
    amount = pl.when(number % BAD_EVERY == 0).then(pl.lit("geen bedrag")).otherwise(pl.lit("12,50"))
    frame = pl.select(
        nr=pl.format("F{}", number), klant=pl.format("K{}", number % 50_000), naam=pl.lit("Jansen"),
        bedrag=amount, vervalt=pl.lit("2026-06-15"),
    )  # fmt: skip
    return frame.write_csv(separator=";").encode()


def test_a_hundred_thousand_bad_rows_in_a_million_are_told_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(FEED, encoding="utf-8")
    feed, faults = check_feed(path, partner_id="energie-noord", partner_kind="creditor")
    assert faults == []
    tables = read(file_of_a_million(), feed.format, file_name="a.csv")
    delivery: Delivery = replace(build.delivery(1, "energie-noord", "a.csv", b""), feed=feed, tables=tables, error=None)
    booked = book_deliveries([delivery], Stock(), creditors=build.partners().creditors)
    counted = booked.deliveries.row(0, named=True)
    assert (counted["rows_read"], counted["rows_refused"]) == (ROWS, ROWS // BAD_EVERY)
    assert counted["rows_accepted"] == booked.facts.claims.height == ROWS - ROWS // BAD_EVERY
    assert booked.findings["code"].unique().to_list() == [2003]
    assert booked.findings["line_number"].to_list() == list(range(2, ROWS + 2, BAD_EVERY))
