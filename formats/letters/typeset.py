"""Letters set in pages: typst for a few hundred at a time, then one PDF of all.

Typst keeps about a megabyte per letter in memory until it is done, and remembers it for its next documents. A batch is
therefore set in parts, and typst is made to forget each part.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple

import typst
from pypdf import PdfWriter

from warehouse.errors import ConfigurationError

LETTERS_PER_PART: Final = 500
"""Letters that are set at once: few enough for 700 MB, enough that typst's start does not count."""

_COMPILATIONS_UNTIL_FORGOTTEN: Final = 12


class Typeset(NamedTuple):
    """A PDF, and for each letter its key with first page and number of pages."""

    pdf: bytes
    pages: dict[int, tuple[int, int]]


def typeset_letters(
    layout: str, letters: list[dict[str, Any]], *, labels: Mapping[str, Any], title: str, business_date: date
) -> Typeset:
    """One PDF of all letters, each on pages of its own.

    Args:
        layout: Typst source; it reads the letters from `batch.json`.
        letters: What the layout shows; `sequence` is the letter's number.
        labels: Words of tables and headings, by language.
        title: Title of the PDF.
        business_date: Date that the PDF carries.

    Raises:
        ConfigurationError: The layout cannot be read, or does not fit the letters.
    """
    parts: list[bytes] = []
    pages: dict[int, tuple[int, int]] = {}
    before = 0
    for start in range(0, len(letters), LETTERS_PER_PART):
        if start > 0:
            _forget()
        part = {"title": title, "labels": labels, "letters": letters[start : start + LETTERS_PER_PART]}
        pdf, pages_of_part = _typeset_part(layout, part, business_date)
        parts.append(pdf)
        pages |= {number: (before + min(own), len(own)) for number, own in pages_of_part.items()}
        before = max(first + count for first, count in pages.values()) - 1
    return Typeset(parts[0] if len(parts) == 1 else _joined(parts, title, business_date), pages)


def _joined(parts: list[bytes], title: str, business_date: date) -> bytes:
    """One PDF of several, with what Typst says about each: title, date and producer."""
    writer = PdfWriter()
    writer.metadata = {
        "/Title": title,
        "/CreationDate": f"D:{business_date:%Y%m%d}000000Z",
        "/Producer": "Typst",
    }
    for part in parts:
        writer.append(io.BytesIO(part), import_outline=False)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _typeset_part(layout: str, part: dict[str, Any], business_date: date) -> tuple[bytes, dict[int, list[int]]]:
    # The files live in memory only; the stubs of typst do not know yet that it takes them as a dictionary.
    files: Any = {"main.typ": layout.encode(), "batch.json": json.dumps(part, ensure_ascii=False).encode()}
    midnight = datetime.combine(business_date, time(tzinfo=UTC))
    try:
        # Tags would take ten times the memory. The query sets nothing again: typst remembers the pages.
        pdf: bytes = typst.compile(files, format="pdf", ignore_system_fonts=True, timestamp=midnight, pdf_tags=False)
        marks = json.loads(typst.query(files, "<pages>", field="value", ignore_system_fonts=True))
    except RuntimeError as error:
        raise ConfigurationError(
            f"the letters cannot be laid out: {' '.join(str(error).split())}",
            place="mappings/letters/layout/letter.typ",
            cure="Correct the layout.",
        ) from error
    pages: dict[int, list[int]] = {}
    for number, page in marks:
        pages.setdefault(number, []).append(page)
    return pdf, pages


def _forget() -> None:
    """Typst drops what its last ten documents did not use."""
    for _ in range(_COMPILATIONS_UNTIL_FORGOTTEN):
        typst.compile(b"", format="pdf", ignore_system_fonts=True)
