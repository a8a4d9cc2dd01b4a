"""Key of a record that goes out to its sender and comes back: delivery, line, kind of record, and a check.

The key stands in a cell of a workbook that people edit, sort and copy. A cell that is dragged down counts up what it
takes for a number, so that a key carries four digits by which a changed one is told from a true one.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final, NamedTuple

_KEY: Final = re.compile(
    r"(?P<delivery>D\d{8}-[0-9a-f]{8}(?:\.\d{4})?)/(?P<line>\d+)/(?P<kind>.*)/(?P<check>[0-9a-f]{4})"
)


class RecordKey(NamedTuple):
    """Where a record stands: its delivery, line, and sheet, record type or element where there are several."""

    delivery_id: str
    line_number: int
    record_type: str | None


def write_key(key: RecordKey) -> str:
    """The key as text, with its check.

    Args:
        key: The key.
    """
    text = f"{key.delivery_id}/{key.line_number}/{key.record_type or ''}"
    return f"{text}/{_check(text)}"


def read_key(text: str) -> RecordKey | None:
    """The key in a text; none where the text is no key, or was changed.

    Args:
        text: The text of a cell.
    """
    found = _KEY.fullmatch(text.strip())
    if found is None or found["check"] != _check(text.strip().rpartition("/")[0]):
        return None
    return RecordKey(found["delivery"], int(found["line"]), found["kind"] or None)


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:4]
