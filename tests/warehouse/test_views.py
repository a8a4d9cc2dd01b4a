from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from tests.warehouse.builders import DAY, claim, rows
from warehouse.errors import ConfigurationError
from warehouse.findings import FINDINGS
from warehouse.tables import TABLES, schema_of
from warehouse.views import load_marts

EARLIER = date(2026, 10, 31)
DELIVERIES = ("D00000001-0123abcd", "D00000002-0123abcd", "D00000003-0123abcd", "D00000004-0123abcd")
FIRST, SECOND = "0000000001", "0000000002"
COUNTS = {"rows_read": 5, "rows_accepted": 2, "rows_refused": 2, "rows_duplicate": 1}
CENTS = {"cents_read": 1005, "cents_accepted": 501, "cents_refused": 302, "cents_duplicate": 202}

FILLED: dict[str, list[dict[str, object]]] = {
    "inbox.deliveries": [
        {"delivery_id": DELIVERIES[0], "creditor_id": "demo", "feed": "claims", "file_name": "c.csv"} | COUNTS | CENTS,
        {
            "delivery_id": DELIVERIES[1],
            "partner_kind": "bank",
            "cents_read": 9,
            "cents_accepted": 9,
            "rows_duplicate": 0,
        }
        | {"rows_refused": 0, "cents_refused": 0, "cents_duplicate": 0},
        {"delivery_id": DELIVERIES[2], "partner_kind": "hub", "rows_read": 9},
        {
            "delivery_id": DELIVERIES[3],
            "creditor_id": "withdrawn",
            "status": "withdrawn",
            "rows_read": 3,
            "rows_withdrawn": 3,
            "cents_read": 700,
            "cents_withdrawn": 700,
        }
        | dict.fromkeys(("rows_accepted", "rows_refused", "rows_duplicate"), 0)
        | dict.fromkeys(("cents_accepted", "cents_refused", "cents_duplicate"), 0),
    ],
    "inbox.findings": [
        {"finding_id": "1", "delivery_id": DELIVERIES[0], "line_number": 2, "code": 2009},
        {"finding_id": "2", "delivery_id": DELIVERIES[0], "line_number": 2, "code": 2009, "column_name": "iban"},
        {"finding_id": "3", "delivery_id": DELIVERIES[0], "line_number": 3, "code": 2005},
    ],
    "inbox.waiting": [
        {"delivery_id": DELIVERIES[0], "line_number": 4, "fact_id": "p9", "kind": "payment", "amount_cents": 250},
        {"delivery_id": DELIVERIES[0], "line_number": 5, "fact_id": "p1", "kind": "payment", "amount_cents": 1},
    ],
    "inbox.controls": [
        {"side": "in", "outcome": "read", "row_count": 5, "amount_cents": 1005},
        {"side": "out", "outcome": "accepted", "row_count": 3, "amount_cents": 900},
        {"side": "out", "outcome": "refused", "row_count": 1, "amount_cents": 100},
    ],
    "canonical.debtors": [
        {"debtor_id": "demo:d", "delivery_id": DELIVERIES[0], "country": "nl"},
        {"debtor_id": "demo:d", "delivery_id": DELIVERIES[1], "country": "be"},
    ],
    "canonical.claims": [
        claim(1, dossier_id=FIRST, debtor_id="demo:d", creditor_id="demo", delivery_id=DELIVERIES[0], line_number=7),
        claim(2, dossier_id=FIRST, debtor_id="demo:d", creditor_id="demo", due_date=EARLIER),
        claim(3, dossier_id=SECOND, creditor_id="demo", known_at=EARLIER),
    ],
    "canonical.payments": [
        {"payment_id": "p1", "kind": "payment", "amount_cents": 1, "dossier_id": FIRST, "creditor_id": "demo"},
        {"payment_id": "p2", "kind": "reversal", "amount_cents": 10, "dossier_id": FIRST, "creditor_id": "demo"},
        {"payment_id": "p3", "kind": "credit_note", "amount_cents": 100, "dossier_id": FIRST, "creditor_id": "demo"},
        {"payment_id": "p4", "kind": "payment", "amount_cents": 1000, "dossier_id": None, "creditor_id": None},
    ],
    "canonical.events": [
        {"event_id": "e1", "kind": "hold_placed", "dossier_id": FIRST, "effective_date": date(2026, 12, 1)},
        {"event_id": "e2", "kind": "day_ordered"},
    ],
    "ledger.dossiers": [
        {
            "dossier_id": FIRST,
            "oldest_due_date": EARLIER,
            "open_cents": 999,
            "principal_cents": 12345,
            "claim_count": 2,
        },
        {"dossier_id": SECOND, "oldest_due_date": None, "open_cents": 0, "principal_cents": 300},
        {"dossier_id": FIRST, "business_date": EARLIER, "open_cents": 5000, "principal_cents": 12345},
    ],
    "ledger.balances": [
        {"claim_id": "demo:1", "dossier_id": FIRST, "open_cents": 333},
        {"claim_id": "demo:2", "dossier_id": FIRST, "open_cents": 666},
        {"claim_id": "demo:1", "dossier_id": FIRST, "open_cents": 5000, "business_date": EARLIER},
    ],
    "decisions.profiles": [{"dossier_id": FIRST, "profile_id": "nl_consumer"}, {"dossier_id": SECOND}],
    "decisions.actions": [
        {"dossier_id": FIRST, "step_id": "demand", "outcome": "send", "open_cents": 999},
        {"dossier_id": SECOND, "step_id": None, "outcome": "closed", "open_cents": 0},
    ],
    "decisions.work_items": [
        {"item_id": "suspense:p4", "amount_cents": 1000, "since_date": EARLIER, "delivery_id": DELIVERIES[0]},
        {"item_id": "gone", "business_date": EARLIER},
    ],
    "outbox.messages": [
        {"dossier_id": FIRST, "creditor_id": "demo", "channel": "print", "open_cents": 999},
        {"dossier_id": FIRST, "creditor_id": "demo", "channel": "email", "open_cents": 7, "sequence_number": 2},
    ],
    "outbox.transfers": [{"dossier_id": SECOND, "creditor_id": "demo", "open_cents": 55, "partner_id": "office"}],
    "outbox.reports": [
        {"delivery_id": DELIVERIES[0], "line_number": 2, "code": 2009, "row_count": 1, "amount_cents": 302},
        {"delivery_id": DELIVERIES[0], "line_number": 0, "code": None, "row_count": 5, "amount_cents": 1005},
    ],
}


@pytest.fixture
def filled(sqlite_store):
    with sqlite_store.booking("all", "test") as booking:
        for name, given in FILLED.items():
            booking.append(name, rows(name, *given))
    return sqlite_store


def _one(store, query: str) -> dict[str, object]:
    return store.sql(query).row(0, named=True)


def _cents(store, query: str) -> Decimal:
    return Decimal(int(store.sql(query).item())) / 100


def test_each_view_runs_on_empty_tables_and_describes_its_columns(store):
    for mart in load_marts():
        answer = store.sql(f"from marts.{mart.name}")
        assert answer.columns == list(mart.columns), mart.name
        assert all(text.endswith(".") for text in (mart.description, *mart.columns.values())), mart.name
        if mart.name not in ("descriptions", "finding_codes"):
            assert answer.is_empty(), mart.name


def test_each_view_runs_on_filled_tables_with_euros_as_exact_decimals(filled):
    for mart in load_marts():
        answer = filled.sql(f"from marts.{mart.name}")
        assert not answer.is_empty(), mart.name
        euros = {name: kind for name, kind in answer.schema.items() if "euros" in name}
        assert set(euros.values()) <= {pl.Decimal(18, 2)}, mart.name
        assert not [name for name in answer.columns if name.endswith("_cents")], mart.name


def test_descriptions_list_every_table_view_and_column(store):
    listed = set(store.sql("select schema_name || '.' || relation_name, column_name from marts.descriptions").rows())
    expected = {(name, column) for name in TABLES for column in (None, *schema_of(name))}
    expected |= {(f"marts.{mart.name}", column) for mart in load_marts() for column in (None, *mart.columns)}
    assert listed == expected


def test_finding_codes_are_those_of_the_hub(store):
    assert store.sql("from marts.finding_codes").rows() == [tuple(finding) for finding in FINDINGS.values()]


def test_portfolio_adds_up_to_the_dossiers_of_the_newest_date(filled):
    of_day = f"from ledger.dossiers where business_date = '{DAY}'"
    sums = _one(
        filled, "select sum(open_euros) o, sum(principal_euros) p, sum(dossiers) d, sum(claims) c from marts.portfolio"
    )
    assert sums["o"] == _cents(filled, f"select sum(open_cents) {of_day}") == Decimal("9.99")
    assert sums["p"] == _cents(filled, f"select sum(principal_cents) {of_day}") == Decimal("126.45")
    assert (int(sums["d"]), int(sums["c"])) == (2, 3)


@pytest.mark.parametrize(
    ("days", "ageing"),
    [
        *[(0, "not_due"), (1, "000-030"), (30, "000-030"), (31, "031-060"), (60, "031-060"), (61, "061-090")],
        *[(90, "061-090"), (91, "091-180"), (180, "091-180"), (181, "181-365"), (365, "181-365")],
        *[(366, "over_365"), (None, "closed")],
    ],
)
def test_ageing_counts_days_since_the_oldest_due_date(sqlite_store, days, ageing):
    due = None if days is None else DAY - timedelta(days=days)
    frame = rows("ledger.dossiers", {"oldest_due_date": due})
    sqlite_store.book(lambda booking: booking.append("ledger.dossiers", frame), message="dossier", author="test")
    assert sqlite_store.sql("select ageing from marts.portfolio").item() == ageing


def test_flow_shows_what_came_in_and_what_left(filled):
    row = _one(filled, f"from marts.flow where business_date = '{DAY}' and creditor_id = 'demo'")
    assert {name: row[name] for name in COUNTS} == COUNTS
    assert [row[f"{name}_euros"] for name in ("read", "accepted", "refused", "duplicate")] == [
        Decimal("10.05"),
        Decimal("5.01"),
        Decimal("3.02"),
        Decimal("2.02"),
    ]
    assert (row["claims"], row["claims_euros"]) == (2, Decimal("3.00"))
    assert (row["payments"], row["payments_euros"]) == (1, Decimal("0.01"))
    assert (row["reversals_euros"], row["credit_notes_euros"]) == (Decimal("0.10"), Decimal("1.00"))
    assert (row["letters"], row["letters_euros"]) == (1, Decimal("9.99"))
    assert (row["emails"], row["emails_euros"]) == (1, Decimal("0.07"))
    assert (row["transfers"], row["transfers_euros"]) == (1, Decimal("0.55"))


def test_flow_shows_what_was_withdrawn(filled):
    row = _one(filled, "from marts.flow where creditor_id = 'withdrawn'")
    assert (row["rows_read"], row["rows_withdrawn"]) == (3, 3)
    assert (row["read_euros"], row["withdrawn_euros"]) == (Decimal("7.00"), Decimal("7.00"))


def test_flow_adds_up_to_the_tables(filled):
    sums = _one(
        filled,
        "select sum(read_euros) r, sum(claims_euros) c, sum(payments_euros) p, sum(deliveries) d from marts.flow",
    )
    assert sums["r"] == _cents(filled, "select sum(cents_read) from inbox.deliveries where partner_kind <> 'hub'")
    assert sums["c"] == _cents(filled, "select sum(principal_cents) from canonical.claims")
    assert sums["p"] == _cents(filled, "select sum(amount_cents) from canonical.payments where kind = 'payment'")
    assert int(sums["d"]) == 3


def test_history_tells_every_fact_of_a_dossier_in_order_with_its_source(filled):
    history = filled.sql(f"from marts.dossier_history where dossier_id = '{FIRST}'")
    assert sorted(history["fact"].to_list()) == sorted(
        ["claim", "claim", "payment", "reversal", "credit_note", "message", "message", "hold_placed"]
    )
    assert history["effective_date"].is_sorted()
    assert history.row(0, named=True)["fact_id"] == "demo:2"
    assert history.row(-1, named=True)["fact_id"] == "e1"
    first = history.row(by_predicate=pl.col("fact_id") == "demo:1", named=True)
    assert (first["file_name"], first["line_number"], first["amount_euros"]) == ("c.csv", 7, Decimal("1.00"))


def test_findings_count_records_and_report_their_euros(filled):
    found = filled.sql("select code, name, findings, records, reported_records, reported_euros from marts.findings")
    assert found.rows() == [(2005, "date", 1, 1, None, None), (2009, "iban", 2, 1, 1, Decimal("3.02"))]


def test_deliveries_say_whether_they_balance(filled):
    assert filled.sql("select findings, is_balanced from marts.deliveries").rows() == [
        *((3, True), (0, True), (0, False)),
        (0, True),
    ]


def test_balances_show_the_newest_date_with_the_newest_debtor(filled):
    balances = filled.sql("select claim_id, country, profile_id, open_euros from marts.balances")
    assert balances.rows() == [
        ("demo:1", "be", "nl_consumer", Decimal("3.33")),
        ("demo:2", "be", "nl_consumer", Decimal("6.66")),
    ]


def test_controls_show_what_was_lost(filled):
    row = _one(filled, "select rows_in, rows_out, rows_lost, lost_euros from marts.controls")
    assert row == {"rows_in": 5, "rows_out": 4, "rows_lost": 1, "lost_euros": Decimal("0.05")}


def test_work_items_are_those_of_the_newest_date(filled):
    items = filled.sql("select item_id, file_name, amount_euros, days_waiting from marts.work_items")
    assert items.rows() == [("suspense:p4", "c.csv", Decimal("10.00"), 16)]
    looked_after = filled.sql("select team_id, owner, deadline_date, is_overdue, snoozed_until from marts.work_items")
    assert looked_after.rows() == [("team_id", None, None, False, None)]


def test_largest_amounts_stay_exact(sqlite_store):
    frame = rows("canonical.claims", claim(1, principal_cents=9_007_199_254_740_993))
    sqlite_store.book(lambda booking: booking.append("canonical.claims", frame), message="claims", author="test")
    assert sqlite_store.sql("select claims_euros from marts.flow").item() == Decimal("90071992547409.93")


@pytest.mark.parametrize(
    ("text", "place"),
    [("-- A view.\nSELECT 1", ":1"), ("-- A view.\n--\n-- no description\nSELECT 1 AS one", ":3"), ("", ":1")],
)
def test_view_that_is_not_described_is_told_with_its_line(tmp_path, text, place):
    (tmp_path / "view.sql").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load_marts(tmp_path)
    assert refused.value.place == f"{tmp_path / 'view.sql'}{place}"


def test_waiting_records_tell_what_became_of_them(filled):
    found = filled.sql("select fact_id, state, ended_by, amount_euros from marts.waiting_records").rows()
    assert found == [("p9", "waiting", None, Decimal("2.50")), ("p1", "booked", "delivery_id", Decimal("0.01"))]
