"""Errors that readers and writers raise about a file."""

from __future__ import annotations

from warehouse.errors import FormatError
from warehouse.findings import CODES, FINDINGS


def file_fault(name: str, cause: str, *, file_name: str, line_number: int = 0, cure: str | None = None) -> FormatError:
    """The error for a file that cannot be read or written.

    Args:
        name: Name of the finding (`warehouse.findings`), such as `encoding` or `unreadable`.
        cause: What is wrong with this file, without a full stop.
        file_name: Name of the file as sent.
        line_number: Line of the file; 0 where none can be named.
        cure: What to do; the cure of the finding when left out.
    """
    code = CODES[name]
    place = f"{file_name}:{line_number}" if line_number else file_name
    return FormatError(cause, place=place, cure=cure or FINDINGS[code].cure, code=code, line_number=line_number)
