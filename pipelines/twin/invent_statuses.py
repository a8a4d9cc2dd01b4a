"""An invented answer of the agency's bank to an order of direct debits: some are refused, each for its own reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

from formats.bank.payment_status import COLUMNS
from pipelines.twin.draws import Draws
from pipelines.twin.invent_claims import REFERENCE_DATE

_REASONS: Final = (("AC01", "rekening onbekend"), ("AC04", "rekening opgeheven"), ("MD01", "geen machtiging"))
_REFUSED: Final = 4
_STEP: Final = 11


def invent_statuses(claims: pl.DataFrame, draws: Draws, *, count: int) -> pl.DataFrame:
    """The statuses of one order; of four direct debits one is refused.

    Args:
        claims: Claims with `payment_reference`, and the debtor's `name` and `iban`; at least one.
        draws: The bank's draws.
        count: How many statuses.

    Returns:
        Source columns of a pain.002: `formats.bank.payment_status.COLUMNS`.
    """
    chosen = claims.gather([(_STEP * place + 3) % claims.height for place in range(count)])
    number = pl.int_range(count, dtype=pl.Int64)
    is_refused = number % _REFUSED == 0
    codes, words = (pl.Series([reason[place] for reason in _REASONS]) for place in (0, 1))
    drawn = draws.numbers("reason", 0, len(_REASONS) - 1, count)
    told = chosen.select(
        message_id=pl.lit(f"PSR{REFERENCE_DATE:%Y%m%d}"),
        created_at=pl.lit(f"{REFERENCE_DATE - timedelta(days=1)}T06:00:00"),
        original_message_id=pl.lit(f"SDD{REFERENCE_DATE:%Y%m%d}"),
        original_message_name=pl.lit("pain.008.001.08"),
        message_status=pl.lit("PART"),
        original_payment_information_id=pl.lit("SDD-1"),
        payment_status=pl.lit("PART"),
        level=pl.lit("transaction"),
        status=pl.when(is_refused).then(pl.lit("RJCT")).otherwise(pl.lit("ACSP")),
        transaction_status=pl.when(is_refused).then(pl.lit("RJCT")).otherwise(pl.lit("ACSP")),
        reason_code=pl.when(is_refused).then(codes.gather(drawn)),
        reason_text=pl.when(is_refused).then(words.gather(drawn)),
        original_end_to_end_id=pl.format("{}/{}", "payment_reference", number + 1),
        amount=pl.format(
            "{}.{}", pl.col("principal_cents") // 100, (pl.col("principal_cents") % 100).cast(pl.String).str.zfill(2)
        ),
        currency=pl.lit("EUR"),
        mandate_id=pl.format("M{}", number + 400_001),
        requested_date=pl.lit(REFERENCE_DATE.isoformat()),
        debtor_name="name",
        debtor_iban="iban",
    )
    return told.select(
        pl.col(name) if name in told.columns else pl.lit(None, pl.String).alias(name) for name in COLUMNS
    )
