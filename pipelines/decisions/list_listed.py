"""Work items about lists: debtors whom an entry may name, for a person to say whether it does."""

from __future__ import annotations

import polars as pl


def list_listed(matches: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """One work item for each entry and each debtor with something open whom it may name.

    It goes when the entry is no longer on its list, and comes back when what the entry says changes.

    Args:
        matches: Debtors whom lists name, or may name (`match_entries`).
        facts: Facts of the dossiers (`gather_facts`).

    Returns:
        item_id, kind, creditor_id, delivery_id, line_number, reason, amount_cents, since_date, subject.
    """
    owing = facts.filter(pl.col("open_cents") > 0).group_by("debtor_id").agg(amount_cents=pl.col("open_cents").sum())
    reason = pl.format("perhaps {} is on a list ({}): {}", "debtor_id", "hold_kind", "detail")
    return (
        matches.filter(~pl.col("is_sure"))
        .join(owing, on="debtor_id")
        .select(
            *("creditor_id", "delivery_id", "line_number", "amount_cents"),
            item_id=pl.format("listed:{}:{}", "entry_id", "debtor_id"),
            kind=pl.lit("listed"),
            reason=reason,
            since_date="known_at",
            subject=pl.struct("entry_id", "debtor_id").struct.json_encode(),
        )
    )
