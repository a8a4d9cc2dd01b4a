"""Invented entries of a full list: debtors whom a register, court or helper names."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

from mappings.fields import ENTRY_FIELDS
from pipelines.twin.invent_claims import REFERENCE_DATE

_EVERY: Final = 3
_OF_COMPANIES: Final = "bankruptcy"


def invent_entries(claims: pl.DataFrame, *, kinds: tuple[str, ...], count: int, owner: str) -> pl.DataFrame:
    """What a register tells of debtors: one entry for the debtor of every third claim, over again when there are more.

    Args:
        claims: Claims of creditors (`invent_claims`) with `creditor_id`, at least one.
        kinds: Kinds of holds that its mapping can write.
        count: How many entries.
        owner: Start of the entries' own numbers.

    Returns:
        One row per entry with every field of `EntryRecord`.
    """
    number = pl.int_range(count, dtype=pl.Int64)
    turn = pl.Series(kinds).gather([place % len(kinds) for place in range(count)])
    told = pl.select(hold_kind=pl.lit(turn), place=number, claim_number=(number * _EVERY) % claims.height)
    numbered = claims.with_row_index("claim_number").with_columns(pl.col("claim_number").cast(pl.Int64))
    joined = told.join(numbered, on="claim_number", how="left", maintain_order="left")
    # Who is a company can be bankrupt, and is nobody's ward.
    is_bankrupt = (pl.col("debtor_type") == "business") & pl.lit(_OF_COMPANIES in kinds)
    fields = {
        "hold_kind": pl.when(is_bankrupt).then(pl.lit(_OF_COMPANIES)).otherwise("hold_kind"),
        "list_date": pl.lit(REFERENCE_DATE - timedelta(days=1)),
        "entry_reference": pl.format("{}-{}", pl.lit(owner), pl.col("place") + 10_001),
        "effective_date": pl.col("due_date"),
        "until_date": pl.lit(None),
        "creditor_reference": pl.col("creditor_id"),
        "dossier_reference": pl.lit(None),
        "detail": pl.lit(None),
    }
    return joined.select(
        fields.get(name, pl.col(name)).cast(field.dtype).alias(name) for name, field in ENTRY_FIELDS.items()
    )
