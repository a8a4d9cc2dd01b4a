"""The columns that every bank statement gives, whatever its format, and the table that is made of them."""

from __future__ import annotations

from typing import Final

import polars as pl

from formats.bank.references import find_references
from formats.table import FAULT_COLUMN, Table

MEANINGS: Final = {
    "statement_number": "Place of the statement in the file.",
    "statement_id": "The bank's number of the statement.",
    "account_iban": "Account of the statement.",
    "entry_number": "Place of the entry in the statement.",
    "status": "BOOK, PDNG or INFO; only BOOK is money.",
    "booking_date": "Day of booking, yyyy-mm-dd.",
    "value_date": "Value date, yyyy-mm-dd.",
    "amount": "Amount with a decimal point, and `-` for money that left.",
    "currency": "Currency of the amount.",
    "entry_reference": "Number of the entry in its statement, or the owner's reference; not unique.",
    "bank_reference": "The bank's own reference of the transaction; of a batch, where it has none.",
    "end_to_end_id": "End-to-end id; empty where none was provided.",
    "mandate_id": "Mandate of a direct debit.",
    "payment_information_id": "The batch of the order that it belongs to.",
    "counterparty_iban": "Account of the other party.",
    "counterparty_name": "Name of the other party.",
    "structured_reference": "RF, Belgian, or Dutch reference of 16 digits; also where it stands in the text.",
    "remittance": "Free text.",
    "return_reason": "Reason of a return, such as MD06.",
    "transaction_code": "The bank's code of the kind of transaction.",
    "is_reversal": "true where it takes an earlier entry back, else false.",
    "instructed_amount": "Amount that was asked, where the bank tells it.",
    "charges_amount": "Costs of the bank that are in the amount.",
    "entry_amount": "Amount of the whole entry.",
    "details_count": "Transactions of the entry; 0 where the bank gives no details.",
}
"""Columns of a transaction and what they hold, in this order."""

COLUMNS: Final = tuple(MEANINGS)
"""Names of the columns."""


def entry_table(rows: pl.DataFrame, totals: dict[str, str]) -> Table:
    """The table of a statement's transactions.

    A transaction without a structured reference of its own has the one that stands in its free text.

    Args:
        rows: `line_number`, and any of `COLUMNS` and `__fault`, without spaces around texts; what is left out is null.
        totals: Totals of the statements that end in these rows, see `formats.bank.statements`.
    """
    filled = rows.with_columns(
        pl.lit(None, pl.String).alias(name) for name in (*COLUMNS, FAULT_COLUMN) if name not in rows.columns
    )
    unnamed = filled.select(pl.when(pl.col("structured_reference").is_null()).then("remittance")).to_series()
    placed = filled.with_columns(
        pl.coalesce("structured_reference", find_references(unnamed)).alias("structured_reference"),
        record_type=pl.lit(None, pl.String),
    )
    return Table(placed.select("line_number", "record_type", *COLUMNS, FAULT_COLUMN), totals)


def joined(batches: list[Table]) -> Table:
    """One table of the tables of a file's parts."""
    totals = {name: value for batch in batches for name, value in batch.totals.items()}
    return Table(pl.concat([batch.rows for batch in batches]), totals)
