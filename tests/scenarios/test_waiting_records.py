"""A record that comes before its claim waits, is told, and is booked once, whatever happens in between."""

from __future__ import annotations

import json
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.command_line import hub_group
from assets.directives import REPLAYED, WITHDRAWN
from assets.explain import explain_on
from assets.hub import open_hub
from assets.rebuild import rebuild_into
from assets.revisions import revise
from tests.scenarios.days import ask, copy_of, differences, run_directly
from tests.scenarios.killed import run_killed
from tests.scenarios.mail import DAY, SENDER, answers, claim, csv, drop, fill_in, mutation, receipt, send

LATER = DAY + timedelta(days=4)
STATES = "SELECT fact_id, state, ended_by FROM marts.waiting_records ORDER BY fact_id, delivery_id"
PAID = "SELECT payment_id, delivery_id, first_delivery_id, line_number FROM canonical.payments ORDER BY ALL"


def test_a_payment_is_told_to_wait_and_is_booked_by_the_delivery_that_brings_its_claim(empty_home: Path) -> None:
    early = send(empty_home, "mutaties.csv", mutation("M1", "betaling"), mutation("M2", "betaling", Factuurnummer="F9"))
    told = receipt(empty_home, "mutaties.csv")
    assert (told["status"], told["findings"]) == ("waiting", {"3007": 2})
    assert told["rows"] == {"read": 2, "accepted": 0, "refused": 0, "duplicate": 0, "waiting": 2, "withdrawn": 0}
    assert told["cents"]["read"] == told["cents"]["waiting"] == 5000
    brought = send(empty_home, "vorderingen.csv", claim("F1"), day=LATER)
    assert receipt(empty_home, "vorderingen.csv")["released"] == {"rows": 1, "cents": 2500}
    assert ask(empty_home, PAID) == [("energie-noord:M1", brought, early, 2)]
    assert ask(empty_home, STATES) == [("energie-noord:M1", "booked", brought), ("energie-noord:M2", "waiting", None)]
    told = json.loads(_shell("delivery", "show", "--home", str(empty_home), "--json", early[:9]))
    assert [row["state"] for row in told["waiting"]] == ["booked", "waiting"]
    told = json.loads(_shell("delivery", "show", "--home", str(empty_home), "--json", brought[:9]))
    assert [row["waited_in"] for row in told["released"]] == [early]
    _check_rebuild(empty_home)


def test_the_past_does_not_change_and_the_explanation_names_the_first_file(empty_home: Path) -> None:
    send(empty_home, "vorderingen-0.csv", claim("F0", Klantnummer="K1"))
    send(empty_home, "mutaties.csv", mutation("M1", "betaling"))
    run_directly(empty_home, DAY)
    open_before = "SELECT open_cents FROM ledger.dossiers WHERE business_date = '{}'"
    (before,) = ask(empty_home, open_before.format(DAY))
    send(empty_home, "vorderingen.csv", claim("F1"), day=LATER)
    run_directly(empty_home, LATER)
    (dossier,) = ask(empty_home, "SELECT DISTINCT dossier_id FROM canonical.claims")[0]
    with open_hub(empty_home, read_only=True) as hub:
        then, _ = explain_on(hub, str(dossier), DAY, DAY)
        now, _ = explain_on(hub, str(dossier), LATER)
    assert (then["open_cents"],) == before
    assert then["payments"] == []
    (paid,) = now["payments"]
    assert (paid["file"], paid["row"], paid["amount_cents"]) == ("mutaties.csv", 2, 2500)
    _check_rebuild(empty_home)


def test_what_waits_too_long_is_for_a_person_until_the_claim_comes(empty_home: Path) -> None:
    send(empty_home, "mutaties.csv", mutation("M1", "betaling"))
    items = "SELECT reason, amount_cents FROM decisions.work_items WHERE business_date = '{}' AND kind = 'waiting'"
    for days, expected in ((6, 0), (7, 1)):
        day = DAY + timedelta(days=days)
        run_directly(empty_home, day)
        assert len(ask(empty_home, items.format(day))) == expected
    reason = "1 record of mutaties.csv waits for a claim or payment that has not come: F1"
    assert ask(empty_home, items.format(DAY + timedelta(days=7))) == [(reason, 2500)]
    # The same day again, with the claim: the first order saw the record wait, the second does not.
    drop(empty_home, "vorderingen.csv", csv([claim("F1")]))
    run_directly(empty_home, DAY + timedelta(days=7))
    assert ask(empty_home, items.format(DAY + timedelta(days=7))) == []
    _check_rebuild(empty_home)


def test_a_withdrawn_claim_lets_the_record_wait_again(empty_home: Path) -> None:
    early = send(empty_home, "mutaties.csv", mutation("M1", "betaling"))
    brought = send(empty_home, "vorderingen.csv", claim("F1"))
    entry = _direct(empty_home, WITHDRAWN, brought)
    assert ask(empty_home, PAID) == []
    assert ask(empty_home, STATES) == [("energie-noord:M1", "waiting", None)]
    assert "released" not in receipt(empty_home, f"vorderingen.csv.{entry}")
    again = send(empty_home, "vorderingen-2.csv", claim("F1", Product="Gas"), day=LATER)
    assert ask(empty_home, PAID) == [("energie-noord:M1", again, early, 2)]
    # The first delivery is back: it brings the claim, and the other one differs from it.
    back = _direct(empty_home, WITHDRAWN, entry)
    assert ask(empty_home, PAID) == [("energie-noord:M1", brought, early, 2)]
    assert receipt(empty_home, f"vorderingen-2.csv.{back}")["status"] == "refused"
    _direct(empty_home, WITHDRAWN, early)
    assert ask(empty_home, PAID) == []
    assert ask(empty_home, STATES) == []
    _check_rebuild(empty_home)


def test_a_replay_books_what_waited_once(empty_home: Path) -> None:
    early = send(empty_home, "mutaties.csv", mutation("M1", "betaling"), mutation("M2", "betwisting", Bedrag=""))
    brought = send(empty_home, "vorderingen.csv", claim("F1"))
    before = ask(empty_home, PAID)
    _direct(empty_home, REPLAYED, early)
    _direct(empty_home, REPLAYED, brought)
    assert ask(empty_home, PAID) == before == [("energie-noord:M1", brought, early, 2)]
    assert ask(empty_home, "SELECT count(*) FROM canonical.events WHERE kind = 'dispute_opened'") == [(1,)]
    _check_rebuild(empty_home)


def test_a_wrong_reference_is_corrected_in_the_workbook_and_ends_the_waiting(empty_home: Path) -> None:
    send(empty_home, "vorderingen.csv", claim("F1"))
    early = send(empty_home, "mutaties.csv", mutation("M1", "betaling", Factuurnummer="F9"))
    # What comes back unchanged goes on waiting, and is not lost.
    send(empty_home, "ongewijzigd.xlsx", data=fill_in(empty_home, "mutaties.csv", {}))
    assert ask(empty_home, STATES) == [("energie-noord:M1", "waiting", None)]
    right = {"F9": {"Uw correctie: Factuurnummer": "F1"}}
    fixed = send(empty_home, "beter.xlsx", data=fill_in(empty_home, "mutaties.csv", right))
    told = receipt(empty_home, "beter.xlsx")
    assert (told["status"], told["correction"]["closed"]) == ("accepted", 1)
    assert ask(empty_home, STATES) == [("energie-noord:M1", "corrected", fixed)]
    send(empty_home, "vorderingen-9.csv", claim("F9"))
    assert ask(empty_home, PAID) == [("energie-noord:M1", fixed, None, 2)]
    state = "SELECT state, closed_by FROM marts.record_findings WHERE code = 3007"
    assert ask(empty_home, state) == [("closed", fixed)]
    assert early
    _check_rebuild(empty_home)


def test_a_correction_to_another_claim_that_is_not_there_waits_in_its_place(empty_home: Path) -> None:
    send(empty_home, "mutaties.csv", mutation("M1", "betaling", Factuurnummer="F9"))
    other = {"F9": {"Uw correctie: Factuurnummer": "F8"}}
    fixed = send(empty_home, "beter.xlsx", data=fill_in(empty_home, "mutaties.csv", other))
    assert receipt(empty_home, "beter.xlsx")["status"] == "waiting"
    assert ask(empty_home, STATES) == [("energie-noord:M1", "corrected", fixed), ("energie-noord:M1", "waiting", None)]
    send(empty_home, "vorderingen-9.csv", claim("F9"))
    assert ask(empty_home, PAID) == []
    brought = send(empty_home, "vorderingen-8.csv", claim("F8"))
    assert ask(empty_home, PAID) == [("energie-noord:M1", brought, fixed, 2)]
    _check_rebuild(empty_home)


def test_a_record_that_was_booked_meanwhile_is_not_booked_again_by_its_workbook(empty_home: Path) -> None:
    send(empty_home, "mutaties.csv", mutation("M1", "betaling"))
    late = fill_in(empty_home, "mutaties.csv", {"F1": {"Uw correctie: Factuurnummer": "F2"}})
    send(empty_home, "vorderingen.csv", claim("F1"), claim("F2"))
    send(empty_home, "te laat.xlsx", data=late)
    assert receipt(empty_home, "te laat.xlsx")["findings"] == {"3020": 1}
    assert len(ask(empty_home, PAID)) == 1
    _check_rebuild(empty_home)


def test_what_is_refused_when_its_claim_comes_is_told_with_that_claim(empty_home: Path) -> None:
    early = send(empty_home, "mutaties.csv", mutation("M1", "creditnota", Bedrag="150,00"))
    send(empty_home, "vorderingen.csv", claim("F1"))
    assert receipt(empty_home, "vorderingen.csv")["findings"] == {"3004": 1}
    assert "vorderingen.csv.findings.xlsx" in answers(empty_home)
    # The record is corrected in the workbook of its own file.
    right = fill_in(empty_home, "mutaties.csv", {"F1": {"Bedrag": "50,00"}})
    fixed = send(empty_home, "beter.xlsx", data=right)
    assert ask(empty_home, PAID) == [("energie-noord:M1", fixed, None, 2)]
    open_findings = "SELECT count(*) FROM marts.record_findings WHERE state <> 'closed'"
    assert ask(empty_home, open_findings) == [(0,)]
    assert early
    _check_rebuild(empty_home)


@pytest.mark.parametrize("point", ["before 1 warehouse.booking:Booking.close", "before 1 assets.reporting:_deliver"])
def test_a_run_that_is_killed_ends_the_same(empty_home: Path, tmp_path: Path, point: str) -> None:
    send(empty_home, "mutaties.csv", mutation("M1", "betaling"), mutation("M2", "betaling", Factuurnummer="F9"))
    drop(empty_home, "vorderingen.csv", csv([claim("F1")]))
    control = copy_of(empty_home, tmp_path / "control")
    run_directly(control, LATER)
    assert run_killed(empty_home, LATER, point) == -signal.SIGKILL
    run_directly(empty_home, LATER)
    run_directly(control, LATER)
    assert ask(empty_home, PAID) == ask(control, PAID)
    assert len(ask(empty_home, PAID)) == 1
    assert answers(empty_home) == answers(control)
    _check_rebuild(empty_home)


FILES = {
    "vorderingen-1.csv": (claim("F1"), claim("F2", Klantnummer="K2")),
    "vorderingen-2.csv": (claim("F3"),),
    "mutaties-1.csv": (mutation("M1", "betaling"), mutation("M2", "creditnota", Factuurnummer="F3")),
    "mutaties-2.csv": (mutation("M3", "storno", **{"Storno van": "M1"}), mutation("M4", "betaling", Bedrag="30,00")),
    "mutaties-3.csv": (
        mutation("M5", "betwisting", Bedrag="", Factuurnummer="F2"),
        mutation("M6", "betaling", Factuurnummer="F2", Bedrag="10,00"),
    ),
}


def test_the_most_awkward_order_over_files_and_days_ends_in_the_right_balance(empty_home: Path) -> None:
    # Any order books the same facts: `tests/pipelines/canonical/test_any_order.py`.
    home = empty_home
    for days, name in enumerate(("mutaties-2", "mutaties-1", "mutaties-3", "vorderingen-2", "vorderingen-1")):
        send(home, f"{name}.csv", *FILES[f"{name}.csv"], day=DAY + timedelta(days=days // 2))
    run_directly(home, LATER)
    money = "SELECT payment_id, kind, claim_id, amount_cents, effective_date, reverses_payment_id"
    assert ask(home, f"{money} FROM canonical.payments ORDER BY ALL") == EXPECTED
    balance = "SELECT claim_id, open_cents FROM ledger.balances WHERE business_date = '{}' ORDER BY ALL".format
    assert [claim_id for claim_id, _ in ask(home, balance(LATER))] == [f"{SENDER}:F{number}" for number in (1, 2, 3)]
    opened = "SELECT sum(principal_open_cents) FROM ledger.dossiers WHERE business_date = '{}'".format
    # Fifty cents of each payment pay the interest of its claim first.
    assert ask(home, opened(LATER)) == [(30000 - (3000 - 50) - 2500 - (1000 - 50),)]
    assert ask(home, "SELECT count(*) FROM marts.waiting_records WHERE state <> 'booked'") == [(0,)]
    counted = "SELECT sum(rows_read), sum(rows_accepted) + sum(rows_waiting), sum(rows_waiting) - sum(rows_released)"
    assert ask(home, f"{counted} FROM inbox.deliveries WHERE partner_kind = 'creditor'") == [(9, 9, 0)]
    assert ask(home, "SELECT count(*) FROM canonical.events WHERE kind = 'dispute_opened'") == [(1,)]


def _row(number: int, kind: str, claim_number: int, cents: int, reverses: int | None = None) -> tuple[object, ...]:
    reversed_id = f"{SENDER}:M{reverses}" if reverses else None
    day = DAY.replace(month=8, day=1)
    return (f"{SENDER}:M{number}", kind, f"{SENDER}:F{claim_number}", cents, day, reversed_id)


EXPECTED = [
    _row(1, "payment", 1, 2500),
    _row(2, "credit_note", 3, 2500),
    _row(3, "reversal", 1, 2500, 1),
    _row(4, "payment", 1, 3000),
    _row(6, "payment", 2, 1000),
]


def _direct(home: Path, kind: str, delivery: str) -> str:
    with open_hub(home) as hub:
        return str(revise(hub, kind, delivery, person="A. Jansen", reason="a test", today=DAY).delivery_id)


def _shell(*arguments: str) -> str:
    return CliRunner().invoke(hub_group, list(arguments)).output


def _check_rebuild(home: Path) -> None:
    again = home.parent / f"{home.name}-again"
    rebuild_into(home, again, tell=lambda _: None)
    assert differences(home, again) == []
