"""Lines of a text file of a bank, one by one, and the rows that are gathered from them."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO, Final, Protocol

import polars as pl

from formats.bank.columns import COLUMNS, entry_table
from formats.bank.statements import money_text, total_names
from formats.faults import file_fault
from formats.table import FAULT_COLUMN, Table

_BATCH: Final = 50_000
_BROKEN: Final = "record"


def numbered_lines(file: BinaryIO, encoding: str | None, *, file_name: str) -> Iterator[tuple[int, str]]:
    """Each line with its number, without its line end.

    Args:
        file: The file, open.
        encoding: The agreed encoding; where none is, a line is utf-8 when it can be, else windows-1252.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: A line is in another encoding (`encoding`), or holds a NUL (`unreadable`).
    """
    for number, raw in enumerate(file, start=1):
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if b"\0" in line:
            cause = "the file holds a NUL character"
            raise file_fault("unreadable", cause, file_name=file_name, line_number=number)
        yield number, _decoded(line.rstrip(b"\r\n\x1a"), encoding, file_name, number)


class Reading(Protocol):
    """What a format makes of the lines of a file."""

    rows: Gathering

    def take(self, number: int, line: str) -> None:
        """Reads one line."""

    def end(self) -> None:
        """Closes the statement that is open; where it is not complete, an error."""


def read_in_parts(
    reading: Reading, file: BinaryIO, encoding: str | None, *, file_name: str
) -> Iterator[dict[str, Table]]:
    """The entries of all statements in a file, in parts of some fifty thousand rows, in bounded memory.

    Args:
        reading: What the format makes of its lines.
        file: The file, open.
        encoding: As in `numbered_lines`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file is empty, in another encoding, holds no statement, or ends within one.
    """
    is_empty = True
    for number, line in numbered_lines(file, encoding, file_name=file_name):
        is_empty = is_empty and not line.strip()
        reading.take(number, line)
        if reading.rows.is_full:
            yield {"row": reading.rows.table()}
    if is_empty:
        raise file_fault("empty", "the file is empty", file_name=file_name)
    reading.end()
    if reading.rows.number == 0:
        raise file_fault("unreadable", "the file holds no bank statement", file_name=file_name)
    yield {"row": reading.rows.table()}


class Gathering:
    """Rows of statements, and what is known of the statement that is open."""

    def __init__(self) -> None:
        self.number = 0
        self.entries = 0
        self.sum = self.credit = self.debit = Decimal(0)
        self._rows: list[Mapping[str, str | None]] = []
        self._lines: list[int] = []
        self._faults: list[str | None] = []
        self._totals: dict[str, str] = {}

    @property
    def is_full(self) -> bool:
        """Whether there are rows enough for a table."""
        return len(self._rows) >= _BATCH

    def open(self) -> None:
        """Starts the next statement."""
        self.number += 1
        self.entries = 0
        self.sum = self.credit = self.debit = Decimal(0)

    def count(self, amount: Decimal) -> None:
        """Counts a booked entry."""
        self.sum += amount
        if amount < 0:
            self.debit -= amount
        else:
            self.credit += amount

    def add(self, row: Mapping[str, str | None], line_number: int) -> None:
        """Keeps a transaction."""
        self._rows.append(row)
        self._lines.append(line_number)
        self._faults.append(None)

    def refuse(self, text: str, line_number: int) -> None:
        """Keeps a line that is none of the format, so that it is told."""
        self._rows.append({"statement_number": str(self.number), "remittance": text})
        self._lines.append(line_number)
        self._faults.append(_BROKEN)

    def close(self, facts: Mapping[str, str | None]) -> None:
        """Ends the statement with what it states."""
        counted = {
            "entries": str(self.entries),
            "sum": money_text(self.sum),
            "credit": money_text(self.credit) if "stated_credit" in facts else None,
            "debit": money_text(self.debit) if "stated_debit" in facts else None,
        }
        self._totals |= total_names(self.number, {**facts, **counted})

    def table(self) -> Table:
        """What was gathered since the last table."""
        data: dict[str, Any] = {
            name: pl.Series([row.get(name) for row in self._rows], dtype=pl.String) for name in COLUMNS
        }
        data["line_number"] = pl.Series(self._lines, dtype=pl.Int64)
        data[FAULT_COLUMN] = pl.Series(self._faults, dtype=pl.String)
        trimmed = pl.DataFrame(data).with_columns(pl.col(COLUMNS).str.strip_chars().replace("", None))
        found = entry_table(trimmed, self._totals)
        self._rows, self._lines, self._faults, self._totals = [], [], [], {}
        return found


def _decoded(line: bytes, encoding: str | None, file_name: str, number: int) -> str:
    try:
        return line.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding is None:
            # Five of its bytes mean nothing: they become control characters, as in every web browser.
            return line.decode("cp1252") if not _UNDEFINED & set(line) else line.decode("latin-1")
        cause = f"byte {line[error.start]:#04x} is not {encoding}"
        raise file_fault("encoding", cause, file_name=file_name, line_number=number) from error


_UNDEFINED: Final = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
