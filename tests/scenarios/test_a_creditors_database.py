"""A creditor's own database as a feed: fetched, booked, and read again by the mapping with which it was fetched."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from assets.booking import book_pending
from assets.directives import REPLAYED
from assets.home import create_home
from assets.hub import open_hub
from assets.intake import take_in
from assets.rebuild import rebuild_into
from assets.reporting import report_deliveries
from assets.revisions import find_delivery, preview, revise
from assets.struck_files import struck_path
from tests.scenarios.days import ask, differences

CREDITOR = """\
id: drukker
name: Drukker
address: {street: Plein, house_number: "1", postcode: 3811 AA, city: Amersfoort}
country: nl
language: nl
company_number: "70112233"
"""
FEED = """\
source:
  database: $TEST_PRINTER_URL
  query: select nr, klant, naam, euros, vervalt, nr_seq from open_items where nr_seq >= :after
  mark: {column: nr_seq, kind: integer, start: "1"}
forms: {decimal: ".", dates: [yyyy-mm-dd]}
records:
  row:
    books: claim
    columns:
      nr: claim_reference
      klant: debtor_reference
      naam: name
      euros: principal_cents
      vervalt: due_date
      nr_seq: ignore
    values: {debtor_type: consumer}
"""
DAY = date(2026, 11, 16)
PRINCIPALS = "SELECT claim_reference, principal_cents FROM canonical.claims ORDER BY ALL"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEST_PRINTER_URL", f"sqlite:///{tmp_path / 'billing.db'}")
    with closing(sqlite3.connect(tmp_path / "billing.db")) as connection, connection:
        connection.execute("create table open_items (nr, klant, naam, euros, vervalt, nr_seq)")
        connection.execute("insert into open_items values ('F1', 'K1', 'Jansen', '125', '2026-06-15', 1)")
    made = create_home(tmp_path / "home").path
    folder = made / "mappings/creditors/drukker"
    folder.mkdir(parents=True)
    (folder / "creditor.yaml").write_text(CREDITOR, encoding="utf-8")
    (folder / "items.yaml").write_text(FEED, encoding="utf-8")
    return made


def fetch(home: Path) -> list[str]:
    """Return the deliveries that a look at the database made."""
    with open_hub(home) as hub:
        taken = take_in(hub, DAY, wait=False)
        book_pending(hub)
        report_deliveries(hub)
        assert taken.troubles == []
        return [manifest.delivery_id for manifest in taken.manifests]


def read_cents(home: Path) -> None:
    """Change the mapping: the amounts were cents."""
    path = home / "mappings/creditors/drukker/items.yaml"
    changed = FEED.replace("euros: principal_cents", "euros: {to: principal_cents, implied_decimals: 2}")
    path.write_text(changed, encoding="utf-8")


def test_what_was_fetched_is_rebuilt_by_the_mapping_of_its_day(home: Path, tmp_path: Path) -> None:
    assert len(fetch(home)) == 1
    read_cents(home)
    assert fetch(home) == []
    assert ask(home, PRINCIPALS) == [("F1", 12500)]
    assert rebuild_into(home, tmp_path / "again", tell=lambda _: None) == []
    assert differences(home, tmp_path / "again") == []
    assert ask(tmp_path / "again", PRINCIPALS) == [("F1", 12500)]


def test_what_was_fetched_is_replayed_by_the_mapping_of_today(home: Path, tmp_path: Path) -> None:
    (delivery_id,) = fetch(home)
    read_cents(home)
    with open_hub(home) as hub:
        target = find_delivery(hub, delivery_id).delivery_id
        assert preview(hub, REPLAYED, target).tables["new_cents"].sum() == 125
        assert ask(home, PRINCIPALS) == [("F1", 12500)]
        revise(hub, REPLAYED, target, person="J. de Vries", reason="the amounts are cents", today=DAY)
    assert ask(home, PRINCIPALS) == [("F1", 125)]
    assert rebuild_into(home, tmp_path / "again", tell=lambda _: None) == []
    assert differences(home, tmp_path / "again") == []


@pytest.mark.parametrize("has_mark", [True, False])
def test_a_row_in_which_a_personal_number_was_struck_out_is_not_fetched_again(
    home: Path, tmp_path: Path, has_mark: bool
) -> None:
    if not has_mark:
        unmarked = FEED.replace(" where nr_seq >= :after", "").replace(
            '  mark: {column: nr_seq, kind: integer, start: "1"}\n', ""
        )
        (home / "mappings/creditors/drukker/items.yaml").write_text(unmarked, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "billing.db")) as connection, connection:
        row = "insert into open_items values ('F2', 'K2', 'Jansen 123456782', '100', '2026-06-15', 1)"
        connection.execute(row)
    (first,) = fetch(home)
    assert ask(home, "SELECT code FROM inbox.findings") == [(2014,)]
    with open_hub(home, read_only=True) as hub:
        assert struck_path(hub.archive.folder, find_delivery(hub, first).sha256).exists()
    assert fetch(home) == []
    with closing(sqlite3.connect(tmp_path / "billing.db")) as connection, connection:
        connection.execute(row.replace("F2", "F3").replace(" 123456782", ""))
    assert len(fetch(home)) == 1
    assert {reference for reference, _ in ask(home, PRINCIPALS)} == {"F1", "F3"}
