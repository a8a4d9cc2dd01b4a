from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from assets.archive import Archive
from assets.database_feeds import fetch_feeds
from formats.registry import read
from mappings.feed_file import check_feed
from mappings.partners import Partner
from warehouse.errors import ConfigurationError, TransportError

TODAY = date(2026, 11, 16)
MAPPING = """
source:
  database: $TEST_BILLING_URL
  query: {query}
  {mark}
records:
  row:
    books: fact
    columns: {{nr: fact_reference, euros: amount_cents, changed: effective_date}}
    values: {{kind: payment}}
"""
QUERY = "select nr, euros, changed from bill where changed >= :after"
MARK = 'mark: {column: changed, kind: timestamp, start: "2026-11-01"}'


class Billing:
    """A creditor's database, the partner that it makes, and the archive of a hub."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = Archive(folder / "archive")
        self.partner = self.with_feed(QUERY, MARK)

    def with_feed(self, query: str, mark: str = "") -> Partner:
        path = self.folder / "claims.yaml"
        path.write_text(MAPPING.format(query=json.dumps(query), mark=mark), encoding="utf-8")
        feed, faults = check_feed(path, partner_id="drukker", partner_kind="creditor")
        assert faults == []
        return Partner("drukker", "creditor", "Drukker", {"claims": feed})

    def do(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.folder / "billing.db")) as connection, connection:
            connection.execute(statement, values)

    def add(self, nr: str, changed: str | None) -> None:
        self.do("insert into bill values (?, 12.5, ?)", nr, changed)

    def fetch(self, today: date = TODAY) -> list[list[str]]:
        """Return the numbers in each delivery that a fetch makes."""
        found = []
        for manifest in fetch_feeds(self.archive, self.partner, known_at=today):
            data = self.archive.read(manifest.sha256)
            feed = self.partner.feed_of(manifest.file_name)
            assert feed is not None
            table = read(data, feed.format, file_name=manifest.file_name)["row"]
            assert table.totals == {"rows": str(table.rows.height)}
            found.append(table.rows["nr"].to_list())
        return found


@pytest.fixture
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    monkeypatch.setenv("TEST_BILLING_URL", f"sqlite:///{tmp_path / 'billing.db'}")
    made = Billing(tmp_path)
    made.do("create table bill (nr text, euros real, changed text)")
    return made


def test_what_is_new_is_a_delivery_and_what_was_fetched_is_not_fetched_again(billing: Billing) -> None:
    assert billing.fetch() == []
    billing.add("0", "2026-10-31 23:59:59")
    billing.add("1", "2026-11-01 09:00:00")
    billing.add("2", "2026-11-02 09:00:00")
    assert billing.fetch() == [["1", "2"]]
    assert billing.fetch() == []
    billing.add("3", "2026-11-03 09:00:00")
    assert billing.fetch() == [["3"]]
    assert [manifest.file_name for manifest in billing.archive.log()] == [
        "database/claims/000001/2026-11-02T09%3A00%3A00.json",
        "database/claims/000002/2026-11-03T09%3A00%3A00.json",
    ]


def test_rows_that_get_the_mark_of_the_last_one_are_fetched(billing: Billing) -> None:
    for number in "123":
        billing.add(number, "2026-11-02 09:00:00")
        assert billing.fetch() == [[number]]
    assert billing.fetch() == []


def test_equal_rows_are_fetched_as_often_as_they_are_there(billing: Billing) -> None:
    billing.add("1", "2026-11-02 09:00:00")
    billing.add("1", "2026-11-02 09:00:00")
    assert billing.fetch() == [["1", "1"]]
    billing.add("1", "2026-11-02 09:00:00")
    assert billing.fetch() == [["1"]]
    assert billing.fetch() == []


def test_a_query_that_reaches_back_finds_rows_that_were_committed_late(billing: Billing) -> None:
    query = "select nr, euros, changed from bill where changed >= datetime(:after, '-1 hour')"
    billing.partner = billing.with_feed(query, MARK)
    billing.add("1", "2026-11-02 09:00:00")
    billing.add("2", "2026-11-02 09:30:00")
    assert billing.fetch() == [["1", "2"]]
    billing.add("late", "2026-11-02 09:10:00")
    billing.add("3", "2026-11-02 10:00:00")
    assert billing.fetch() == [["3", "late"]]
    assert billing.fetch() == []


def test_a_row_that_changed_is_fetched_again(billing: Billing) -> None:
    billing.add("1", "2026-11-02 09:00:00")
    assert billing.fetch() == [["1"]]
    billing.do("update bill set euros = 13, changed = '2026-11-05 09:00:00'")
    assert billing.fetch() == [["1"]]


def test_the_mark_is_found_in_the_log_by_whoever_opens_it(billing: Billing) -> None:
    billing.add("1", "2026-11-02 09:00:00")
    assert billing.fetch() == [["1"]]
    billing.archive = Archive(billing.folder / "archive")
    billing.add("2", "2026-11-01 08:00:00")
    assert billing.fetch() == []


@pytest.mark.parametrize("point", ["announced", "moved", "stored", "entered", "cleaned"])
def test_a_fetch_that_was_killed_leaves_no_row_out_and_none_twice(billing: Billing, point: str) -> None:
    def stop(name: str) -> None:
        if name == point:
            raise KeyboardInterrupt

    billing.archive = Archive(billing.folder / "archive", checkpoint=stop)
    billing.add("1", "2026-11-02 09:00:00")
    with pytest.raises(KeyboardInterrupt):
        billing.fetch()
    billing.add("2", "2026-11-02 09:00:00")
    billing.archive = Archive(billing.folder / "archive")
    billing.archive.recover()
    billing.fetch()
    rows = [json.loads(billing.archive.read(manifest.sha256))["rows"] for manifest in billing.archive.log()]
    assert [row["nr"] for part in rows for row in part] == ["1", "2"]


def test_the_first_line_tells_how_it_was_fetched(billing: Billing) -> None:
    billing.add("1", "2026-11-02 09:00:00")
    billing.fetch()
    [manifest] = billing.archive.log()
    told = json.loads(billing.archive.read(manifest.sha256))["fetch"]
    assert told == {
        "feed": "claims",
        "query": QUERY,
        "after": "2026-11-01 00:00:00",
        "until": "2026-11-02T09:00:00",
        "rows": 1,
    }


def test_a_row_without_mark_or_with_one_in_the_future_stops_the_fetch(billing: Billing) -> None:
    billing.partner = billing.with_feed("select nr, euros, changed from bill where :after is not null", MARK)
    billing.add("1", None)
    with pytest.raises(TransportError, match="which is no timestamp"):
        billing.fetch()
    billing.do("update bill set changed = 'gisteren'")
    with pytest.raises(TransportError, match="which is no timestamp"):
        billing.fetch()
    billing.do("update bill set changed = '2999-01-01'")
    with pytest.raises(TransportError, match="lies in the future"):
        billing.fetch()
    assert billing.archive.log() == []


def test_without_mark_every_change_brings_all_rows(billing: Billing) -> None:
    billing.partner = billing.with_feed("select nr, euros, changed from bill")
    billing.add("1", None)
    assert billing.fetch() == [["1"]]
    assert billing.fetch() == []
    billing.add("2", None)
    assert billing.fetch() == [["1", "2"]]
    billing.do("delete from bill where nr = '2'")
    assert billing.fetch() == [["1"]]
    billing.do("delete from bill")
    assert billing.fetch() == []


def test_numbers_are_marks(billing: Billing) -> None:
    query = "select nr, euros, rowid as changed from bill where rowid >= :after"
    billing.partner = billing.with_feed(query, "mark: {column: changed, kind: integer, start: 0}")
    for number in range(12):
        billing.add(str(number), None)
        assert billing.fetch() == [[str(number)]]


def test_a_file_that_a_partner_drops_cannot_move_the_mark(billing: Billing) -> None:
    name = "database%2Fclaims%2F000001%2F2099-01-01.json"
    billing.archive.put("drukker", name, b"x", known_at=TODAY)
    billing.archive.put("other", "database/claims/000001/2099-01-01.json", b"x", known_at=TODAY)
    billing.add("1", "2026-11-02 09:00:00")
    assert billing.fetch() == [["1"]]


def test_an_address_that_is_not_set_is_told(billing: Billing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_BILLING_URL")
    with pytest.raises(ConfigurationError, match="TEST_BILLING_URL is not set") as caught:
        billing.fetch()
    assert caught.value.place.endswith("claims.yaml:3")
