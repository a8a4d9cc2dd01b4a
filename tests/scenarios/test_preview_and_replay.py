"""A message is looked at before it leaves, and made again to the byte afterwards, whatever became of its template."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pypdf
import pytest

from assets.demo import DEMO_DATE
from assets.hub import open_hub
from assets.kept_templates import TEMPLATES
from assets.preview_message import preview_message
from assets.rebuild import rebuild_in_place
from assets.replay_message import replay_message
from mappings.tree import SHIPPED
from tests.scenarios.days import ask, differences, files_in
from warehouse.errors import BalanceError, UsageError


def letter_of(home: Path) -> tuple[str, int, str, str]:
    """The batch, number, dossier and reference of a letter in the middle of its batch."""
    rows = ask(
        home,
        "SELECT batch_id, sequence_number, dossier_id, payment_reference FROM outbox.messages WHERE channel = 'print' "
        "ORDER BY abs(sequence_number - 3)",
    )
    batch_id, number, dossier_id, reference = rows[0]
    return str(batch_id), int(str(number)), str(dossier_id), str(reference)


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def change_template(home: Path) -> None:
    """Change a text that every letter and e-mail in Dutch shares."""
    shared = (SHIPPED / "letters/nl/shared.yaml").read_text(encoding="utf-8")
    own = home / "mappings/letters/nl/shared.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(shared.replace("Geachte", "Beste"), encoding="utf-8")


def test_a_preview_says_what_the_step_would_say_and_leaves_nothing(day_home: Path) -> None:
    dossier_id, step_id, open_cents = ask(
        day_home,
        "SELECT dossier_id, step_id, open_cents FROM decisions.actions JOIN canonical.debtors USING (debtor_id) "
        "WHERE outcome = 'held' AND template = 'reminder' AND country = 'nl' AND language = 'nl' AND open_cents > 0 "
        "ORDER BY dossier_id",
    )[0]
    before = files_in(day_home / "outbox")
    with open_hub(day_home, read_only=True) as hub:
        letter = preview_message(hub, str(dossier_id), str(step_id), channel="print")
        again = preview_message(hub, str(dossier_id), str(step_id), channel="print")
    euros = f"{int(str(open_cents)) // 100:,}".replace(",", ".") + f",{int(str(open_cents)) % 100:02}"
    assert euros in text_of(letter.data)
    assert f"letters-printer-{DEMO_DATE}-00 · 1" in text_of(letter.data)
    assert letter == again
    assert files_in(day_home / "outbox") == before


def test_a_preview_of_what_cannot_be_is_told(day_template: Path) -> None:
    dossier_id = str(ask(day_template, "SELECT dossier_id FROM outbox.messages ORDER BY ALL")[0][0])
    with open_hub(day_template, read_only=True) as hub:
        with pytest.raises(UsageError, match=r"has no message of this name.*reminder"):
            preview_message(hub, dossier_id, "bailiff")
        with pytest.raises(UsageError, match="no dossier had this number"):
            preview_message(hub, "0000000000", "reminder")


def test_what_left_is_made_again_to_the_byte_after_its_template_changed(day_home: Path) -> None:
    change_template(day_home)
    batch_id, number, dossier_id, reference = letter_of(day_home)
    sent = files_in(day_home / "outbox")
    mail = next(path for path in sent if path.endswith(".eml"))
    with open_hub(day_home, read_only=True) as hub:
        assert replay_message(hub, batch_id).data == sent[f"printer/{batch_id}.pdf"]
        _, mails, name = mail.split("/")
        assert replay_message(hub, f"{mails}/{int(name[:6])}") == (name, sent[mail])
        letter = replay_message(hub, f"{batch_id} · {number}").data
        assert letter == replay_message(hub, f"{batch_id}/{number}").data
        assert b"Beste" not in sent[mail]
    assert dossier_id in text_of(letter)
    assert reference.replace(" ", "") in text_of(letter).replace(" ", "").replace("\u00a0", "")
    assert f"{batch_id} · {number}" in text_of(letter)
    assert f"{batch_id} · {number + 1}" not in text_of(letter)


def test_a_rebuild_after_a_template_changed_speaks_as_it_spoke(day_home: Path, day_template: Path) -> None:
    change_template(day_home)
    rebuild_in_place(day_home, tell=lambda _: None)
    assert not differences(day_home, day_template)
    batch_id = letter_of(day_home)[0]
    with open_hub(day_home, read_only=True) as hub:
        pdf = replay_message(hub, batch_id).data
    assert pdf == files_in(day_template / "outbox")[f"printer/{batch_id}.pdf"]


def test_what_cannot_be_made_again_is_told(day_home: Path) -> None:
    batch_id = letter_of(day_home)[0]
    with open_hub(day_home) as hub:
        with pytest.raises(UsageError, match="no such message left"):
            replay_message(hub, f"{batch_id}/99999")
        hub.store.book(
            lambda booking: booking.delete(
                "outbox.messages", where="batch_id = ? AND sequence_number = 1", parameters=[batch_id]
            ),
            message="a row is lost",
            author="test",
        )
        with pytest.raises(BalanceError, match="cannot be made again as it left"):
            replay_message(hub, batch_id)


def test_the_archive_names_each_template_by_its_hash(day_template: Path) -> None:
    kept = {path.name for path in (day_template / "archive" / TEMPLATES).iterdir() if path.name != "orders"}
    used = {row[0] for row in ask(day_template, "SELECT DISTINCT template_sha256 FROM outbox.messages")}
    assert kept == used
    files = files_in(day_template / "archive" / TEMPLATES / sorted(kept)[0])
    own = [name for name in files if not name.endswith("shared.yaml") and "layout" not in name]
    order = (own[0].rpartition("/")[0] + "/shared.yaml", own[0], *(f"letters/layout/{n}" for n in LAYOUTS))
    told = "\n".join(hashlib.sha256(files[name]).hexdigest() for name in order)
    assert hashlib.sha256(told.encode()).hexdigest() == sorted(kept)[0]


LAYOUTS = ("letter.typ", "mail.txt.j2", "mail.html.j2")
