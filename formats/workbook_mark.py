"""Workbooks that the hub wrote and knows again by a mark in their texts, whatever they are called."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final

from formats.zip_parts import is_package, is_zip

_MARKED_PARTS: Final = ("xl/sharedStrings.xml", "xl/worksheets/", "content.xml")
_BLOCK_BYTES: Final = 1 << 20
_MOST_BLOCKS: Final = 64


def is_marked(data: bytes, mark: str) -> bool:
    """Whether a mark stands anywhere in the texts of a workbook; a look within bounds that opens nothing.

    Args:
        data: The file.
        mark: The mark.
    """
    if not (is_zip(data) and is_package(data)):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = (part for part in archive.namelist() if part.startswith(_MARKED_PARTS))
            return any(_holds(archive, part, mark.encode()) for part in parts)
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError):
        # A damaged workbook is told by its reader.
        return False


def _holds(archive: zipfile.ZipFile, part: str, mark: bytes) -> bool:
    with archive.open(part) as stream:
        tail = b""
        for _ in range(_MOST_BLOCKS):
            block = stream.read(_BLOCK_BYTES)
            if mark in tail + block:
                return True
            if not block:
                return False
            tail = block[-len(mark) :]
    return False
