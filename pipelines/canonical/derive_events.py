"""Events that a claim brings along: what the creditor sent before, and to whom the claim was handed over."""

from __future__ import annotations

from typing import Final

import polars as pl

EVENT_DATES: Final[dict[str, str]] = {
    "first_reminder_date": "first_reminder_sent",
    "reminder_date": "reminder_sent",
    "notice_date": "fourteen_day_notice_sent",
    "demand_date": "demand_sent",
    "last_demand_date": "last_demand_sent",
    "transferred_date": "transferred",
}
"""The event that each date of a claim tells."""

_NOTICE: Final = "fourteen_day_notice_sent"
_WITH_CHANNEL: Final = ("first_reminder_sent", "fourteen_day_notice_sent")


def derive_events(claims: pl.DataFrame) -> pl.DataFrame:
    """One event for each date that a claim gives of what was done before.

    Args:
        claims: Claim records with `claim_id`.

    Returns:
        `row_key`, `event_id`, `kind`, `claim_id`, `effective_date`, `channel`, `amount_cents` and `term_days` (what a
        notice said), `partner_id`.
    """
    return pl.concat(
        claims.filter(pl.col(name).is_not_null()).select(
            "row_key",
            event_id=pl.col("claim_id") + f":{kind}",
            kind=pl.lit(kind),
            claim_id="claim_id",
            effective_date=name,
            channel=pl.col("notice_channel").fill_null("print") if kind in _WITH_CHANNEL else pl.lit(None, pl.String),
            amount_cents=pl.col("notice_costs_cents") if kind == _NOTICE else pl.lit(None, pl.Int64),
            term_days=pl.col("notice_term_days") if kind in _WITH_CHANNEL else pl.lit(None, pl.Int64),
            partner_id=pl.col("transferred_to") if kind == "transferred" else pl.lit(None, pl.String),
        )
        for name, kind in EVENT_DATES.items()
    )
