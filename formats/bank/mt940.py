"""Bank statements in MT940, in the dialects of the Dutch banks.

*Source*: SWIFT MT940; the manuals of ABN AMRO, ING, Rabobank, Triodos, Knab and de Volksbank. The columns are those of
`formats.bank.columns`, one row per entry; amounts have a decimal point. What a bank says about the statement as a whole
(fields 64, 65, and 86 after the closing balance) is not read, but for the sums that ING writes there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, Final

from formats import options as check
from formats.bank.columns import joined
from formats.bank.mt940_details import facts_of
from formats.bank.mt940_fields import Balance, account_of, balance_of, entry_of
from formats.bank.text_source import Gathering, read_in_parts
from formats.faults import file_fault
from formats.options import Option
from formats.table import Table

OPTIONS: Final = {
    "encoding": Option(check.encoding, "Encoding; when left out, utf-8 where a line can be, else windows-1252."),
}
"""Options of the format."""

_TAG: Final = re.compile(r"^:(\d\d[A-Z]?|NS):(.*)$", re.DOTALL)
_END: Final = re.compile(r"^-(?:\}.*|X{3})?\s*$")
_SUMS: Final = re.compile(r"^D(\d{6})C(\d{6})D(\d+,\d*)C(\d+,\d*)\s*$")
_KNOWN: Final = frozenset({"13", "13D", "20", "21", "34F", "64", "65", "90C", "90D", "NS"})
_INTRADAY: Final = ("13", "13D", "34F")


def read_mt940(data: bytes, options: dict[str, Any], *, file_name: str) -> dict[str, Table]:
    """The entries of all statements in a file; totals are those of `formats.bank.statements`.

    A field that cannot be read is a row of its own, marked in `__fault`, with the field in `remittance`.

    Args:
        data: The file.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file is empty, in another encoding, no MT940, or ends within a statement.
    """
    parts = [tables["row"] for tables in stream_mt940(io.BytesIO(data), options, file_name=file_name)]
    return {"row": joined(parts)}


def stream_mt940(file: BinaryIO, options: dict[str, Any], *, file_name: str) -> Iterator[dict[str, Table]]:
    """As `read_mt940`, in parts of some fifty thousand rows, in memory that does not grow with the file.

    Args:
        file: The file, open.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: As `read_mt940`.
    """
    return read_in_parts(_Reading(file_name), file, options.get("encoding"), file_name=file_name)


class _Reading:
    """The statement and the field that are being read."""

    def __init__(self, file_name: str) -> None:
        self.rows = Gathering()
        self._file_name = file_name
        self._tag: str | None = None
        self._field: list[str] = []
        self._line = 0
        self._is_open = False
        self._start = 0
        self._facts: dict[str, str | None] = {}
        self._opening: Balance | None = None
        self._closing: Balance | None = None
        self._has_balance = False
        self._entry: tuple[dict[str, str | None], int] | None = None
        self._description: list[str] = []

    def take(self, number: int, line: str) -> None:
        """Reads one line."""
        tag = _TAG.match(line)
        if tag:
            self._finish_field()
            if tag[1] == "20" or not self._is_open:
                self.end()
                self._open(number)
            self._tag, self._field, self._line = tag[1], [tag[2]], number
        elif self._is_open and _END.match(line):
            self.end()
        elif self._is_open:
            self._field.append(line)

    def end(self) -> None:
        """Closes the statement that is open."""
        self._finish_field()
        if not self._is_open:
            return
        self._finish_entry()
        if self._closing is None and not (self._has_balance or self._facts.get("is_intraday")):
            cause = f"the statement of line {self._start} ends without a closing balance"
            raise file_fault("unreadable", cause, file_name=self._file_name, line_number=self._line)
        opening, closing = self._opening, self._closing
        stated = {name: text for name, text in self._facts.items() if name != "is_intraday"}
        self.rows.close(
            stated
            | {
                "id": self._facts.get("id") or str(self.rows.number),
                "currency": opening.currency if opening else None,
                "opening_balance": opening.amount if opening else None,
                "closing_balance": closing.amount if closing else None,
                "opening_date": opening.day if opening else None,
                "closing_date": closing.day if closing else None,
                "line": str(self._start),
            }
        )
        self._is_open = False

    def _open(self, number: int) -> None:
        self.rows.open()
        self._is_open, self._start, self._facts = True, number, {}
        self._opening = self._closing = None
        self._has_balance = False

    def _finish_field(self) -> None:
        """Reads the field that is complete."""
        tag, lines, self._tag = self._tag, self._field, None
        if tag is None:
            return
        if tag == "86":
            self._describe(lines)
            return
        self._finish_entry()
        text = "".join(lines).strip()
        if tag == "61":
            self._enter(lines)
        elif tag in ("60F", "60M", "62F", "62M"):
            self._balance(tag, text)
        elif tag == "25":
            self._facts["account"] = account_of(text)
        elif tag in ("28", "28C"):
            self._facts["id"] = text
        elif tag not in _KNOWN:
            self.rows.refuse(f":{tag}:{' '.join(lines)}", self._line)
        if tag in _INTRADAY:
            self._facts["is_intraday"] = "true"

    def _balance(self, tag: str, text: str) -> None:
        balance = balance_of(text)
        if balance is None:
            self.rows.refuse(f":{tag}:{text}", self._line)
            self._has_balance |= tag.startswith("62")
        elif tag.startswith("60"):
            self._opening = balance
        else:
            self._closing = balance

    def _enter(self, lines: list[str]) -> None:
        entry = entry_of(lines)
        if entry is None:
            self.rows.refuse(f":61:{' '.join(lines)}", self._line)
            return
        rows = self.rows
        rows.entries += 1
        if entry.status == "BOOK":
            rows.count(Decimal(entry.amount))
        row: dict[str, str | None] = {
            "statement_number": str(rows.number),
            "statement_id": self._facts.get("id"),
            "account_iban": self._facts.get("account"),
            "entry_number": str(rows.entries),
            "status": entry.status,
            "booking_date": entry.booking_date,
            "value_date": entry.value_date,
            "amount": entry.amount,
            "currency": self._opening.currency if self._opening else None,
            "entry_reference": entry.reference,
            "bank_reference": entry.bank_reference,
            "counterparty_iban": entry.account,
            "counterparty_name": entry.name,
            "remittance": entry.text,
            "transaction_code": entry.code,
            "is_reversal": "true" if entry.is_reversal else "false",
            "entry_amount": entry.amount,
            "details_count": "1",
        }
        self._entry = row, self._line

    def _describe(self, lines: list[str]) -> None:
        if self._entry is not None:
            self._description += lines
        elif self._closing is not None and (sums := _SUMS.match(lines[0])):
            debits, credits_, debit, credit = sums.groups()
            self._facts["stated_entries"] = str(int(debits) + int(credits_))
            self._facts["stated_debit"], self._facts["stated_credit"] = (
                debit.replace(",", "."),
                credit.replace(",", "."),
            )

    def _finish_entry(self) -> None:
        """Keeps the entry with its description."""
        if self._entry is None:
            return
        row, line = self._entry
        if self._description:
            found = facts_of(self._description)
            texts = [row["remittance"], found.get("remittance")]
            row |= found | {"remittance": " ".join(text for text in texts if text)}
        self.rows.add(row, line)
        self._entry, self._description = None, []
