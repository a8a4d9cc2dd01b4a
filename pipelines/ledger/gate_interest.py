"""From which day each claim may bear interest: the law of Belgian consumers wants a reminder first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl

NEVER: Final = date(2299, 12, 31)
"""First interest day of a claim that bears no interest (yet)."""


def gate_interest(claims: pl.DataFrame, covered: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """Claims with their first interest day.

    Belgian consumer: the end of the reminder's term; for a small enterprise, once that term has passed, the day after
    sending; never without a reminder. Others: the day that was given, else the day after the due date.

    Args:
        claims: Claims with is_consumer, country, is_sme, regime, due_date, interest_from.
        covered: First valid notices (`cover_notices`).
        business_date: Day of the statement.

    Returns:
        The claims with `interest_from` filled in.

    *Source*: articles XIX.2 and XIX.4 WER.
    """
    reminders = covered.filter(pl.col("kind") == "first_reminder_sent").drop("kind")
    joined = claims.join(reminders, on="claim_id", how="left", maintain_order="left")
    ordinary = pl.coalesce("interest_from", pl.col("due_date") + timedelta(days=1))
    has_passed = pl.col("claimable_from") <= business_date
    reminded = (
        pl.when(pl.col("is_sme") & has_passed)
        .then(pl.col("sent_date") + timedelta(days=1))
        .otherwise("claimable_from")
        .fill_null(NEVER)
    )
    needs_reminder = pl.col("is_consumer") & (pl.col("country") == "be")
    first_day = pl.when(needs_reminder).then(pl.max_horizontal(ordinary, reminded)).otherwise(ordinary)
    return joined.with_columns(interest_from=pl.when(pl.col("regime") == "none").then(NEVER).otherwise(first_day)).drop(
        "sent_date", "claimable_from", "notice_id"
    )
