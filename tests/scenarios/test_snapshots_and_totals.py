"""A creditor that sends all open claims each week, with their totals in a file beside: booked, run, and rebuilt."""

from __future__ import annotations

import io
import os
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from assets.booking import book_pending
from assets.home import create_home
from assets.hub import open_hub
from assets.intake import take_in
from assets.rebuild import rebuild_into
from assets.revisions import book_all
from assets.waiting import waiting_files
from tests.scenarios.days import ask, differences, run_directly
from tests.scenarios.mail import fill_in

CREDITOR = """\
id: fietsenmaker
name: Fietsenmaker
address: {street: Plein, house_number: "1", postcode: 3811 AA, city: Amersfoort}
country: nl
language: nl
company_number: "70112233"
"""
FEED = """\
files: ["open*.csv"]
format: {name: csv, delimiter: ";"}
forms: {decimal: ",", dates: [dd-mm-yyyy]}
mode: snapshot
snapshot: {drop_percent: 60}
totals: {beside: "{stem}.totals.csv", format: {name: csv, delimiter: ";"}, rows: aantal, amount: bedrag}
expected: {every: week, by: monday, since: 2026-11-02}
records:
  row:
    books: claim
    columns: {Nota: claim_reference, Klant: debtor_reference, Naam: name, Bedrag: principal_cents, Vervalt: due_date}
    values: {debtor_type: consumer}
"""
DAY = date(2026, 11, 16)
STATUSES = (
    "SELECT file_name, status, rows_read FROM inbox.deliveries WHERE partner_id = 'fietsenmaker' ORDER BY delivery_id"
)
CODES = "SELECT code FROM inbox.findings ORDER BY delivery_id, line_number"
MONEY = "SELECT claim_id, kind, amount_cents FROM canonical.payments ORDER BY ALL"
GONE = "SELECT claim_id, delivery_id[:9] FROM canonical.events WHERE kind = 'withdrawal' ORDER BY ALL"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = create_home(tmp_path / "home").path
    folder = made / "mappings/creditors/fietsenmaker"
    folder.mkdir(parents=True)
    (folder / "creditor.yaml").write_text(CREDITOR, encoding="utf-8")
    (folder / "open.yaml").write_text(FEED, encoding="utf-8")
    (made / "inbox/fietsenmaker").mkdir(parents=True)
    return made


def content(amounts: dict[str, int]) -> bytes:
    rows = [f"{name};K{name};Jansen;{euros},00;15-06-2026" for name, euros in amounts.items()]
    return "\n".join(["Nota;Klant;Naam;Bedrag;Vervalt", *rows, ""]).encode()


def totals(amounts: dict[str, int]) -> bytes:
    return f"aantal;bedrag\n{len(amounts)};{sum(amounts.values())},00\n".encode()


def drop(home: Path, name: str, data: bytes, *, age_hours: float = 1) -> None:
    path = home / "inbox/fietsenmaker" / name
    path.write_bytes(data)
    changed = time.time() - 3600 * age_hours
    os.utime(path, (changed, changed))


def book(home: Path, day: date = DAY) -> None:
    with open_hub(home) as hub:
        take_in(hub, day, wait=False)
        book_pending(hub)


def waiting(home: Path) -> list[tuple[object, ...]]:
    with open_hub(home) as hub:
        return waiting_files(hub).select("file", "reason", "is_stuck").rows()


def test_weeks_of_snapshots_are_booked_run_and_rebuilt_to_the_same_rows(home: Path, tmp_path: Path) -> None:
    weeks = [{"F1": 100, "F2": 50, "F3": 70}, {"F1": 60, "F2": 50}, {"F1": 60, "F2": 50, "F4": 10}]
    for number, amounts in enumerate(weeks):
        drop(home, f"open-{number}.csv", content(amounts))
        drop(home, f"open-{number}.totals.csv", totals(amounts))
        book(home, date(2026, 11, 2 + 7 * number))
    run_directly(home, date(2026, 11, 24))
    assert [status for _, status, _ in ask(home, STATUSES)] == ["accepted"] * 6
    assert ask(home, MONEY) == [("fietsenmaker:F1", "payment", 4000)]
    assert [claim for claim, _ in ask(home, GONE)] == ["fietsenmaker:F3"]
    late = ask(home, "SELECT item_id, since_date FROM decisions.work_items WHERE kind = 'late'")
    assert late == [("late:fietsenmaker:open", date(2026, 11, 23))]
    assert rebuild_into(home, tmp_path / "again", tell=lambda _: None) == []
    assert differences(home, tmp_path / "again") == []


def test_a_file_waits_for_its_totals_and_is_booked_after_them(home: Path) -> None:
    drop(home, "open-1.csv", content({"F1": 100}))
    book(home)
    assert waiting(home) == [("open-1.csv", "it waits for the file with its totals", False)]
    assert ask(home, STATUSES) == []
    drop(home, "open-1.totals.csv", totals({"F1": 100}), age_hours=0.5)
    book(home)
    assert ask(home, STATUSES) == [("open-1.totals.csv", "accepted", 0), ("open-1.csv", "accepted", 1)]
    assert waiting(home) == []


def test_a_file_whose_totals_never_come_is_refused_and_both_files_sent_again_are_booked(home: Path) -> None:
    drop(home, "open-1.csv", content({"F1": 100}), age_hours=25)
    book(home)
    assert ask(home, STATUSES) == [("open-1.csv", "refused", 1)]
    (message,) = ask(home, "SELECT message FROM inbox.findings WHERE code = 1013")[0]
    assert message == "The file with the totals did not come, or cannot be read. It is called open-1.totals.csv."
    drop(home, "open-1.csv", content({"F1": 100}))
    drop(home, "open-1.totals.csv", totals({"F1": 100}))
    book(home)
    drop(home, "open-1.csv", content({"F1": 100}))
    book(home)
    assert [status for _, status, _ in ask(home, STATUSES)] == ["refused", "accepted", "accepted", "duplicate"]


def test_a_file_that_comes_back_corrected_as_a_whole_still_needs_its_totals(home: Path, tmp_path: Path) -> None:
    drop(home, "open-1.csv", content({"F1": 100, "F2": 50}).replace(b"15-06-2026", b"31-06-2026", 1), age_hours=25)
    _book_all(home)
    better = fill_in(home, "open-1.csv", {"F1": {"Vervalt": "15-06-2026"}}, by="Nota", partner="fietsenmaker")
    drop(home, "beter.xlsx", better)
    _book_all(home)
    assert ask(home, STATUSES) == [("open-1.csv", "refused", 2), ("beter.xlsx", "refused", 2)]
    assert ask(home, "SELECT message FROM inbox.findings WHERE code = 1013 AND delivery_id > 'D00000002'") == [
        ("The file with the totals did not come, or cannot be read. It is called open-1.totals.csv.",)
    ]
    drop(home, "open-1.totals.csv", totals({"F1": 100, "F2": 50}))
    _book_all(home)
    drop(home, "nog beter.xlsx", better + b"\0")
    _book_all(home)
    assert ask(home, STATUSES)[2:] == [("open-1.totals.csv", "accepted", 0), ("nog beter.xlsx", "accepted", 2)]
    assert ask(home, "SELECT DISTINCT state FROM marts.record_findings") == [("closed",)]
    assert rebuild_into(home, tmp_path / "again", tell=lambda _: None) == []
    assert differences(home, tmp_path / "again") == []


def test_totals_that_differ_refuse_the_file_until_they_are_right(home: Path) -> None:
    drop(home, "open-1.csv", content({"F1": 100}))
    drop(home, "open-1.totals.csv", totals({"F1": 100, "F2": 1}))
    book(home)
    assert ask(home, CODES) == [(1006,)]
    drop(home, "open-1.csv", content({"F1": 100}))
    drop(home, "open-1.totals.csv", totals({"F1": 100}))
    book(home)
    assert [status for _, status, _ in ask(home, STATUSES)] == ["accepted", "refused", "accepted", "accepted"]


def test_totals_that_cannot_be_read_refuse_both(home: Path) -> None:
    drop(home, "open-1.csv", content({"F1": 100}))
    drop(home, "open-1.totals.csv", b"\xff\xfe\x00")
    book(home)
    assert [status for _, status, _ in ask(home, STATUSES)] == ["refused", "refused"]
    assert (1013,) in ask(home, CODES)


def test_both_files_in_one_archive_belong_together(home: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("map/open-1.csv", content({"F1": 100}))
        archive.writestr("map/open-1.totals.csv", totals({"F1": 100}))
    drop(home, "week.zip", packed.getvalue())
    book(home)
    assert [status for _, status, _ in ask(home, STATUSES)] == ["accepted", "accepted"]


def _book_all(home: Path) -> None:
    with open_hub(home) as hub:
        take_in(hub, DAY, wait=False)
        book_all(hub)
