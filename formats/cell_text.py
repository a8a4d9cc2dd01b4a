"""The text of a value as the cell of a workbook can show it."""

from __future__ import annotations

from typing import Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_LONGEST_CELL: Final = 32_767


def shown_text(value: object) -> str:
    """The text in a cell: a character that a workbook cannot hold is a space, and what is too long is cut off.

    Args:
        value: The value; none is an empty text.
    """
    return ILLEGAL_CHARACTERS_RE.sub(" ", "" if value is None else str(value))[:_LONGEST_CELL]
