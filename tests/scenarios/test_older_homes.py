"""A home that an earlier version of the hub wrote is brought to this version when it is opened, and loses no row."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from assets.demo import DEMO_DATE
from assets.hub import open_hub
from assets.rebuild import rebuild_in_place
from tests.scenarios.days import ask, differences, run_directly
from warehouse.errors import StoreError
from warehouse.migrate import MIGRATIONS

# What the warehouse lacked, or had, before each migration, the newest first.
BEFORE = {
    8: """
        DROP TABLE canonical.arrangements;
        DROP TABLE canonical.instalments;
        DROP TABLE decisions.arrangement_checks;
        DELETE FROM inbox.controls WHERE control IN ('arrangements', 'instalments');
        ALTER TABLE canonical.events DROP COLUMN arrangement_id""",
    7: """
        DROP TABLE decisions.holds;
        DROP TABLE decisions.left_out;
        ALTER TABLE canonical.events DROP COLUMN debtor_id;
        ALTER TABLE canonical.events DROP COLUMN hold_kind;
        ALTER TABLE canonical.events DROP COLUMN profile_id;
        ALTER TABLE canonical.events DROP COLUMN owner;
        ALTER TABLE ledger.costs DROP COLUMN claim_ids;
        ALTER TABLE decisions.actions DROP COLUMN asked_cents;
        ALTER TABLE decisions.actions DROP COLUMN hold_id;
        ALTER TABLE decisions.actions DROP COLUMN tone;
        ALTER TABLE outbox.messages DROP COLUMN is_partial;
        ALTER TABLE outbox.transfers DROP COLUMN is_partial""",
    5: """
        DROP TABLE inbox.waiting;
        ALTER TABLE canonical.payments DROP COLUMN first_delivery_id;
        ALTER TABLE canonical.events DROP COLUMN first_delivery_id;
        ALTER TABLE inbox.findings DROP COLUMN first_delivery_id;
        ALTER TABLE inbox.deliveries DROP COLUMN rows_waiting;
        ALTER TABLE inbox.deliveries DROP COLUMN cents_waiting;
        ALTER TABLE inbox.deliveries DROP COLUMN rows_released;
        ALTER TABLE inbox.deliveries DROP COLUMN cents_released""",
    4: "ALTER TABLE canonical.events DROP COLUMN term_days",
    3: """
        DROP TABLE inbox.corrections;
        ALTER TABLE inbox.deliveries DROP COLUMN rows_withdrawn;
        ALTER TABLE inbox.deliveries DROP COLUMN cents_withdrawn;
        ALTER TABLE inbox.deliveries DROP COLUMN revised_by""",
    2: "ALTER TABLE canonical.claims DROP COLUMN contract_date; ALTER TABLE canonical.events DROP COLUMN act",
    1: "CREATE TABLE ledger.lines (claim_id VARCHAR NOT NULL, interest_cents BIGINT)",
}
# Tables that came without a migration: an older warehouse has none of them.
LATER_TABLES = """
    DROP TABLE inbox.statements; DROP TABLE decisions.parties; DROP TABLE canonical.roles;
    DROP TABLE inbox.lists; DROP TABLE canonical.list_entries"""
COUNTS = """
    SELECT (SELECT count(*) FROM inbox.deliveries), (SELECT sum(rows_read) FROM inbox.deliveries),
           (SELECT sum(cents_accepted) FROM inbox.deliveries), (SELECT count(*) FROM canonical.claims),
           (SELECT sum(principal_cents) FROM canonical.claims), (SELECT count(*) FROM canonical.events),
           (SELECT count(*) FROM outbox.messages)"""


@pytest.mark.parametrize("newest", [7, 6, 4, 3, 2, 1, 0])
def test_an_older_warehouse_is_brought_up_to_date_and_keeps_its_rows(day_home: Path, newest: int) -> None:
    before = ask(day_home, COUNTS)
    _age(day_home, newest)
    with open_hub(day_home) as hub:
        assert hub.store.read("inbox.deliveries", where="rows_withdrawn <> 0 OR revised_by IS NOT NULL").is_empty()
        applied = hub.store.sql("SELECT number FROM main.migrations WHERE number > 0 ORDER BY number")
    assert ask(day_home, COUNTS) == before
    assert applied["number"].to_list() == [int(file.name[:4]) for file in sorted(MIGRATIONS.glob("*.sql"))]


def test_an_older_home_rebuilt_is_the_home_of_this_version(day_home: Path, day_template: Path) -> None:
    _age(day_home, 0)
    with open_hub(day_home):
        pass
    assert differences(day_home, day_template), "what the older warehouse lacked was not lost by this test"
    rebuild_in_place(day_home, tell=lambda _: None)
    assert differences(day_home, day_template) == []


def test_an_older_home_runs_its_next_day(day_home: Path) -> None:
    _age(day_home, 1)
    run_directly(day_home, DEMO_DATE + timedelta(days=1))
    assert ask(day_home, "SELECT count(DISTINCT business_date) FROM outbox.batches WHERE kind = 'receipt'") == [(1,)]
    assert ask(day_home, "SELECT max(business_date) FROM decisions.actions") == [(DEMO_DATE + timedelta(days=1),)]


def test_an_older_home_is_not_read_before_it_was_brought_up_to_date(day_home: Path) -> None:
    _age(day_home, 3)
    with pytest.raises(StoreError, match="another version"):
        ask(day_home, COUNTS)


def _age(home: Path, newest: int) -> None:
    """Give the warehouse the tables that it had when a migration was the newest."""
    with open_hub(home) as hub, hub.store._transaction():
        for number, statements in BEFORE.items():
            if number > newest:
                hub.store.connection.execute(statements)
                hub.store.connection.execute("DELETE FROM main.migrations WHERE number = ?", [number])
        if newest == 0:
            hub.store.connection.execute(LATER_TABLES)
        hub.store.connection.execute("UPDATE main.migrations SET sha256 = 'older' WHERE number = 0")
