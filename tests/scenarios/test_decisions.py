"""Work items go out as workbooks, and come back as decisions that are executed once, whatever happens meanwhile."""

from __future__ import annotations

import os
import signal
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from assets.command_line import hub_group
from assets.demo import DEMO_DATE
from assets.directives import WITHDRAWN
from assets.hub import open_hub
from assets.rebuild import rebuild_into
from assets.revisions import find_delivery, revise
from assets.waiting import waiting_files
from tests.scenarios.days import ask, copy_of, differences, files_in, run_directly
from tests.scenarios.killed import run_killed

NEXT = DEMO_DATE + timedelta(days=1)
MONEY, DOSSIERS, SENDERS = (f"work-{team}-{DEMO_DATE}-01.xlsx" for team in ("money", "dossiers", "senders"))
BOOK: dict[tuple[str, str], object] = {("suspense", "decision"): "book", ("suspense", "decided by"): "Mo"}

REFUND: dict[tuple[str, str], object] = {
    ("suspense", "decision"): "refund",
    ("suspense", "remark"): "not owed",
    ("suspense", "decided by"): "Bo",
    ("credit", "decision"): "snooze",
    ("credit", "until"): NEXT + timedelta(days=9),
    ("credit", "decided by"): "Bo",
}
OWN_NAME = f"day-{NEXT}-07.json"


def send_back(home: Path, name: str, cells: dict[tuple[str, str], object], *, to: str = "back.xlsx") -> Path:
    """Put a workbook of the outbox in the inbox, with cells of the first row of sheets filled in."""
    workbook = openpyxl.load_workbook(home / "outbox/hub" / name)
    for (sheet, heading), value in cells.items():
        names = [cell.value for cell in workbook[sheet][1]]
        workbook[sheet].cell(2, names.index(heading) + 1).value = value
    path = home / "inbox/hub" / to
    path.parent.mkdir(exist_ok=True)
    workbook.save(path)
    # It has stopped growing long ago.
    os.utime(path, (1, 1))
    return path


def open_kinds(home: Path, day: date = NEXT) -> list[str]:
    """Return the kinds of the work items of a day."""
    rows = ask(home, f"SELECT kind FROM decisions.work_items WHERE business_date = '{day}' ORDER BY item_id")
    return [str(kind) for (kind,) in rows]


def asked_kinds(home: Path) -> list[str]:
    """Return the kinds of the items in the workbooks of the first day."""
    query = f"SELECT kind FROM outbox.questions WHERE business_date = '{DEMO_DATE}' ORDER BY item_id"
    return [str(kind) for (kind,) in ask(home, query)]


def outcome_of(home: Path, name: str) -> tuple[object, ...]:
    """Return what became of the file of a name."""
    query = f"SELECT status, rows_accepted, rows_refused FROM inbox.deliveries WHERE file_name = '{name}'"
    return ask(home, query)[-1]


def codes_of(home: Path, name: str) -> list[object]:
    """Return the findings of the file of a name."""
    query = f"SELECT code FROM inbox.findings JOIN inbox.deliveries USING (delivery_id) WHERE file_name = '{name}'"
    return [code for (code,) in ask(home, f"{query} ORDER BY code")]


def suspense(home: Path) -> tuple[str, int, date]:
    """Return the money in suspense: its id, cents and day."""
    query = "SELECT payment_id, amount_cents, effective_date FROM canonical.payments WHERE match_rule IS NULL"
    row = ask(home, f"{query} AND kind = 'payment'")[0]
    return str(row[0]), int(str(row[1])), date.fromisoformat(str(row[2]))


@pytest.fixture(scope="module")
def decided_template(tmp_path_factory: pytest.TempPathFactory, day_template: Path) -> Path:
    """A demo home after its second day, to which operators sent all sorts of things."""
    home = copy_of(day_template, tmp_path_factory.mktemp("decided") / "home")
    send_back(home, MONEY, BOOK | {("credit", "new owner"): "Anna", ("credit", "decided by"): "Mo"}, to="a-money.xlsx")
    send_back(
        home,
        DOSSIERS,
        {
            ("twin", "decision"): "different persons",
            ("untraceable", "decision"): "waive",
            ("untraceable", "remark"): "why",
            ("untraceable", "decided by"): "Bo",
            ("refused_transfer", "decision"): "close",
            ("refused_transfer", "decided by"): "Bo",
        },
        to="b-wrong.xlsx",
    )
    send_back(home, MONEY, REFUND | {("credit", "incassohub-item"): "credit-0"}, to="c-late.xlsx")
    send_back(home, DOSSIERS, {("twin", "decision"): "same person", ("twin", "decided by"): "Bo"}, to="d-twin.xlsx")
    aside = {("finding", "decision"): "snooze", ("finding", "until"): "30-11-2026", ("finding", "decided by"): "Bo"}
    send_back(home, SENDERS, aside, to="e-aside.xlsx")
    for name in (OWN_NAME, "dispatch-notes.jsonl"):
        (home / "inbox/hub" / name).write_text('{"business_date": "2030-01-01", "number": 7}')
        os.utime(home / "inbox/hub" / name, (1, 1))
    run_directly(home, NEXT)
    return home


@pytest.fixture
def decided_home(tmp_path: Path, decided_template: Path) -> Path:
    return copy_of(decided_template, tmp_path / "home")


def test_money_in_suspense_finds_its_home_by_a_returned_workbook(decided_template: Path) -> None:
    payment_id, cents, day = suspense(decided_template)
    assert "suspense" in asked_kinds(decided_template)
    assert "suspense" not in open_kinds(decided_template)
    found = ask(
        decided_template,
        "SELECT kind, dossier_id IS NULL, amount_cents, effective_date, reverses_payment_id, source "
        "FROM canonical.payments WHERE payment_id LIKE 'hub:%' ORDER BY kind",
    )
    assert found == [
        ("payment", False, cents, day, None, "agency"),
        ("reversal", True, cents, NEXT, payment_id, "agency"),
    ]
    paid = "SELECT sum(amount_cents) FROM ledger.allocations WHERE payment_id LIKE 'hub:home-%'"
    assert ask(decided_template, f"{paid} AND business_date = '{NEXT}'") == [(cents,)]
    assert outcome_of(decided_template, "a-money.xlsx") == ("accepted", 2, 0)
    assert "hub/a-money.xlsx.receipt.txt" in files_in(decided_template / "outbox")


def test_an_item_has_the_owner_whom_it_was_given(decided_template: Path) -> None:
    query = f"SELECT owner FROM decisions.work_items WHERE kind = 'credit' AND business_date = '{NEXT}'"
    assert ask(decided_template, query) == [("Anna",)]
    sheet = openpyxl.load_workbook(decided_template / f"outbox/hub/work-money-{NEXT}-01.xlsx")["credit"]
    row = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert (row["owner"], row["new owner"]) == ("Anna", None)


def test_decisions_that_cannot_be_are_told_and_change_nothing(decided_template: Path) -> None:
    assert outcome_of(decided_template, "b-wrong.xlsx") == ("refused", 0, 3)
    # No name, no reason, and a decision for another kind of item.
    assert codes_of(decided_template, "b-wrong.xlsx") == [2001, 2001, 3033]
    assert {"untraceable", "refused_transfer"} <= set(open_kinds(decided_template))
    findings = openpyxl.load_workbook(decided_template / "outbox/hub/b-wrong.xlsx.findings.xlsx")
    assert {"twin", "untraceable", "refused_transfer"} <= set(findings.sheetnames)


def test_an_item_that_was_decided_an_hour_ago_and_one_that_never_was_are_refused(decided_template: Path) -> None:
    assert outcome_of(decided_template, "c-late.xlsx") == ("refused", 0, 2)
    assert codes_of(decided_template, "c-late.xlsx") == [3030, 3031]


def test_debtors_told_to_be_one_person_are_one_party(decided_template: Path) -> None:
    assert "twin" not in open_kinds(decided_template)
    query = f"SELECT count(*) FROM decisions.parties WHERE rule = 'decided' AND business_date = '{NEXT}'"
    assert ask(decided_template, query) == [(2,)]


def test_an_item_that_was_put_aside_is_on_the_list_and_not_in_the_workbook(decided_template: Path) -> None:
    assert "finding" in open_kinds(decided_template)
    assert not (decided_template / f"outbox/hub/work-senders-{NEXT}-01.xlsx").exists()


def test_a_file_that_nobody_expects_and_a_name_that_is_the_hubs_own_are_told(decided_template: Path) -> None:
    assert codes_of(decided_template, "dispatch-notes.jsonl") == [1001]
    with open_hub(decided_template, read_only=True) as hub:
        stuck = waiting_files(hub).filter(partner="hub")
    assert stuck.select("file", "is_stuck").rows() == [(OWN_NAME, True)]
    assert "the hub itself gives this name" in stuck["reason"][0]


def test_a_day_with_decisions_is_repeated_to_the_byte_and_rebuilt_the_same(decided_home: Path, tmp_path: Path) -> None:
    before = files_in(decided_home / "outbox")
    run_directly(decided_home, NEXT)
    assert files_in(decided_home / "outbox") == before
    assert rebuild_into(decided_home, tmp_path / "again", tell=lambda _: None) == []
    assert differences(decided_home, tmp_path / "again") == []
    assert {name: data for name, data in files_in(tmp_path / "again/outbox").items() if name in before} == before


def test_a_run_that_is_killed_executes_a_decision_once(day_home: Path) -> None:
    send_back(day_home, MONEY, BOOK)
    for point in ("after 1 assets.archive:Archive._begin", "before 1 warehouse.booking:Booking.close"):
        assert run_killed(day_home, NEXT, point) == -signal.SIGKILL
    run_directly(day_home, NEXT)
    assert outcome_of(day_home, "back.xlsx") == ("accepted", 1, 0)
    assert ask(day_home, "SELECT count(*) FROM canonical.payments WHERE payment_id LIKE 'hub:%'") == [(2,)]


def test_workbooks_of_yesterday_bring_nothing_twice_and_a_findings_workbook_comes_back(decided_home: Path) -> None:
    with open_hub(decided_home, read_only=True) as hub:
        sent = hub.archive.read(find_delivery(hub, _delivery_of(decided_home, "a-money.xlsx")).sha256)
    (decided_home / "inbox/hub/again.xlsx").write_bytes(sent)
    os.utime(decided_home / "inbox/hub/again.xlsx", (1, 1))
    send_back(decided_home, MONEY, BOOK | {("suspense", "remark"): "once more"}, to="same.xlsx")
    fixed = {("refused_transfer", "remark"): "spoke to the office"}
    send_back(decided_home, "b-wrong.xlsx.findings.xlsx", fixed, to="corrected.xlsx")
    run_directly(decided_home, NEXT + timedelta(days=1))
    assert outcome_of(decided_home, "again.xlsx") == ("duplicate", 0, 0)
    # Its item is gone from the newest workbook.
    assert (outcome_of(decided_home, "same.xlsx"), codes_of(decided_home, "same.xlsx")) == (("refused", 0, 1), [3031])
    assert ask(decided_home, "SELECT count(*) FROM canonical.payments WHERE payment_id LIKE 'hub:%'") == [(2,)]
    assert outcome_of(decided_home, "corrected.xlsx")[1] == 1
    left = "SELECT count(*) FROM decisions.work_items WHERE kind = 'refused_transfer' AND business_date = "
    assert ask(decided_home, f"{left} '{NEXT + timedelta(days=1)}'") == [(1,)]


def test_decisions_that_were_withdrawn_are_as_if_nobody_had_decided(decided_home: Path) -> None:
    with open_hub(decided_home) as hub:
        target = find_delivery(hub, _delivery_of(decided_home, "a-money.xlsx")).delivery_id
        revise(hub, WITHDRAWN, target, person="Mo", reason="wrong dossier", today=NEXT)
    assert ask(decided_home, "SELECT count(*) FROM canonical.payments WHERE payment_id LIKE 'hub:home-%'") == [(0,)]
    # The refund that came too late is the first decision now.
    assert outcome_of(decided_home, "c-late.xlsx") == ("partly_accepted", 1, 1)


def test_the_workbook_can_be_had_at_any_time_without_what_was_decided(decided_template: Path, tmp_path: Path) -> None:
    wanted = ["form", "decisions", "--home", str(decided_template), "-o"]
    told = CliRunner().invoke(hub_group, [*wanted, str(tmp_path / "all.xlsx")])
    assert told.exit_code == 0, told.output
    sheets = openpyxl.load_workbook(tmp_path / "all.xlsx").sheetnames
    assert sorted({*open_kinds(decided_template), "how to decide"} - {"finding"}) == sorted(sheets)
    one = CliRunner().invoke(hub_group, [*wanted, str(tmp_path / "money.xlsx"), "--team", "money"])
    assert one.exit_code == 0, one.output
    assert openpyxl.load_workbook(tmp_path / "money.xlsx").sheetnames == ["credit", "how to decide"]
    wrong = CliRunner().invoke(hub_group, [*wanted, str(tmp_path / "x.xlsx"), "--team", "moneys"])
    assert "no team has this id" in str(wrong.exception)


def _delivery_of(home: Path, name: str) -> str:
    return str(ask(home, f"SELECT delivery_id FROM inbox.deliveries WHERE file_name = '{name}'")[0][0])
