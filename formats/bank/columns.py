"""The columns that every bank statement gives, whatever its format, and the table that is made of them."""

from __future__ import annotations

from typing import Final

import polars as pl

from formats.bank.references import find_references
from formats.table import FAULT_COLUMN, Table

COLUMNS: Final = (
    "statement_number",
    "statement_id",
    "account_iban",
    "entry_number",
    "status",
    "booking_date",
    "value_date",
    "amount",
    "currency",
    "entry_reference",
    "bank_reference",
    "end_to_end_id",
    "mandate_id",
    "payment_information_id",
    "counterparty_iban",
    "counterparty_name",
    "structured_reference",
    "remittance",
    "return_reason",
    "transaction_code",
    "is_reversal",
    "instructed_amount",
    "charges_amount",
    "entry_amount",
    "details_count",
)
"""Columns of a transaction, in this order."""


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
