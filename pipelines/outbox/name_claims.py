"""The step that tells which messages and transfers must be booked claim by claim: those that leave claims out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

_NOTICES: Final = ("fourteen_day_notice_sent", "first_reminder_sent")
_BY_CLAIM: Final = (*_NOTICES, "demand_sent", "last_demand_sent", "transferred")


def is_partial(tables: Mapping[str, pl.DataFrame]) -> pl.Expr:
    """Whether a message or transfer says nothing of some claims of its dossier, so that it must be known of the others.

    That is so where open claims were left out. Of a statutory notice, a demand or a transfer it is so too where a claim
    was paid: one that is open again, because its payment was taken back, was in none of them.

    *Source*: article 6:96 lid 6 BW: no costs but those that the notice told; article XIX.2 WER.

    Args:
        tables: `left_out` and `balances` of the business date.

    Returns:
        An expression over dossier_id and event_kind.
    """
    paid = tables["balances"].filter(open_cents=0)["dossier_id"].unique()
    left_out = tables["left_out"]["dossier_id"].unique()
    names_claims = pl.col("event_kind").is_in(_BY_CLAIM) & pl.col("dossier_id").is_in(paid.implode())
    return pl.col("dossier_id").is_in(left_out.implode()) | names_claims
