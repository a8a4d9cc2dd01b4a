"""An invented bank statement of the agency's account: payments by reference, some without, and a returned debit."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

from formats.bank.columns import COLUMNS
from pipelines.twin.draws import Draws
from pipelines.twin.invent_claims import REFERENCE_DATE

_WITHOUT_REFERENCE: Final = 9
_RETURNED: Final = 7
_STEP: Final = 7


def invent_statement(claims: pl.DataFrame, draws: Draws, *, iban: str, count: int) -> pl.DataFrame:
    """The transactions of one statement.

    Of nine payments one names no reference; the last payment is a direct debit that the bank returns.

    Args:
        claims: Claims with `payment_reference`, `printed_reference`, and the debtor's `name` and `iban`; at least one.
        draws: The bank's draws.
        iban: The agency's account.
        count: How many transactions, the return included.

    Returns:
        Source columns of a camt.053: `formats.bank.columns.COLUMNS`.
    """
    paid = claims.gather([(_STEP * place + 2) % claims.height for place in range(max(count - 1, 1))])
    number = pl.int_range(paid.height, dtype=pl.Int64)
    nameless = number % _WITHOUT_REFERENCE == _WITHOUT_REFERENCE - 1
    share = draws.numbers("share", 1, 4, paid.height)
    booked = (REFERENCE_DATE - timedelta(days=1)).isoformat()
    entries = paid.select(
        statement_number=pl.lit("1"),
        statement_id=pl.lit(f"{REFERENCE_DATE:%Y%m%d}"),
        account_iban=pl.lit(iban),
        status=pl.lit("BOOK"),
        booking_date=pl.lit(booked),
        value_date=pl.lit(booked),
        cents=pl.col("principal_cents") // share,
        currency=pl.lit("EUR"),
        bank_reference=pl.format("BK{}", (number + 700_001).cast(pl.String)),
        end_to_end_id=pl.format("E2E{}", (number + 900_001).cast(pl.String)),
        counterparty_iban=pl.when(~nameless).then("iban"),
        counterparty_name="name",
        structured_reference=pl.when(~nameless & (number % 2 == 0)).then("payment_reference"),
        remittance=pl.when(nameless).then(pl.lit("betaling conform afspraak")).when(number % 2 == 1).then(
            pl.lit("kenmerk ") + pl.col("printed_reference")
        ),
        transaction_code=pl.lit("PMNT/RCDT/ESCT"),
        is_reversal=pl.lit("false"),
        return_reason=pl.lit(None, pl.String),
    )  # fmt: skip
    debit = entries.slice(min(_RETURNED, paid.height - 1), 1)
    returned = debit.with_columns(
        cents=-pl.col("cents"),
        bank_reference=pl.lit("BK800001"),
        transaction_code=pl.lit("PMNT/IDDT/UPDD"),
        is_reversal=pl.lit("true"),
        return_reason=pl.lit("AM04"),
    )
    whole = pl.concat([entries, returned]).head(count)
    sign = pl.when(pl.col("cents") < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    digits = pl.col("cents").abs().cast(pl.String).str.zfill(3)
    amount = (sign + digits.str.head(-2) + "." + digits.str.tail(2)).alias("amount")
    filled = whole.with_columns(amount)
    return filled.select(
        pl.col(name) if name in filled.columns else pl.lit(None, pl.String).alias(name) for name in COLUMNS
    )
