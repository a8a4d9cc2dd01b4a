"""A sample becomes a working creditor: drafted, the questions answered, checked, and every record would be booked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from assets.demo import demo_files
from assets.draft_mapping import draft_mapping
from assets.preview_file import preview_file
from mappings.check_files import check_files
from mappings.partners import load_partners
from mappings.tree import SHIPPED
from mappings.twin_words import load_all_words

DAY = date(2026, 11, 16)
CREDITOR = """\
id: nieuw
name: Nieuwe Opdrachtgever B.V.
address: {street: Kade, house_number: "1", postcode: 3011 KL, city: Rotterdam}
country: COUNTRY
language: nl
company_number: "NUMBER"
"""
NUMBERS = {"nl": "70112233", "be": "0761.448.218"}
ANSWERS = {
    "energie-noord": {"P": "consumer", "E": "sole_trader", "Z": "business"},
    "groothandel-maas": {"debtor_type": "business"},
    "telecom-brabo": {"RES": "consumer", "IND": "sole_trader", "PRO": "business"},
    "woonstichting-delta": {},
    "zorgplus": {"N": "consumer", "Z": "sole_trader", "R": "business"},
}
"""What each creditor answers to the question who is a consumer."""


def answered(text: str, answers: dict[str, str]) -> str:
    """Return a drafted feed as an operator leaves it: codes filled in, questions removed."""
    for code, meaning in answers.items():
        text = re.sub(rf'"?\b{code}"?: "\?"', f'"{code}": {meaning}', text)
    return text.partition("\nquestions:\n")[0] + "\n"


@pytest.mark.parametrize("creditor", ANSWERS)
def test_a_drafted_and_answered_mapping_books_the_whole_sample(tmp_path: Path, creditor: str) -> None:
    partners = load_partners((SHIPPED,))
    files = demo_files(partners, load_all_words(), claims=300, seed=7)
    file = next(file for file in files if file.partner_id == creditor)
    sample = tmp_path / file.name
    sample.write_bytes(file.made.data)
    country = partners.creditors[creditor].country
    draft = draft_mapping(sample, creditor_id="nieuw", roots=(SHIPPED,))
    folder = tmp_path / "home/mappings/creditors/nieuw"
    folder.mkdir(parents=True)
    head = CREDITOR.replace("COUNTRY", country).replace("NUMBER", NUMBERS[country])
    (folder / "creditor.yaml").write_text(head, encoding="utf-8")
    feed_name = next(name for name in draft.files if name != "creditor.yaml")
    (folder / feed_name).write_text(draft.files[feed_name], encoding="utf-8")
    roots = (tmp_path / "home/mappings", SHIPPED)
    assert check_files(roots, creditor_id="nieuw").faults
    (folder / feed_name).write_text(answered(draft.files[feed_name], ANSWERS[creditor]), encoding="utf-8")
    assert [fault.cause for fault in check_files(roots, creditor_id="nieuw").faults] == []
    summary = preview_file(
        sample, home=tmp_path / "home", creditor_id="nieuw", feed_name=Path(feed_name).stem, known_at=DAY
    )
    told = dict(
        zip(summary.records["outcome"], summary.records.select("row_count", "amount_cents").rows(), strict=True)
    )
    assert told["accepted"] == told["read"] == (file.made.rows, file.made.cents)
