"""E-mails leave by a mail server; what did not reach is due again by another channel, or a person is told."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from assets.booking import book_pending
from assets.day_orders import newest_order
from assets.demo import DEMO_DATE
from assets.dispatch import dispatch
from assets.hub import open_hub
from tests.mail_server import HOST, PASSWORD, USER, mail_server
from tests.scenarios.days import ask, noon, run_directly
from warehouse.errors import TransportError

NEXT = DEMO_DATE + timedelta(days=1)
MAILS = (
    "SELECT m.dossier_id, m.recipient, m.step_id FROM outbox.messages m JOIN canonical.debtors d USING (debtor_id) "
    "WHERE m.channel = 'email' AND d.city IS NOT NULL AND m.event_kind = 'fourteen_day_notice_sent' ORDER BY ALL"
)
LETTERS = "SELECT dossier_id, batch_id, sequence_number FROM outbox.messages WHERE channel = 'print' ORDER BY ALL"


def action_of(home: Path, dossier_id: object) -> tuple[object, ...]:
    """What became of a dossier on the next day."""
    query = "SELECT outcome, channel, step_id, reason FROM decisions.actions WHERE business_date = DATE '{}' AND {}"
    return ask(home, query.format(NEXT, f"dossier_id = '{dossier_id}'"))[0]


def drop(home: Path, partner: str, name: str, text: str) -> None:
    folder = home / "inbox" / partner
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    # It lay there long enough to be whole.
    os.utime(folder / name, (0, 0))


def test_what_did_not_reach_goes_by_another_channel(
    staged_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    (refused, bad_address, step), (unknown, silent_address, _) = ask(staged_home, MAILS)[:2]
    came_back, wrong_number = ask(staged_home, LETTERS)[:2]
    mails = int(str(ask(staged_home, "SELECT count(*) FROM outbox.messages WHERE channel = 'email'")[0][0]))
    with mail_server(tmp_path) as server:
        keys = f"host: {HOST}, port: {server.port}, user: {USER}, password: $MAIL_PASSWORD, ca_file: {server.ca_file}"
        settings = staged_home / "hub.yaml"
        settings.write_text(f"transports:\n  mailer: {{kind: smtp, {keys}}}\n", encoding="utf-8")
        server.to_recipient = lambda who: "550 unknown" if who == bad_address else "250 ok"
        server.to_content = lambda who: None if who == silent_address else "250 ok"
        evening = f"{mails} e-mails wait until Tuesday 2026-11-17 07:00, when their receivers may be contacted"
        with (
            open_hub(staged_home, clock=lambda: noon().replace(hour=20)) as hub,
            pytest.raises(TransportError, match=evening),
        ):
            dispatch(hub, newest_order(hub.archive))
        assert server.accepted == []
        assert list((staged_home / "outbox/printer").glob("letters-*.pdf")), "what is printed waits for nobody"
        with open_hub(staged_home, clock=noon) as hub:
            dispatch(hub, newest_order(hub.archive))
            book_pending(hub)
        assert len(server.accepted) == len(set(server.accepted)) == mails - 1
        head = "message_id;dossier_id;date;reason\r\n"
        drop(
            staged_home,
            "printer",
            "returned-1.csv",
            f"{head}{came_back[1]}/{came_back[2]};{came_back[0]};{NEXT};moved\r\n",
        )
        calls = (
            f"message_id;dossier_id;name;result;result_date;remark\r\n;{wrong_number[0]};N;no_calls;{NEXT};angry\r\n"
        )
        drop(staged_home, "dialler", "calls-1.csv", f"{calls};{refused};N;;;\r\n")
        server.accepted.clear()
        run_directly(staged_home, NEXT)
        assert bad_address not in server.recipients()
        assert silent_address not in server.recipients()
    told = "SELECT kind, dossier_id, channel FROM canonical.events WHERE kind LIKE 'message%' OR kind LIKE 'contact%'"
    assert sorted(ask(staged_home, told)) == sorted(
        [
            ("message_returned", refused, "email"),
            ("message_uncertain", unknown, "email"),
            ("message_returned", came_back[0], "print"),
            ("contact_refused", wrong_number[0], "call"),
        ]
    )
    assert action_of(staged_home, refused)[:3] == ("send", "print", step)
    assert action_of(staged_home, unknown)[0] == "waiting"
    assert action_of(staged_home, came_back[0])[0] == "person"
    assert f"a letter came back on {NEXT}" in str(action_of(staged_home, came_back[0])[3])
    items = "SELECT kind, dossier_id FROM decisions.work_items WHERE kind = 'undelivered' AND business_date = DATE '{}'"
    assert ask(staged_home, items.format(NEXT)) == [("undelivered", unknown)]
