"""What should have happened and did not is put before a person, by day, and is gone when it happens."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl

from assets.day_orders import order_day
from assets.demo import DEMO_DATE
from assets.hub import open_hub
from assets.unsent import read_unsent
from tests.scenarios.days import ask, run_directly

SILENT = DEMO_DATE + timedelta(days=16)
HEAD = "Regelnummer;Uw dossier;Opdrachtgever;Factuur;Code;Datum;Bedrag;Omschrijving;Ons dossier"


def answer_all(home: Path) -> None:
    """Let the office accept every dossier that it got on the first day."""
    handed = ask(home, f"SELECT dossier_id FROM outbox.transfers WHERE business_date = '{DEMO_DATE}' ORDER BY ALL")
    lines = [f"{place};{dossier};;;10;{SILENT:%d-%m-%Y};;;" for place, (dossier,) in enumerate(handed, start=1)]
    path = home / "inbox/deurwaarders-kade/terugmelding-antwoord.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    # It has stopped growing long ago.
    os.utime(path, (1, 1))


def listed(home: Path, kind: str) -> list[tuple[object, ...]]:
    """Return the items of a kind on the newest day."""
    return ask(home, f"SELECT item_id, team_id, amount_euros, is_overdue FROM marts.work_items WHERE kind = '{kind}'")


def test_a_bailiff_who_does_not_answer_and_a_rate_that_runs_out_are_on_the_list(day_home: Path) -> None:
    assert listed(day_home, "answer") == listed(day_home, "law") == []
    run_directly(day_home, SILENT)
    batch = f"answer:transfers-deurwaarders-kade-{DEMO_DATE}-01"
    ((item, team, euros, is_overdue),) = listed(day_home, "answer")
    assert (item, team, is_overdue) == (batch, "dossiers", False)
    assert euros > 0
    rates = {row[0]: row[1] for row in listed(day_home, "law")}
    assert rates["law:nl_interest_consumer"] == "senders"
    names = {
        team: openpyxl.load_workbook(day_home / f"outbox/hub/work-{team}-{SILENT}-01.xlsx").sheetnames
        for team in ("senders", "dossiers")
    }
    assert "law" in names["senders"]
    assert "answer" in names["dossiers"]
    answer_all(day_home)
    run_directly(day_home, SILENT + timedelta(days=1))
    assert batch not in [row[0] for row in listed(day_home, "answer")]


def test_what_no_receipt_tells_of_did_not_leave(day_home: Path) -> None:
    with open_hub(day_home) as hub:
        first = order_day(hub.archive, DEMO_DATE)
        later = replace(first, business_date=SILENT)
        # As the order sees it that came before the receipt of the first day, and as one sees it that came after it.
        before = read_unsent(hub, later)
        after = read_unsent(hub, replace(later, delivery_id="D99999999-00000000"))
    made = ask(
        day_home, "SELECT count(*) FROM (FROM outbox.messages SELECT 1 UNION ALL FROM outbox.transfers SELECT 1)"
    )
    assert [(before.height,)] == made
    assert before.height > 0
    assert after.is_empty()
