"""The first day of a home, run again and again: each file is booked once, answered, and leaves once."""

from __future__ import annotations

import csv
import io
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from assets.command_line import main
from assets.demo import DEMO_DATE, demo_files, make_demo
from assets.home import Home
from assets.hub import open_hub
from mappings.partners import load_partners
from mappings.twin_words import load_all_words
from tests.scenarios.days import CLAIMS, ask, batch_files, copy_of, differences, files_in, run_directly

DATE = DEMO_DATE.isoformat()
COUNTS = {"read", "accepted", "refused", "duplicate"}
ROTTEN = "ZP20261116_0002.txt"


def exit_status(*arguments: object) -> int:
    """Return the exit status of the command line."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0)


def test_the_command_runs_the_day_and_a_second_time_books_nothing(
    waiting_home: Path, day_template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status("run", "--home", waiting_home, "--date", DATE) == 1  # The rotten file has refused records.
    told = capsys.readouterr().out
    assert "Deliveries taken in" in told
    assert "out of balance" not in told
    assert differences(waiting_home, day_template) == []
    left = files_in(waiting_home / "outbox")
    assert left == files_in(day_template / "outbox")
    log = sorted((waiting_home / "archive/log").iterdir())
    assert exit_status("run", "--home", waiting_home, "--date", DATE) == 0
    assert "No file was waiting" in capsys.readouterr().out
    assert differences(waiting_home, day_template) == []
    assert files_in(waiting_home / "outbox") == left
    assert sorted((waiting_home / "archive/log").iterdir()) == log


def test_the_known_totals_of_the_demo_are_what_was_read(day_template: Path) -> None:
    roots = Home(day_template).mapping_roots
    made = demo_files(load_partners(roots), load_all_words(roots), claims=CLAIMS, seed=1)
    known = {(file.partner_id, file.name): (file.made.rows, file.made.cents) for file in made}
    query = "SELECT partner_id, file_name, rows_read, cents_read FROM inbox.deliveries WHERE partner_kind <> 'hub'"
    assert {(partner, name): (rows, cents) for partner, name, rows, cents in ask(day_template, query)} == known


def test_every_delivery_of_creditors_and_bailiffs_has_a_receipt_that_adds_up(day_template: Path) -> None:
    query = (
        "SELECT delivery_id, partner_id, file_name, sha256, status, rows_read FROM inbox.deliveries "
        "WHERE partner_kind IN ('creditor', 'bailiff')"
    )
    deliveries = ask(day_template, query)
    assert len(deliveries) > 20
    for delivery_id, partner_id, file_name, sha256, status, rows_read in deliveries:
        receipt = json.loads((day_template / f"outbox/{partner_id}/{file_name}.receipt.json").read_bytes())
        assert receipt["delivery_id"] == delivery_id
        assert (receipt["file_name"], receipt["sha256"], receipt["status"]) == (file_name, sha256, status)
        assert receipt["rows"]["read"] == rows_read
        for unit in ("rows", "cents"):
            assert receipt[unit].keys() >= COUNTS
            assert receipt[unit]["read"] == sum(receipt[unit][name] for name in COUNTS - {"read"})
        assert isinstance(receipt["findings"], dict)


def test_the_good_records_of_the_rotten_file_are_booked_and_its_five_faults_are_told(day_template: Path) -> None:
    receipt = json.loads((day_template / f"outbox/zorgplus/{ROTTEN}.receipt.json").read_bytes())
    assert receipt["status"] == "partly_accepted"
    assert receipt["findings"] == {"1008": 1, "2002": 1, "2005": 1, "2009": 1, "3001": 1}
    assert (receipt["rows"]["refused"], receipt["rows"]["duplicate"]) == (3, 1)
    assert (day_template / f"outbox/zorgplus/{ROTTEN}.findings.xlsx").is_file()
    booked = ask(day_template, f"SELECT count(*) FROM canonical.claims WHERE delivery_id = '{receipt['delivery_id']}'")
    assert booked == [(receipt["rows"]["accepted"],)]


def test_the_demo_dropped_again_is_known_again(day_home: Path, tmp_path: Path) -> None:
    before = copy_of(day_home, tmp_path / "before")
    make_demo(day_home, claims=CLAIMS, seed=1)
    run_directly(day_home, DEMO_DATE)
    facts = ("canonical.claims", "canonical.debtors", "canonical.payments", "ledger.balances", "outbox.lines")
    assert [line for line in differences(before, day_home) if line.startswith(facts)] == []
    again = ask(
        day_home,
        "SELECT status, rows_accepted + rows_refused, rows_duplicate = rows_read AND cents_duplicate = cents_read "
        "FROM inbox.deliveries WHERE partner_kind <> 'hub' ORDER BY sequence_number",
    )
    assert again[len(again) // 2 :] == [("duplicate", 0, True)] * (len(again) // 2)
    receipts = [json.loads(path.read_bytes()) for path in (day_home / "outbox").rglob("*.receipt.json")]
    assert {receipt["status"] for receipt in receipts} == {"duplicate"}
    assert _files_of_partners(day_home) == _files_of_partners(before)


def _files_of_partners(home: Path) -> list[str]:
    """Return the files of batches but for the lists of work, which a new run of a day writes anew."""
    return [path for path in batch_files(home) if not path.startswith("hub/work-")]


def test_the_work_of_every_team_lies_there_as_a_list_too(day_template: Path) -> None:
    asked = ask(day_template, "SELECT team_id, count(*), sum(amount_cents) FROM outbox.questions GROUP BY 1 ORDER BY 1")
    assert len(asked) > 1
    for team, count, cents in asked:
        path = day_template / f"outbox/hub/work-{team}-{DEMO_DATE}-01.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), delimiter=";"))
        assert (len(rows), sum(Decimal(row["euros"]) * 100 for row in rows)) == (count, cents)


def test_the_warehouse_rebuilt_elsewhere_is_the_same(
    day_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    assert exit_status("rebuild", "--home", day_template, "--into", other) == 0
    capsys.readouterr()
    assert exit_status("compare", "--home", day_template, other) == 0
    assert capsys.readouterr().out == "every table holds the same rows\n"
    assert files_in(other / "outbox") == files_in(day_template / "outbox")
    assert exit_status("rebuild", "--home", day_template, "--into", other) == 2
    assert "not empty" in capsys.readouterr().err


def test_compare_names_the_tables_and_rows_that_differ(
    day_home: Path, day_template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (claim,) = ask(day_home, "SELECT min(claim_id) FROM canonical.claims")[0]
    drop_rows(day_home, "canonical.claims", f"claim_id = '{claim}'")
    assert exit_status("compare", "--home", day_template, day_home) == 1
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 3
    assert told[0].startswith("canonical.claims: ")
    assert told[1:] == [f"  only in {day_template}: 1 row", f"    claim_id={claim}"]


def drop_rows(home: Path, table: str, where: str) -> None:
    """Take rows out of a table behind the hub's back."""
    with open_hub(home) as hub, hub.store.booking("tampered", "test") as booking:
        assert booking.delete(table, where=where)


def test_a_warehouse_that_was_lost_is_rebuilt_in_place(day_home: Path, day_template: Path) -> None:
    shutil.rmtree(day_home / "warehouse")
    assert exit_status("rebuild", "--home", day_home) == 0
    assert differences(day_home, day_template) == []
    assert files_in(day_home / "archive") == files_in(day_template / "archive")
    assert (day_home / "warehouse/analytics.duckdb").is_file()
    assert not list(day_home.glob(".rebuilding"))


def test_a_warehouse_with_foreign_rows_is_rebuilt_in_place(day_home: Path, day_template: Path) -> None:
    drop_rows(day_home, "canonical.claims", "true")
    assert exit_status("rebuild", "--home", day_home) == 0
    assert differences(day_home, day_template) == []
