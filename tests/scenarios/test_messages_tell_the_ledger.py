"""Every letter and e-mail of a day, read back from its file: amounts, reference and QR code are those of the ledger."""

from __future__ import annotations

import csv
import email
import email.policy
import subprocess
from email.message import EmailMessage
from pathlib import Path

import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.scenarios.days import ask

ASKED = """
    WITH claims AS (
        SELECT b.dossier_id, b.claim_id, b.principal_open_cents, b.interest_open_cents
        FROM ledger.balances b ANTI JOIN decisions.left_out USING (dossier_id, claim_id)
    ), costs AS (
        SELECT c.dossier_id, sum(c.open_cents) AS cents FROM ledger.costs c
        WHERE NOT EXISTS (
            FROM decisions.left_out l WHERE l.claim_id = c.claim_id
               OR list_contains(string_split(c.claim_ids, ' '), l.claim_id)
        ) GROUP BY ALL
    )
    SELECT m.dossier_id, m.batch_id, m.sequence_number, m.language, m.payment_reference,
           sum(principal_open_cents)::BIGINT, sum(interest_open_cents)::BIGINT,
           coalesce(any_value(costs.cents), 0)::BIGINT
    FROM outbox.messages m JOIN claims USING (dossier_id) LEFT JOIN costs USING (dossier_id)
    WHERE m.step_id NOT LIKE 'arrangement%' GROUP BY ALL ORDER BY ALL
"""
OF_PLANS = "SELECT batch_id, sequence_number FROM outbox.messages WHERE step_id LIKE 'arrangement%'"
"""What asks for an instalment, not for the balance."""


def printed(cents: int, language: str) -> str:
    """Return an amount as people of a language write it, without its sign."""
    whole, rest = divmod(cents, 100)
    groups, mark = {"nl": (".", ","), "fr": (" ", ","), "en": (",", ".")}[language]
    return f"{whole:,}".replace(",", groups) + f"{mark}{rest:02d}"


def plain(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def letters_of(home: Path, folder: Path) -> dict[tuple[str, int], tuple[str, list[str]]]:
    """Return text and decoded QR codes of every letter, by batch and number."""
    found = {}
    for index in sorted((home / "outbox/printer").glob("*.csv")):
        pdf = index.with_suffix(".pdf")
        subprocess.run(["pdftoppm", "-r", "110", "-gray", "-png", pdf, folder / "page"], check=True, timeout=120)
        images = sorted(folder.glob("page*.png"))
        pages = [page.extract_text() for page in PdfReader(pdf).pages]
        with index.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter=";"):
                first = int(row["first_page"]) - 1
                its = slice(first, first + int(row["page_count"]))
                codes = [
                    code.bytes.decode() for image in images[its] for code in zxingcpp.read_barcodes(Image.open(image))
                ]
                found[index.stem, int(row["sequence_number"])] = plain(" ".join(pages[its])), codes
    return found


def mails_of(home: Path) -> dict[tuple[str, int], tuple[str, list[str]]]:
    """Return the text part of every e-mail and no codes, by batch and number."""
    found = {}
    for path in sorted((home / "outbox/mailer").rglob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text = mail.get_body(("plain",))
        assert isinstance(text, EmailMessage)
        found[path.parent.name, int(path.name.partition("-")[0])] = plain(text.get_content()), []
    return found


def test_every_letter_and_mail_tells_what_the_ledger_says(day_template: Path, tmp_path: Path) -> None:
    read = letters_of(day_template, tmp_path) | mails_of(day_template)
    asked = ask(day_template, ASKED)
    assert {(batch, number) for _, batch, number, *_ in asked} == read.keys() - set(ask(day_template, OF_PLANS))
    for dossier, batch, number, language, reference, *buckets in asked:
        text, codes = read[str(batch), int(str(number))]
        cents = [int(str(bucket)) for bucket in buckets]
        for amount in (*cents, sum(cents)):
            assert printed(amount, str(language)) in text, (dossier, amount)
        assert str(reference) in text
        if str(batch).startswith("letters-"):
            [code] = codes
            assert code.splitlines()[7] == f"EUR{sum(cents) / 100:.2f}", dossier
