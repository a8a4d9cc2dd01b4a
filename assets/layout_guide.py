"""The layout of a creditor's files as a document in his language, with a sample file for each feed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from formats.letters.account_sheet import render_sheet
from formats.letters.printed import print_date
from mappings.agency import Agency
from mappings.feeds import Feed
from mappings.field_words import load_field_words
from mappings.finding_texts import load_finding_texts
from mappings.guide_words import GuideWords, load_guide_words
from mappings.partner_tables import address_lines
from mappings.partners import Creditor, Partners, load_partners
from mappings.tree import find_file
from mappings.twin_words import load_all_words
from pipelines.guide.describe_layout import describe_layout
from pipelines.guide.describe_record import Language
from pipelines.twin.twin_file import twin_file
from pipelines.twin.twin_tables import twin_tables
from warehouse.errors import UsageError

_LAYOUT: Final = "guide/layout.typ"
_ROWS: Final = 25
_SEED: Final = 1


def guide_files(creditor_id: str, *, roots: Sequence[Path], language: str | None, day: date) -> dict[str, bytes]:
    """The document and the sample files, by name.

    Args:
        creditor_id: The creditor.
        roots: Roots of the tree of mappings, the strongest first.
        language: Language; the creditor's own when not given.
        day: Date of the document.

    Raises:
        UsageError: There is no such creditor.
        ConfigurationError: Mappings, words or layout are wrong.
    """
    partners = load_partners(roots)
    if creditor_id not in partners.creditors:
        known = ", ".join(partners.creditors)
        raise UsageError("no creditor has this name", place=creditor_id, cure=f"Known are {known}.")
    creditor = partners.creditors[creditor_id]
    spoken = language or creditor.language
    words = Language(load_field_words(spoken, roots), load_guide_words(spoken, roots))
    samples, files = _samples(partners, creditor, words.guide, roots)
    shown = describe_layout(creditor, samples, words, load_finding_texts(spoken, roots))
    shown |= {"language": spoken, "version": print_date(day.isoformat(), spoken), "agency": _agency(partners.agency)}
    path = find_file(_LAYOUT, roots)
    pdf = render_sheet(path.read_text(encoding="utf-8"), shown, business_date=day, place=str(path))
    return {f"{creditor_id}.pdf": pdf} | files


def _samples(
    partners: Partners, creditor: Creditor, words: GuideWords, roots: Sequence[Path]
) -> tuple[dict[str, tuple[str, dict[str, pl.DataFrame]]], dict[str, bytes]]:
    """By feed the name of a synthetic file and its source columns; and the files by name."""
    samples: dict[str, tuple[str, dict[str, pl.DataFrame]]] = {}
    files: dict[str, bytes] = {}
    invented = load_all_words(roots)
    for name, feed in creditor.feeds.items():
        if feed.source is not None:
            continue
        rows = 1 if feed.format["name"] == "ubl" else _ROWS
        tables = twin_tables(partners, creditor, feed, rows=rows, seed=_SEED, words=invented)
        file_name = _file_name(feed, words.word("labels", "sample_word"))
        samples[name] = (file_name, tables)
        files[file_name] = twin_file(tables, feed).data
    return samples, files


def _file_name(feed: Feed, word: str) -> str:
    """A name that the feed takes: its first pattern with a word that says that nothing in it is true."""
    pattern = re.sub(r"\[.[^]]*\]", "x", feed.files[0]).replace("?", "x")
    return pattern.replace("*", f"-{word}" if not pattern.startswith("*") else word, 1).replace("*", "")


def _agency(agency: Agency) -> dict[str, Any]:
    return {
        "name": agency.name,
        "address_lines": address_lines(agency.address),
        "contact": f"{agency.phone} · {agency.email}",
    }
