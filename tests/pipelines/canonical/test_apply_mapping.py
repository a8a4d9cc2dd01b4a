from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from formats.table import table
from mappings.feed_file import check_feed
from pipelines.canonical.delivery import Booked
from tests.pipelines.canonical import build

FEED = """\
files: ["x*"]
format: {name: csv}
forms: {decimal: ",", dates: [dd-mm-yyyy]}
records:
  row:
    books: claim
    where: kind <> 'total'
    columns:
      row_key: claim_reference
      delivery_id: debtor_reference
      creditor_id: {to: contract_reference, aliases: [contract]}
      sequence: {to: principal_cents}
      due_date: {to: invoice_date, dates: [yyyymmdd, dd-mm-yyyy]}
      name: {to: city, optional: true}
      city: name
      kind: used
      extra: extra
      known_at: {to: debtor_type, codes: {a: consumer, b: business}, unknown: empty}
      detail: {to: notice_channel, codes: {m: email}, unknown: empty}
    values:
      due_date: {sql: "CASE WHEN due_date = '20260601' THEN '30-06-2026' END"}
      product: {sql: "upper(name) || '/' || kind"}
      country: nl
      interest_from: 2026-07-01
      contract_date: 2012-05-01
      notice_date: 2026-07-15
      notice_costs_cents: 4000
      notice_term_days: 15
reject: {errors: 2}
"""

ROW = {
    "row_key": "F1",
    "delivery_id": "D1",
    "creditor_id": "C1",
    "sequence": " 10,00 ",
    "due_date": "20260601",
    "name": "Assen",
    "city": "Jansen",
    "kind": "item",
    "extra": ' "x" ',
    "known_at": "a",
    "detail": "?",
}


def booked(folder: Path, *rows: dict[str, str]) -> Booked:
    path = folder / "claims.yaml"
    path.write_text(FEED, encoding="utf-8")
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    found = build.delivery(1, "energie-noord", "x.csv", b"")
    feed, faults = check_feed(path, partner_id="energie-noord", partner_kind="creditor")
    assert faults == []
    tables = {"row": table(columns, line_numbers=range(2, len(rows) + 2))}
    return build.book(replace(found, feed=feed, tables=tables, error=None))


def test_columns_may_be_called_like_fields_and_places(tmp_path: Path) -> None:
    found = booked(tmp_path, ROW)
    assert found.findings.is_empty()
    claim = found.facts.claims.row(0, named=True)
    assert (claim["claim_reference"], claim["debtor_id"]) == ("F1", "energie-noord:D1")
    assert (claim["invoice_date"], claim["due_date"]) == (date(2026, 6, 1), date(2026, 6, 30))
    assert claim["interest_from"] == date(2026, 7, 1)
    assert claim["contract_date"] == date(2012, 5, 1)
    notice = found.facts.events.row(0, named=True)
    assert (notice["kind"], notice["amount_cents"], notice["term_days"]) == ("fourteen_day_notice_sent", 4000, 15)
    assert claim["product"] == "ASSEN/item"
    assert found.facts.debtors.select("name", "city").rows() == [("Jansen", "Assen")]


def test_extra_columns_keep_their_white_space(tmp_path: Path) -> None:
    assert booked(tmp_path, ROW).facts.claims["extra"].item() == '{"extra":" \\"x\\" "}'


def test_rows_that_do_not_match_are_no_records(tmp_path: Path) -> None:
    found = booked(tmp_path, ROW, ROW | {"kind": "total"}, ROW | {"kind": ""})
    assert found.deliveries["rows_read"].item() == 1


def test_a_code_that_may_be_unknown_leaves_the_field_empty(tmp_path: Path) -> None:
    found = booked(tmp_path, ROW | {"known_at": "z"})
    assert found.findings.select("code", "column_name", "value").rows() == [(2002, "known_at", "z")]


def test_an_expression_that_gives_nothing_leaves_its_field_empty(tmp_path: Path) -> None:
    found = booked(tmp_path, ROW | {"due_date": "02-06-2026"})
    assert found.findings.select("code", "column_name").rows() == [(2001, "due_date")]


def test_an_alias_and_an_absent_column_are_fine_and_two_names_of_one_column_are_not(tmp_path: Path) -> None:
    other = {name: text for name, text in ROW.items() if name not in ("creditor_id", "name")} | {"contract": "C7"}
    found = booked(tmp_path, other)
    assert found.facts.claims["contract_reference"].to_list() == ["C7"]
    assert found.facts.debtors["city"].to_list() == [None]
    twice = booked(tmp_path, ROW | {"contract": "C7"})
    assert "Not agreed columns of 'row': contract." in twice.findings["message"].item()


def test_so_many_errors_refuse_the_file(tmp_path: Path) -> None:
    rows = [ROW | {"row_key": f"F{number}"} for number in range(10)]
    rows[0] |= {"sequence": "x"}
    assert booked(tmp_path, *rows).deliveries["status"].item() == "partly_accepted"
    rows[1] |= {"sequence": "y"}
    refused = booked(tmp_path, *rows)
    assert refused.deliveries.select("status", "rows_refused", "cents_refused").rows() == [("refused", 10, 8000)]
    assert refused.findings.filter(pl.col("code") == 1007)["message"].str.contains("2 of 10").all()
