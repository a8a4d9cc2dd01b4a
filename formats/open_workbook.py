"""A workbook opened without trust: what its reader dies of is an error like any other.

The reader (calamine, in Rust) lays out a sheet as one block from its first to its last cell. Two cells in opposite
corners, which a slip of the hand or a damaged byte makes, ask for hundreds of gigabytes, and the process ends. On some
other damaged workbooks it gives up in a way that Python takes for an interrupt from the keyboard.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import fastexcel

from formats.zip_parts import is_zip, zip_parts
from warehouse.errors import FormatError

MOST_CELLS: Final = 75_000_000
"""Cells that the block of a sheet may have: some three gigabytes."""

# Each extension in Rust has a class of its own by this name, which cannot be imported.
_PANIC: Final = "PanicException"
_PLACE: Final = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_WIDE: Final = re.compile(rb"""\br\s*=\s*["'][A-Z]{2}""")
_LONG: Final = re.compile(rb"""\br\s*=\s*["'][A-Z]{0,3}\d{4}""")
_STARTS: Final = (b"PK", b"\xd0\xcf\x11\xe0")
_SECONDS: Final = 120
_TRIAL: Final = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 32, 1 << 32))
import fastexcel
try:
    book = fastexcel.read_excel(sys.stdin.buffer.read())
except BaseException:
    sys.exit(0)
for name in book.sheet_names:
    try:
        book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    except BaseException:
        pass
"""


def open_workbook(data: bytes) -> fastexcel.ExcelReader:
    """The workbook.

    Args:
        data: The file.

    Raises:
        fastexcel.CalamineError: It is none, or nothing that can be read: the reader gives up on it, or its cells lie so
            far apart that they cannot be laid out.
    """
    _check_sheets(data)
    with panics_as_errors():
        return fastexcel.read_excel(data)


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Nothing; where the reader gives up within, that is an error of it.

    Raises:
        fastexcel.CalamineError: The reader gave up.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise fastexcel.CalamineError(f"the reader gave up on the workbook: {error}") from error


def _check_sheets(data: bytes) -> None:
    """Raises where the cells of a sheet cannot be laid out."""
    has_sheets = False
    try:
        for name, part in zip_parts(data, file_name="workbook") if is_zip(data) else ():
            has_sheets = has_sheets or (name.startswith("xl/worksheets/") and name.endswith(".xml"))
            _check_extent(part)
    except FormatError as error:
        raise fastexcel.CalamineError(str(error)) from error
    if not has_sheets and data.startswith(_STARTS):
        _try_apart(data)


def _check_extent(sheet: bytes) -> None:
    """Raises where the first and the last cell of a sheet of xlsx lie too far apart."""
    if not _WIDE.search(sheet) or not _LONG.search(sheet):
        return  # At most 26 columns, or 999 rows.
    rows, letters = 0, b""
    for found in _PLACE.finditer(sheet):
        rows = max(rows, int(found[2]))
        if (len(found[1]), found[1]) > (len(letters), letters):
            letters = found[1]
    columns = 0
    for letter in letters:
        columns = columns * 26 + letter - ord("A") + 1
    if rows * columns > MOST_CELLS:
        raise fastexcel.CalamineError(f"a cell stands in row {rows}, and one in column {letters.decode()}")


def _try_apart(data: bytes) -> None:
    """Raises where a process of its own, with four gigabytes, dies of the workbook."""
    command = [sys.executable, "-I", "-c", _TRIAL]
    try:
        tried = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise fastexcel.CalamineError("the reader did not come to an end") from error
    if tried.returncode:
        raise fastexcel.CalamineError("the reader died of the workbook")
