from __future__ import annotations

import io
from datetime import date

import pikepdf
import typst

from formats.letters.join_parts import join_parts

DAY = date(2026, 11, 16)


def part(text: str) -> bytes:
    made: bytes = typst.compile(text.encode(), format="pdf", ignore_system_fonts=True, pdf_tags=False)
    return made


def joined(*parts: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(join_parts(parts, title="letters-1", business_date=DAY)))


def test_pages_keep_their_order_and_the_document_its_title_and_day() -> None:
    with joined(part("abc"), part("#set page(width: 100pt)\nabc #pagebreak() cab")) as pdf:
        assert [float(page.mediabox[2]) for page in pdf.pages][1:] == [100, 100]
        told = {str(name): str(value) for name, value in pdf.docinfo.items()}
    assert told == {"/Title": "letters-1", "/CreationDate": "D:20261116000000Z", "/Producer": "Typst"}


def test_a_part_without_text_is_a_page_all_the_same() -> None:
    with joined(part(""), part("abc")) as pdf:
        assert len(pdf.pages) == 2


def test_the_same_parts_give_the_same_bytes() -> None:
    made = {join_parts([part("abc"), part("xyz")], title="x", business_date=DAY) for _ in range(2)}
    assert len(made) == 1
