"""The document for a creditor: whole, in his language, with a sample that the hub itself takes in."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from assets.layout_guide import guide_files
from assets.preview_file import preview_file
from mappings.field_words import load_field_words
from mappings.partners import load_partners
from mappings.tree import SHIPPED
from warehouse.errors import UsageError
from warehouse.findings import FINDINGS

DAY = date(2026, 11, 16)
PARTNERS = load_partners((SHIPPED,))


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF without white space and the marks at which a line may break."""
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(sign for sign in pages if not sign.isspace() and sign not in "\u200b\u00ad-‐")


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("-", "")


@pytest.fixture(scope="module")
def guides() -> dict[str, dict[str, bytes]]:
    return {name: guide_files(name, roots=(SHIPPED,), language=None, day=DAY) for name in PARTNERS.creditors}


@pytest.mark.parametrize("creditor", PARTNERS.creditors)
def test_every_column_and_code_stands_in_the_document(creditor: str, guides: dict[str, dict[str, bytes]]) -> None:
    text = text_of(guides[creditor][f"{creditor}.pdf"])
    for feed in PARTNERS.creditors[creditor].feeds.values():
        assert squeezed(feed.files[0]) in text
        for rule in feed.records.values():
            shown = [
                column for column in rule.columns.values() if feed.format["name"] != "ubl" or column.to != "ignore"
            ]
            assert [column.name for column in shown if squeezed(column.name) not in text] == []
            listed = [code for column in shown if column.parse for code in column.parse.codes]
            assert [code for code in listed if squeezed(code) not in text] == []
    assert all(str(code) in text for code in FINDINGS)


@pytest.mark.parametrize("creditor", PARTNERS.creditors)
def test_the_samples_are_files_that_the_feeds_take(
    creditor: str, guides: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    found = PARTNERS.creditors[creditor]
    samples = {name: data for name, data in guides[creditor].items() if not name.endswith(".pdf")}
    assert len(samples) == len(found.feeds)
    for name, data in samples.items():
        feed = found.feed_of(name)
        assert feed is not None
        if any(rule.books == "claim" for rule in feed.records.values()):
            path = tmp_path / name
            path.write_bytes(data)
            summary = preview_file(
                path, home=tmp_path / "none", creditor_id=creditor, feed_name=feed.name, known_at=DAY
            )
            rows = dict(zip(summary.records["outcome"], summary.records["row_count"], strict=True))
            assert rows["accepted"] == rows["read"] > 0


@pytest.mark.parametrize(("language", "word"), [("nl", "Verplicht"), ("fr", "Obligatoire"), ("en", "Required")])
def test_the_document_speaks_the_language_that_is_asked(language: str, word: str) -> None:
    files = guide_files("zorgplus", roots=(SHIPPED,), language=language, day=DAY)
    text = text_of(files["zorgplus.pdf"])
    meaning = load_field_words(language).fields["claim"]["due_date"].meaning
    assert word in text
    assert squeezed(meaning)[:20] in text


def test_the_same_mapping_gives_the_same_bytes(guides: dict[str, dict[str, bytes]]) -> None:
    assert guide_files("zorgplus", roots=(SHIPPED,), language=None, day=DAY) == guides["zorgplus"]


def test_an_unknown_creditor_is_told() -> None:
    with pytest.raises(UsageError, match="no creditor"):
        guide_files("niemand", roots=(SHIPPED,), language=None, day=DAY)
