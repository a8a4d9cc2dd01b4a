"""Transactions to write, by statement, with the balances that they lead from and to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

import polars as pl

from formats.bank.columns import COLUMNS
from formats.table import text_columns

Row = dict[str, str | None]


class StatementRows(NamedTuple):
    """The transactions of a statement, at least one, and its balances."""

    number: str
    rows: list[Row]
    opening: Decimal
    closing: Decimal


def statement_rows(frame: pl.DataFrame, stated: Mapping[str, str]) -> list[StatementRows]:
    """The statements of a frame, in its order; without `statement_number` it is one.

    Args:
        frame: Any of `COLUMNS`; what is left out is null, but for the status and currency (BOOK, EUR).
        stated: `statement_<n>.opening_balance` (0.00 when left out) and `statement_<n>.closing_balance`, which is the
            opening balance and the booked entries when left out.
    """
    absent = [pl.lit(None, pl.String).alias(name) for name in COLUMNS if name not in frame.columns]
    filled = text_columns(frame).with_columns(absent)
    rows = filled.with_columns(
        pl.col("statement_number").fill_null("1"),
        pl.col("status").fill_null("BOOK"),
        pl.col("currency").fill_null("EUR"),
        pl.coalesce("booking_date", "value_date").alias("booking_date"),
    ).to_dicts()
    return [
        _balanced(number, list(members), stated)
        for number, members in groupby(rows, lambda row: row["statement_number"])
    ]


def _balanced(number: str, rows: list[Row], stated: Mapping[str, str]) -> StatementRows:
    booked = sum((Decimal(row["amount"] or "0") for row in rows if row["status"] == "BOOK"), Decimal(0))
    opening = Decimal(stated.get(f"statement_{number}.opening_balance", "0.00"))
    closing = Decimal(stated.get(f"statement_{number}.closing_balance", str(opening + booked)))
    return StatementRows(number, rows, opening, closing)
