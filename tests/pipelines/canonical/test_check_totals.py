"""Totals that a file states in a line of its own are held against its records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from formats.registry import read
from mappings.feed_file import check_feed
from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Booked, Stock
from tests.pipelines.canonical import build

FEED = """\
files: ["*.csv"]
format: {{name: csv, delimiter: ";", trailer: {{code: T, fields: {{aantal: 2, bedrag: 4}}}}}}
forms: {{decimal: ",", dates: [yyyy-mm-dd]}}
records:
  row:
    books: claim
    columns: {{nr: claim_reference, klant: debtor_reference, naam: name, bedrag: principal_cents, vervalt: due_date}}
    values: {{debtor_type: consumer}}
totals: {{record: row, rows: aantal, amount: bedrag, differ: {differ}}}
"""


def booked(folder: Path, *amounts: str, trailer: str, differ: str = "refuse") -> Booked:
    """Book a file with a claim for each amount, and a last line that states totals."""
    path = folder / "claims.yaml"
    path.write_text(FEED.format(differ=differ), encoding="utf-8")
    feed, faults = check_feed(path, partner_id="energie-noord", partner_kind="creditor")
    assert faults == []
    rows = [f"F{number};K{number};Jansen;{amount};2026-06-15" for number, amount in enumerate(amounts)]
    data = "\n".join(["nr;klant;naam;bedrag;vervalt", *rows, trailer]).encode()
    tables = read(data, feed.format, file_name="a.csv")
    delivery = replace(build.delivery(1, "energie-noord", "a.csv", b""), feed=feed, tables=tables, error=None)
    return book_deliveries([delivery], Stock(), creditors=build.partners().creditors)


def test_a_file_whose_last_line_states_its_totals_is_booked(tmp_path: Path) -> None:
    found = booked(tmp_path, "12,50", "2,00", trailer="T;2;;14,50")
    assert found.facts.claims["principal_cents"].to_list() == [1250, 200]
    assert found.findings.is_empty()


@pytest.mark.parametrize(
    ("trailer", "told"),
    [
        ("T;3;;14,50", "Records: 3 stated, 2 found."),
        ("T;2;;14,51", "Amount: 14,51 stated, 14.50 found."),
        ("T;2", "Amount: nothing stated, 14.50 found."),
    ],
)
def test_other_totals_in_the_last_line_refuse_the_file(tmp_path: Path, trailer: str, told: str) -> None:
    found = booked(tmp_path, "12,50", "2,00", trailer=trailer)
    assert found.facts.claims.is_empty()
    assert found.findings["code"].to_list() == [1006]
    assert found.findings["message"].item().endswith(told)


def test_a_sum_below_zero_is_told_as_it_is(tmp_path: Path) -> None:
    found = booked(tmp_path, "1,00", "-1,50", trailer="T;2;;0,00", differ="report")
    told = found.findings.filter(code=1008)["message"].item()
    assert told.endswith("Amount: 0,00 stated, -0.50 found.")
