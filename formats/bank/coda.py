"""Belgian bank statements in CODA.

*Source*: Febelfin, standard CODA 2.3 to 2.6. The columns are those of `formats.bank.columns`, one row per entry, or per
detail of an entry that sums up others; amounts have a decimal point. Address and BIC of the counterparty, and free
messages of the bank (line 4), are not read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from formats import options as check
from formats.bank.coda_lines import WIDTH, Facts, account_of, amount_of, day_of, fields_of, kind_of
from formats.bank.coda_movements import Movement, entry_rows
from formats.bank.columns import joined
from formats.bank.text_source import Gathering, read_in_parts
from formats.faults import file_fault
from formats.options import Option
from formats.table import Table

OPTIONS: Final = {
    "encoding": Option(check.encoding, "Encoding; when left out, utf-8 where a line can be, else windows-1252."),
}
"""Options of the format."""

_UNCOUNTED: Final = ("0", "4", "9")


def read_coda(data: bytes, options: dict[str, Any], *, file_name: str) -> dict[str, Table]:
    """The entries of all statements in a file; totals are those of `formats.bank.statements`.

    A line that cannot be read, or belongs to no movement, is a row of its own, marked in `__fault`, with the line in
    `remittance`.

    Args:
        data: The file.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file is empty, in another encoding, no CODA, or ends within a statement.
    """
    parts = [tables["row"] for tables in stream_coda(io.BytesIO(data), options, file_name=file_name)]
    return {"row": joined(parts)}


def stream_coda(file: BinaryIO, options: dict[str, Any], *, file_name: str) -> Iterator[dict[str, Table]]:
    """As `read_coda`, in parts of some fifty thousand rows, in memory that does not grow with the file.

    Args:
        file: The file, open.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: As `read_coda`.
    """
    return read_in_parts(_Reading(file_name), file, options.get("encoding"), file_name=file_name)


class _Reading:
    """The statement that is being read, and the movements of its entry that is not complete."""

    def __init__(self, file_name: str) -> None:
        self.rows = Gathering()
        self._file_name = file_name
        self._line = self._start = self._records = 0
        self._is_open = False
        self._opening: Facts | None = None
        self._closing: Facts | None = None
        self._movements: list[Movement] = []

    def take(self, number: int, line: str) -> None:
        """Reads one line."""
        if not line.strip():
            return
        self._line = number
        kind = kind_of(line)
        if kind == "0":
            self._open(number, line)
            return
        if not self._is_open:
            cause = "a line stands outside any statement" if self.rows.number else "the file is no CODA"
            raise file_fault("unreadable", cause, file_name=self._file_name, line_number=number)
        self._records += kind not in _UNCOUNTED
        if kind == "4":
            return
        fields = fields_of(kind, line)
        if fields is None or not self._place(kind, fields, number):
            self.rows.refuse(line, number)

    def end(self) -> None:
        """Makes sure that no statement is open."""
        if self._is_open:
            cause = f"the statement of line {self._start} ends without its last line"
            raise file_fault("unreadable", cause, file_name=self._file_name, line_number=self._line)

    def _open(self, number: int, line: str) -> None:
        if self._is_open:
            self.end()
        if len(line) > WIDTH or not line[1:5] == "0000":
            raise file_fault("unreadable", "the file is no CODA", file_name=self._file_name, line_number=number)
        self.rows.open()
        self._is_open, self._start, self._records = True, number, 0
        self._opening = self._closing = None

    def _place(self, kind: str, fields: Facts, number: int) -> bool:
        """Puts a line where it belongs; false where it belongs nowhere."""
        if kind == "21":
            movement = Movement(fields, number)
            if movement.is_entry or not self._movements:
                self._finish_entry()
                self._movements = [movement]
                return movement.is_entry or self._is_orphan(number)
            self._movements.append(movement)
            return self._movements[0].fields["sequence"] == fields["sequence"] or self._is_orphan(number)
        if kind in ("22", "23", "31", "32", "33"):
            return self._continue(kind, fields)
        self._finish_entry()
        if kind == "1":
            self._opening = fields
        elif kind == "8":
            self._closing = fields
        else:
            self._close(fields)
        return True

    def _is_orphan(self, number: int) -> bool:
        """Takes away a detail whose entry is not the one before it."""
        assert self._movements[-1].line_number == number, "the last movement is the one of this line"
        self._movements.pop()
        return False

    def _continue(self, kind: str, fields: Facts) -> bool:
        """Adds a line to its movement."""
        movement = self._movements[-1] if self._movements else None
        same = ("sequence", "detail") if kind in ("22", "23") else ("sequence",)
        if movement is None or any(movement.fields[name] != fields[name] for name in same):
            return False
        if kind in ("22", "23"):
            is_new = kind not in movement.more
            movement.more.setdefault(kind, fields)
            return is_new
        if kind == "31":
            movement.information.append((fields["text"], fields["is_structured"] == "1"))
            return True
        if not movement.information:
            return False
        text, is_structured = movement.information[-1]
        movement.information[-1] = text + fields["text"], is_structured
        return True

    def _finish_entry(self) -> None:
        """Keeps the rows of the entry that is complete."""
        movements, self._movements = self._movements, []
        if not movements:
            return
        rows = self.rows
        rows.entries += 1
        rows.count(movements[0].amount)
        account, currency = account_of(self._opening) if self._opening else (None, None)
        place = {
            "statement_number": str(rows.number),
            "statement_id": self._opening["statement"] if self._opening else None,
            "account_iban": account,
            "entry_number": str(rows.entries),
            "currency": currency,
        }
        for row, line in entry_rows(movements):
            rows.add(place | row, line)

    def _close(self, trailer: Facts) -> None:
        opening, closing = self._opening, self._closing
        if opening is None or closing is None:
            cause = f"the statement of line {self._start} lacks a balance"
            raise file_fault("unreadable", cause, file_name=self._file_name, line_number=self._line)
        account, currency = account_of(opening)
        self.rows.close(
            {
                "id": opening["statement"],
                "account": account,
                "currency": currency,
                "opening_balance": amount_of(opening),
                "closing_balance": amount_of(closing),
                "opening_date": day_of(opening["day"]),
                "closing_date": day_of(closing["day"]),
                "line": str(self._start),
                "records": str(self._records),
                "stated_records": str(int(trailer["records"])),
                "stated_debit": amount_of(trailer, "debit"),
                "stated_credit": amount_of(trailer, "credit"),
            }
        )
        self._is_open = False
