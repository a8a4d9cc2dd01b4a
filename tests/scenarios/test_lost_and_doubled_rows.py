"""A row that is lost or doubled at any stage is noticed, and nothing leaves."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl
import pytest

from assets import booking, day, dispatch
from assets.batch_files import BatchFiles
from assets.command_line import main
from assets.day_orders import Order, order_day
from assets.demo import DEMO_DATE
from assets.dispatch import recount_files
from assets.hub import Hub, open_hub
from assets.stage_controls import (
    recount_canonical,
    recount_decisions,
    recount_deliveries,
    recount_ledger,
    recount_outbox,
)
from tests.scenarios.days import batch_files, copy_of, finish, receipts_in_log, run_directly
from warehouse.booking import Booking
from warehouse.errors import BalanceError
from warehouse.tables import key_of

Recount = Callable[[Hub, Order], pl.DataFrame]
RECOUNTS: dict[str, Recount] = {
    "inbox.deliveries": lambda hub, _: recount_deliveries(hub),
    "inbox.findings": lambda hub, _: recount_deliveries(hub),
    "canonical.debtors": lambda hub, _: recount_canonical(hub),
    "canonical.claims": lambda hub, _: recount_canonical(hub),
    "canonical.payments": lambda hub, _: recount_canonical(hub),
    "canonical.events": lambda hub, _: recount_canonical(hub),
    "ledger.balances": recount_ledger,
    "ledger.dossiers": recount_ledger,
    "ledger.costs": recount_ledger,
    "ledger.allocations": recount_ledger,
    "decisions.profiles": recount_decisions,
    "decisions.actions": recount_decisions,
    "decisions.work_items": recount_decisions,
    "outbox.messages": recount_outbox,
    "outbox.transfers": recount_outbox,
    "outbox.lines": recount_outbox,
}


@pytest.fixture(scope="module")
def staged_hub(tmp_path_factory: pytest.TempPathFactory, staged_template: Path) -> Iterator[Hub]:
    with open_hub(copy_of(staged_template, tmp_path_factory.mktemp("tampered") / "home")) as hub:
        yield hub


@pytest.mark.parametrize("table", RECOUNTS)
def test_a_stored_row_that_is_lost_or_doubled_is_noticed(staged_hub: Hub, table: str) -> None:
    order = order_day(staged_hub.archive, DEMO_DATE)
    assert RECOUNTS[table](staged_hub, order).is_empty()
    first, last = (_row_where(staged_hub, table, order) for order in ("", " DESC"))
    drop, double = f"DELETE FROM {table} WHERE {first}", f"INSERT INTO {table} SELECT * FROM {table} WHERE {last}"
    statements = [[drop], [double]] + ([[drop, double]] if first != last else [])
    for tampering in statements:
        assert not _recount(staged_hub, order, table, tampering).is_empty(), tampering
    assert RECOUNTS[table](staged_hub, order).is_empty()


@pytest.mark.parametrize(
    "table", ["canonical.claims", "canonical.payments", "ledger.balances", "ledger.costs",
              "ledger.dossiers", "ledger.allocations", "decisions.actions", "outbox.messages", "outbox.transfers",
              "outbox.lines"]
)  # fmt: skip
def test_a_cent_that_changes_is_noticed(staged_hub: Hub, table: str) -> None:
    order = order_day(staged_hub.archive, DEMO_DATE)
    cents = {"canonical.claims": "principal_cents", "outbox.lines": "interest_cents"}
    by_name = cents | dict.fromkeys(("canonical.payments", "ledger.allocations", "ledger.costs"), "amount_cents")
    column = by_name.get(table, "open_cents")
    change = f"UPDATE {table} SET {column} = {column} + 1 WHERE {_row_where(staged_hub, table, '')}"
    assert not _recount(staged_hub, order, table, [change]).is_empty()


def _recount(hub: Hub, order: Order, table: str, statements: Sequence[str]) -> pl.DataFrame:
    """Return what a control finds after some changes, which are taken back."""

    def tamper(_: Booking) -> pl.DataFrame:
        for statement in statements:
            hub.store.connection.execute(statement)
        return RECOUNTS[table](hub, order)

    return hub.store.look(tamper)


@pytest.mark.parametrize("change", ["drop", "double"])
@pytest.mark.parametrize(
    ("step", "table"),
    [("settle_day", "balances"), ("decide_day", "actions"), ("compose_day", "messages"), ("compose_day", "lines")],
)
def test_a_step_that_loses_or_doubles_a_row_sends_nothing(
    booked_home: Path, monkeypatch: pytest.MonkeyPatch, step: str, table: str, change: str
) -> None:
    whole = getattr(day, step)

    def tampered(*arguments: object, **named: object) -> dict[str, pl.DataFrame]:
        frames = dict(whole(*arguments, **named))
        frames[table] = _changed(frames[table], change)
        return frames

    monkeypatch.setattr(day, step, tampered)
    with open_hub(booked_home) as hub, pytest.raises(BalanceError):
        finish(hub, order_day(hub.archive, DEMO_DATE))
    assert batch_files(booked_home) == []
    assert receipts_in_log(booked_home) == []


@pytest.mark.parametrize("change", ["drop", "double"])
@pytest.mark.parametrize("table", ["claims", "payments", "events"])
def test_a_fact_lost_or_doubled_on_its_way_to_the_warehouse_sends_nothing(
    waiting_home: Path, monkeypatch: pytest.MonkeyPatch, table: str, change: str
) -> None:
    whole = booking.book_deliveries

    def tampered(*arguments: object, **named: object) -> object:
        booked = whole(*arguments, **named)
        rows = getattr(booked.facts, table)
        object.__setattr__(booked.facts, table, _changed(rows, change))
        return booked

    monkeypatch.setattr(booking, "book_deliveries", tampered)
    with pytest.raises(BalanceError):
        run_directly(waiting_home, DEMO_DATE)
    assert batch_files(waiting_home) == []


def test_a_delivery_lost_between_reader_and_booking_makes_the_run_red_until_it_is_found(
    waiting_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = booking._deliveries
    with monkeypatch.context() as patch:
        patch.setattr(booking, "_deliveries", lambda *arguments: list(whole(*arguments))[1:])
        _check_run_is_red(waiting_home, "received_is_accounted_for", capsys)
    # A later run does not forget it either.
    _check_run_is_red(waiting_home, "log_is_accounted_for", capsys)


def test_a_letter_lost_on_its_way_to_the_file_makes_the_run_red(
    booked_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = dispatch.make_files

    def tampered(hub: Hub, kind: str, batch_id: str, rows: pl.DataFrame) -> BatchFiles:
        return whole(hub, kind, batch_id, rows.tail(-1) if kind == "letters" else rows)

    monkeypatch.setattr(dispatch, "make_files", tampered)
    _check_run_is_red(booked_home, "files_balance", capsys)


def _without_line(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join([lines[0], *lines[2:]])


def _without_dossier(data: bytes) -> bytes:
    start, end = data.index(b"<dossier"), data.index(b"</dossier>") + len(b"</dossier>")
    return data[:start] + data[end:]


FILES = {
    "a letter missing in the index": ("printer/*.csv", _without_line),
    "a letter twice in the index": ("printer/*.csv", lambda data: data + data.splitlines(keepends=True)[-1]),
    "an index without totals": ("printer/*.totals.json", lambda _: None),
    "a missing PDF": ("printer/*.pdf", lambda _: None),
    "a changed PDF": ("printer/*.pdf", lambda data: data + b"%"),
    "a missing mail": ("mailer/*/0*.eml", lambda _: None),
    "a changed mail": ("mailer/*/0*.eml", lambda data: data + b"\n"),
    "a mail missing in the index": ("mailer/*/index.csv", _without_line),
    "a dossier missing in the XML": ("deurwaarders-kade/*.xml", _without_dossier),
    "an XML file cut off": ("deurwaarders-kade/*.xml", lambda data: data[:-20]),
}


@pytest.mark.parametrize("fault", FILES)
def test_a_file_that_does_not_hold_its_batch_is_noticed(staged_hub: Hub, fault: str, tmp_path: Path) -> None:
    order = order_day(staged_hub.archive, DEMO_DATE)
    pattern, change = FILES[fault]
    staged = staged_hub.home.outbox / ".staged" / order.batch_key
    kept = copy_of(staged, tmp_path / "kept")
    path = sorted(staged.glob(pattern))[0]
    try:
        changed = change(path.read_bytes())
        path.unlink()
        if changed is not None:
            path.write_bytes(changed)
        assert recount_files(staged_hub, order).height == 1
    finally:
        shutil.rmtree(staged)
        copy_of(kept, staged)
    assert recount_files(staged_hub, order).is_empty()


def _check_run_is_red(home: Path, check: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["run", "--home", str(home), "--date", DEMO_DATE.isoformat()])
    told = capsys.readouterr()
    assert left.value.code == 1, told.err
    assert check in told.out
    assert "nothing was released" in told.out
    assert batch_files(home) == []
    assert receipts_in_log(home) == []


def _changed(rows: pl.DataFrame, change: str) -> pl.DataFrame:
    assert rows.height > 1
    return rows.tail(-1) if change == "drop" else pl.concat([rows, rows.tail(1)])


def _row_where(hub: Hub, table: str, direction: str) -> str:
    """Return a condition that the first or last row of a table meets alone."""
    key = ", ".join(f"{column}{direction}" for column in key_of(table))
    row = hub.store.connection.execute(f"SELECT {', '.join(key_of(table))} FROM {table} ORDER BY {key}").fetchone()
    assert row is not None
    literals = ["NULL" if value is None else f"'{value}'" for value in row]
    return " AND ".join(
        f"{name} IS NOT DISTINCT FROM {value}" for name, value in zip(key_of(table), literals, strict=True)
    )
