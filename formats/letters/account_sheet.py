"""Sheets as PDF: the statement of account, the layout of files. The same sheet and layout give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import typst

from warehouse.errors import ConfigurationError


def render_sheet(
    layout: str,
    sheet: Mapping[str, Any],
    *,
    business_date: date,
    place: str = "mappings/letters/layout/statement.typ",
) -> bytes:
    """A PDF of a statement of account, or of another sheet.

    Args:
        layout: Typst source; it reads the rows from `sheet.json`.
        sheet: Words, amounts and rows as text.
        business_date: Date that the PDF carries.
        place: The layout's file, for errors.

    Raises:
        ConfigurationError: The layout cannot be read, or does not fit the rows.
    """
    files: Any = {"main.typ": layout.encode(), "sheet.json": json.dumps(sheet, ensure_ascii=False).encode()}
    midnight = datetime.combine(business_date, time(tzinfo=UTC))
    try:
        pdf: bytes = typst.compile(files, format="pdf", ignore_system_fonts=True, timestamp=midnight)
    except RuntimeError as error:
        raise ConfigurationError(
            f"the sheet cannot be laid out: {' '.join(str(error).split())}",
            place=place,
            cure="Correct the layout.",
        ) from error
    return pdf
