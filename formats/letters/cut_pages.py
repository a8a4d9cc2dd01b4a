"""Pages of one letter, cut out of the PDF of its batch."""

from __future__ import annotations

import io

import pikepdf


def cut_pages(pdf: bytes, *, first_page: int, page_count: int) -> bytes:
    """The pages as a PDF of their own; the same PDF and pages give the same bytes.

    Args:
        pdf: The batch.
        first_page: First page, from 1.
        page_count: Number of pages.
    """
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        assert first_page + page_count - 1 <= len(whole.pages), "the index knows no other pages than the PDF has"
        part = pikepdf.new()
        part.pages.extend(whole.pages[first_page - 1 : first_page - 1 + page_count])
        for key in ("/Title", "/CreationDate", "/Producer"):
            if key in whole.docinfo:
                part.docinfo[key] = str(whole.docinfo[key])
        part.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()
