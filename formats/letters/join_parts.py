"""One PDF of several.

Each part keeps the glyphs that it uses, some 15 kB beside two megabytes of pages: Typst numbers them in the order of
their use, so that no two parts have the same.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import pikepdf


def join_parts(parts: Sequence[bytes], *, title: str, business_date: date) -> bytes:
    """The pages of all parts as one PDF, with what Typst says about each: title, date and producer.

    Args:
        parts: PDFs as Typst writes them.
        title: Title of the whole.
        business_date: Date that it carries.
    """
    whole = pikepdf.new()
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as pages:
            whole.pages.extend(pages.pages)
    whole.docinfo["/Title"] = title
    whole.docinfo["/CreationDate"] = f"D:{business_date:%Y%m%d}000000Z"
    whole.docinfo["/Producer"] = "Typst"
    target = io.BytesIO()
    # The id follows from the content, so that the same letters give the same bytes.
    whole.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()
