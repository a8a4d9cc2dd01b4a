"""Bank statements in camt.052, camt.053 and camt.054.

*Source*: ISO 20022 message definitions camt.052/053/054.001 of versions 02 to 13; one reader for all, since the parts
read here kept their place. Real files break the schema in length of texts, so files are read as they come.

Columns of the record `row`, one row per transaction; an entry without details is one row:

* `statement_number` and `entry_number` (ordinals in the file and the statement), `statement_id`, `account_iban`,
  `status` (BOOK, PDNG or INFO: only BOOK is money), `booking_date`, `value_date`, `entry_amount`, `details_count`,
  `is_reversal`, `transaction_code`, `entry_reference`, `bank_reference`, `payment_information_id`;
* `amount` (signed, `-` for money that left), `currency`, `instructed_amount`, `charges_amount`, `end_to_end_id`,
  `mandate_id`, `counterparty_iban`, `counterparty_name`, `structured_reference`, `remittance`, `return_reason`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO, Final

import polars as pl

from formats.bank.camt_frames import amounts, raw_frame
from formats.bank.camt_paths import AMOUNT, entry_columns
from formats.bank.camt_source import CamtSource, Rows
from formats.bank.columns import entry_table, joined
from formats.bank.statements import decimals, money_text, total_names
from formats.faults import file_fault
from formats.options import Option, one_of
from formats.table import Table, distinct_places
from formats.xml_source import Element, content, line_of, namespace

OPTIONS: Final = {
    "version": Option(one_of("02", "08"), "Version when writing a camt.053; 08 when left out. All are read."),
}
"""Options of the format."""

_MESSAGES: Final = tuple(f"urn:iso:std:iso:20022:tech:xsd:camt.05{number}" for number in (2, 3, 4))
_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = ("CLBD",)
_BATCH: Final = 50_000
_BOOKED: Final = "BOOK"


def read_camt(data: bytes, options: dict[str, object], *, file_name: str) -> dict[str, Table]:
    """The transactions of all statements in a file.

    `line_number` is the line of the transaction, or its ordinal in a file without line ends. Totals are those of
    `formats.bank.statements`.

    Args:
        data: The file.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file is empty, not well-formed, declares a document type or is no camt.052, 053 or 054.
    """
    found = joined(list(_batches(io.BytesIO(data), file_name)))
    places = distinct_places(found.rows["line_number"].to_list())
    return {"row": Table(found.rows.with_columns(pl.Series("line_number", places, dtype=pl.Int64)), found.totals)}


def stream_camt(file: BinaryIO, options: dict[str, object], *, file_name: str) -> Iterator[dict[str, Table]]:
    """As `read_camt`, in parts of some fifty thousand rows, in memory that does not grow with the file.

    Totals of a statement come with the part in which it ends; in a file without line ends places are ordinals.

    Args:
        file: The file, open.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: As `read_camt`; parts that came before it hold what was read up to there.
    """
    count, has_lines = 0, None
    for batch in _batches(file, file_name):
        lines = batch.rows["line_number"].to_list()
        if has_lines is None and lines:
            has_lines = lines == distinct_places(lines)
        ordinals = pl.int_range(count + 1, count + len(lines) + 1, dtype=pl.Int64)
        count += len(lines)
        yield {
            "row": batch._replace(rows=batch.rows.with_columns(line_number="line_number" if has_lines else ordinals))
        }


def _batches(file: BinaryIO, file_name: str) -> Iterator[Table]:
    reading = _Reading(file, file_name)
    for _ in reading.source.walk():
        if len(reading.source.rows.lines) >= _BATCH and reading.knows_account():
            yield reading.batch()
    yield reading.batch()
    if not reading.has_statements:
        raise file_fault("unreadable", "the file holds no bank statement", file_name=file_name)


class _Reading:
    """What is known of the statements of a document while it is read."""

    def __init__(self, file: BinaryIO, file_name: str) -> None:
        self.source = CamtSource(file, file_name, self._start, self._end)
        self.has_statements = False
        self._file_name = file_name
        self._accounts: dict[int, tuple[str | None, str | None]] = {}
        self._sums: dict[int, Decimal] = {}
        self._ended: dict[int, dict[str, str | None]] = {}

    def knows_account(self) -> bool:
        """Whether the statement that is open, if any, has said whose it is."""
        return self.source.statement is None or _account(self.source.statement) is not None

    def batch(self) -> Table:
        """The rows since the last batch, with the totals of the statements that ended in them."""
        rows, self.source.rows = self.source.rows, Rows()
        if self.source.statement is not None:
            self._accounts[self.source.number] = _whose(self.source.statement)
        raw = raw_frame(rows, self._file_name).join(self._whose(), on="number", how="left", maintain_order="left")
        self._refuse_amounts(raw)
        columns = entry_columns(raw)
        self._add_up(columns)
        totals: dict[str, str] = {}
        for number, facts in self._ended.items():
            totals |= total_names(number, facts | {"sum": money_text(self._sums.pop(number, Decimal(0)))})
            del self._accounts[number]
        self._ended.clear()
        return entry_table(columns.drop("number"), totals)

    def _start(self, document: Element) -> None:
        if not namespace(document).startswith(_MESSAGES):
            cause = f"the file is {namespace(document) or 'XML without namespace'}, not camt.052, 053 or 054"
            raise file_fault("unreadable", cause, file_name=self._file_name, line_number=line_of(document))

    def _end(self, statement: Element) -> None:
        number = self.source.number
        self.has_statements = True
        self._accounts[number] = _whose(statement)
        opening, closing = self._balance(statement, _OPENING), self._balance(statement, _CLOSING)
        self._ended[number] = {
            "id": content(statement, "{*}Id") or str(number),
            "account": _account(statement),
            "currency": content(statement, "{*}Acct/{*}Ccy") or opening[2] or closing[2],
            "opening_balance": opening[0],
            "closing_balance": closing[0],
            "opening_date": opening[1],
            "closing_date": closing[1],
            "entries": str(self.source.entries),
            "line": str(self.source.statement_line),
            "stated_entries": content(statement, "{*}TxsSummry/{*}TtlNtries/{*}NbOfNtries"),
        }

    def _whose(self) -> pl.DataFrame:
        return pl.DataFrame(
            [(number, *facts) for number, facts in self._accounts.items()],
            schema={"number": pl.Int64, "statement_id": pl.String, "account_iban": pl.String},
            orient="row",
        )

    def _refuse_amounts(self, raw: pl.DataFrame) -> None:
        """Raises for the first amount that is none: an entry without one cannot be told apart from no entry."""
        wrong = raw.filter(pl.any_horizontal(pl.col("Amt").is_null(), *(~pl.col(name).str.contains(AMOUNT) for name in
                                                                        amounts(raw))))  # fmt: skip
        if wrong.is_empty():
            return
        first = wrong.row(0, named=True)
        text = next(first[name] for name in ("Amt", *amounts(raw)) if not _is_amount(first[name]))
        line = first["line_number"]
        cause = f"the entry has the amount {text!r}"
        raise file_fault("unreadable", cause, file_name=self._file_name, line_number=line)

    def _add_up(self, rows: pl.DataFrame) -> None:
        is_new = pl.struct("number", "entry_number").ne_missing(pl.struct("number", "entry_number").shift())
        booked = rows.filter(is_new).filter(pl.col("status") == _BOOKED)
        sums = booked.group_by("number").agg(decimals("entry_amount").sum())
        for number, total in sums.rows():
            self._sums[number] = self._sums.get(number, Decimal(0)) + total

    def _balance(self, statement: Element, codes: tuple[str, ...]) -> tuple[str | None, str | None, str | None]:
        """Signed amount, day and currency of a balance; nulls where there is none."""
        kinds = {content(balance, "{*}Tp/{*}CdOrPrtry/{*}Cd"): balance for balance in statement.iterfind("{*}Bal")}
        balance = next((kinds[code] for code in codes if code in kinds), None)
        if balance is None:
            return None, None, None
        text = (content(balance, "{*}Amt") or "").removeprefix("+")
        if not _is_amount(text):
            line = line_of(balance)
            cause = f"the balance has the amount {text!r}"
            raise file_fault("unreadable", cause, file_name=self._file_name, line_number=line)
        is_debit = content(balance, "{*}CdtDbtInd") == "DBIT" and text.strip("0.")
        amount = balance.find("{*}Amt")
        day = content(balance, "{*}Dt/{*}Dt") or (content(balance, "{*}Dt/{*}DtTm") or "")[:10]
        return f"-{text}" if is_debit else text, day or None, None if amount is None else amount.get("Ccy")


def _whose(statement: Element) -> tuple[str | None, str | None]:
    return content(statement, "{*}Id"), _account(statement)


def _account(statement: Element) -> str | None:
    return content(statement, "{*}Acct/{*}Id/{*}IBAN") or content(statement, "{*}Acct/{*}Id/{*}Othr/{*}Id")


def _is_amount(text: str | None) -> bool:
    return text is not None and bool(pl.select(pl.lit(text).str.contains(AMOUNT)).item())
