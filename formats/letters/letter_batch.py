"""Letters of a batch as one PDF, in order of their number, with an index of who is on which page.

The same messages and templates give the same bytes: only fonts that come with typst are used, and the date in the PDF
is the business date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import polars as pl

from formats.letters.message_rows import FilledMessage, fill_messages
from formats.letters.message_template import Templates, find_template
from formats.letters.qr_image import draw_qr
from formats.letters.typeset import typeset_letters

INDEX_SCHEMA: Final = {
    "sequence_number": pl.Int64,
    "dossier_id": pl.String,
    "creditor_id": pl.String,
    "first_page": pl.Int64,
    "page_count": pl.Int64,
    "language": pl.String,
    "template": pl.String,
    "recipient": pl.String,
    "postcode": pl.String,
    "country": pl.String,
    "principal_cents": pl.Int64,
    "interest_cents": pl.Int64,
    "costs_cents": pl.Int64,
    "open_cents": pl.Int64,
    "payment_reference": pl.String,
}
"""Columns of the index: one row per letter."""


class _Entry(NamedTuple):
    """A letter in the index: what stands before and after its pages."""

    number: int
    before: tuple[object, ...]
    after: tuple[object, ...]


@dataclass(frozen=True)
class LetterBatch:
    """A rendered batch: the PDF, and its index with the columns of `INDEX_SCHEMA`."""

    pdf: bytes
    index: pl.DataFrame


def render_letters(messages: pl.DataFrame, templates: Templates) -> LetterBatch:
    """The letters of a batch.

    Args:
        messages: Rows of `outbox.messages` of one batch and the channel `print`; at least one.
        templates: Templates by language and name (`mappings.templates`).

    Returns:
        One PDF, and an index with one row per letter in the order of the pages.

    Raises:
        BalanceError: A row and its facts ask different amounts.
        ConfigurationError: A template is missing, or its layout or words cannot be rendered.
        HubError: Facts do not fit their description.
    """
    assert messages.height > 0, "a batch has at least one letter"
    assert messages["batch_id"].n_unique() == 1, "one PDF holds one batch"
    place = messages["batch_id"][0]
    used = [
        find_template(templates, language, name, place=place)
        for language, name in messages.select("language", "template").unique(maintain_order=True).rows()
    ]
    layouts = {template.letter_layout for template in used}
    assert len(layouts) == 1, "all letters of a batch have one layout"
    shown: list[_Entry] = []
    pdf, pages = typeset_letters(
        layouts.pop(),
        _letters(messages, templates, shown),
        labels={template.language: dict(template.labels) for template in used},
        title=place,
        business_date=messages["business_date"][0],
    )
    rows = [(number, *before, *pages[number], *after) for number, before, after in shown]
    return LetterBatch(pdf, pl.DataFrame(rows, schema=INDEX_SCHEMA, orient="row"))


def _letters(messages: pl.DataFrame, templates: Templates, shown: list[_Entry]) -> Iterator[dict[str, Any]]:
    """The letters one by one, as the pages are set; each leaves what the index tells of it."""
    for message in fill_messages(messages, templates, channel="print"):
        shown.append(_entry(message))
        yield _letter(message)


def _letter(message: FilledMessage) -> dict[str, Any]:
    number = message.row["sequence_number"]
    return {
        **message.printed,
        "key": str(number),
        "sequence": number,
        "mark": f"{message.row['batch_id']} · {number}",
        "language": message.facts["language"],
        "words": message.words,
        "qr": draw_qr(message.facts["payment"]["epc_text"]),
    }


def _entry(message: FilledMessage) -> _Entry:
    row, debtor = message.row, message.facts["debtor"]
    after = (
        row["language"],
        row["template"],
        row["recipient"],
        debtor["postcode"],
        debtor["country"],
        row["principal_cents"],
        row["interest_cents"],
        row["costs_cents"],
        row["open_cents"],
        row["payment_reference"],
    )
    return _Entry(row["sequence_number"], (row["dossier_id"], row["creditor_id"]), after)
