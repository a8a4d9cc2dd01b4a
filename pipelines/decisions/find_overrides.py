"""The step that finds the dossiers for which a person chose another profile than the rules would give."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

_KINDS: Final = ("profile_overridden", "profile_override_ended")


def find_overrides(events: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The choices of persons that are in force: the newest of each dossier, until its last day or until it was ended.

    Args:
        events: `canonical.events` that count on the business date.
        business_date: Day that is decided.

    Returns:
        dossier_id, profile_id, owner, since_date, until_date, detail.
    """
    newest = (
        events.filter(pl.col("kind").is_in(_KINDS))
        .sort("effective_date", "delivery_id", "line_number")
        .unique("dossier_id", keep="last", maintain_order=True)
    )
    in_time = pl.col("until_date").is_null() | (pl.col("until_date") >= business_date)
    return newest.filter(in_time, kind="profile_overridden").select(
        *("dossier_id", "profile_id", "owner", "until_date", "detail"), since_date="effective_date"
    )
