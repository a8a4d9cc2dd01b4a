"""A creditor's own PostgreSQL is a feed: what is new there is booked each day, and a rebuild needs no database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.demo import DEMO_DATE
from assets.home import create_home
from assets.hub import open_hub
from assets.intake import take_in
from assets.rebuild import rebuild_into
from tests.scenarios.days import ask, differences, run_directly
from tests.servers import PostgresqlServer, postgresql_server

VARIABLE = "INCASSOHUB_TEST_BILLING"
CREDITOR = """
id: drukkerij
name: Drukkerij De Pers B.V.
address: {street: Perslaan, house_number: "1", postcode: 3811 AA, city: Amersfoort}
country: nl
language: nl
company_number: "70112233"
"""
FEED = """
source:
  database: $INCASSOHUB_TEST_BILLING
  query: |
    select number, customer, name, amount, due, changed_at from open_items
    where changed_at >= :after and amount > 0::numeric
  mark: {column: changed_at, kind: timestamp, start: "2026-01-01"}
records:
  row:
    books: claim
    columns:
      number: claim_reference
      customer: debtor_reference
      name: name
      amount: principal_cents
      due: due_date
      changed_at: ignore
    values: {debtor_type: business}
"""
TABLE = (
    "create table open_items "
    "(number text, customer integer, name text, amount numeric(12,2), due date, changed_at timestamptz)"
)
INSERT = "insert into open_items values (:number, 7, 'Café Zoë \"B.V.\"', :amount, '2026-09-30', :changed)"
BOOKED = "SELECT claim_reference, principal_cents, due_date::VARCHAR FROM canonical.claims ORDER BY ALL"
COUNTED = (
    "SELECT file_name, status, rows_accepted, rows_duplicate FROM inbox.deliveries "
    "WHERE partner_id = 'drukkerij' ORDER BY delivery_id"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresqlServer]:
    with postgresql_server(tmp_path_factory.mktemp("server")) as server:
        server.create_database("billing")
        with billing(server) as connection:
            connection.execute(sa.text(TABLE))
        yield server


def address(server: PostgresqlServer) -> str:
    return f"postgresql://{server.user}:{server.password}@{server.host}:{server.port}/billing"


@contextmanager
def billing(server: PostgresqlServer) -> Iterator[sa.Connection]:
    """The database, open to write in one transaction."""
    engine = sa.create_engine(address(server).replace("postgresql:", "postgresql+pg8000:"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def add(connection: sa.Connection, number: str, amount: str, changed: str) -> None:
    connection.execute(sa.text(INSERT), {"number": number, "amount": amount, "changed": changed})


@pytest.fixture
def home(tmp_path: Path, server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, address(server))
    made = create_home(tmp_path / "home")
    folder = made.mappings / "creditors" / "drukkerij"
    folder.mkdir(parents=True)
    (folder / "creditor.yaml").write_text(CREDITOR, encoding="utf-8")
    (folder / "claims.yaml").write_text(FEED, encoding="utf-8")
    return made.path


def test_what_is_new_is_booked_each_day_and_rebuilt_without_the_database(
    home: Path, tmp_path: Path, server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with billing(server) as connection:
        add(connection, "F1", "1250.50", "2026-11-10 10:00:00.123456+01")
        add(connection, "F2", "0.00", "2026-11-10 10:00+01")
    run_directly(home, DEMO_DATE)
    assert ask(home, BOOKED) == [("F1", 125050, "2026-09-30")]
    with billing(server) as connection:
        add(connection, "F3", "10.00", "2026-11-10 10:00:00.123456+01")
        add(connection, "F4", "250000.00", "2026-11-12 00:00+01")
    run_directly(home, DEMO_DATE + timedelta(days=1))
    run_directly(home, DEMO_DATE + timedelta(days=1))
    assert ask(home, BOOKED) == [
        ("F1", 125050, "2026-09-30"),
        ("F3", 1000, "2026-09-30"),
        ("F4", 25000000, "2026-09-30"),
    ]
    names = ("000001/2026-11-10T09%3A00%3A00.123456%2B00%3A00", "000002/2026-11-11T23%3A00%3A00%2B00%3A00")
    assert ask(home, COUNTED) == [
        (f"database/claims/{name}.json", "accepted", rows, 0) for name, rows in zip(names, (1, 2), strict=True)
    ]
    monkeypatch.delenv(VARIABLE)
    assert rebuild_into(home, tmp_path / "again", tell=str) == []
    assert differences(home, tmp_path / "again") == []


def test_a_database_that_is_away_is_told_and_holds_up_no_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql://hub:geheim@127.0.0.1:9/billing")
    (home / "inbox" / "drukkerij").mkdir()
    (home / "inbox" / "drukkerij" / "brief.txt").write_text("x", encoding="ascii")
    with open_hub(home) as hub:
        taken = take_in(hub, DEMO_DATE, partner_id="drukkerij")
    assert [manifest.file_name for manifest in taken.manifests] == ["brief.txt"]
    [trouble] = taken.troubles
    assert "cannot be asked" in str(trouble)
    assert "geheim" not in str(trouble)


def test_nothing_can_be_written_through_a_feed(home: Path, server: PostgresqlServer) -> None:
    feed = home / "mappings/creditors/drukkerij/claims.yaml"
    text = feed.read_text(encoding="utf-8")
    query = "with gone as (delete from open_items returning changed_at) select * from gone where changed_at >= :after"
    start = text.index("    select number")
    feed.write_text(text[:start] + f"    {query}\n" + text[text.index("  mark:") :], encoding="utf-8")
    with open_hub(home) as hub:
        taken = take_in(hub, DEMO_DATE, partner_id="drukkerij")
    [trouble] = taken.troubles
    assert "read-only transaction" in str(trouble)
