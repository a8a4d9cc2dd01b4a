"""The statement of account of one dossier as PDF. The same sheet and layout give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import typst

from warehouse.errors import ConfigurationError


def render_sheet(layout: str, sheet: Mapping[str, Any], *, business_date: date) -> bytes:
    """A PDF of a statement of account.

    Args:
        layout: Typst source; it reads the rows from `sheet.json`.
        sheet: Words, amounts and rows as text.
        business_date: Date that the PDF carries.

    Raises:
        ConfigurationError: The layout cannot be read, or does not fit the rows.
    """
    files: Any = {"main.typ": layout.encode(), "sheet.json": json.dumps(sheet, ensure_ascii=False).encode()}
    midnight = datetime.combine(business_date, time(tzinfo=UTC))
    try:
        pdf: bytes = typst.compile(files, format="pdf", ignore_system_fonts=True, timestamp=midnight)
    except RuntimeError as error:
        raise ConfigurationError(
            f"the statement of account cannot be laid out: {' '.join(str(error).split())}",
            place="mappings/letters/layout/statement.typ",
            cure="Correct the layout.",
        ) from error
    return pdf
