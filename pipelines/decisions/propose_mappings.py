"""Corrections that a sender made again and again: the mapping can make them."""

from __future__ import annotations

from typing import Final

import polars as pl

LEAST_TIMES: Final = 3
"""From how many equal corrections on a change of the mapping is proposed."""

_UNREADABLE: Final = "*********"


def propose_mappings(corrections: pl.DataFrame, deliveries: pl.DataFrame) -> pl.DataFrame:
    """Work items: one for each value of a column that was corrected alike in three records or more.

    Corrections of files that an older mapping read do not count: the mapping may know the value by now. Values in which
    a number was made unreadable propose nothing.

    Args:
        corrections: `inbox.corrections` as known.
        deliveries: `inbox.deliveries` as known.

    Returns:
        item_id, kind, creditor_id, delivery_id (the newest of the corrections), reason, amount_cents,
        since_date and subject.
    """
    read = deliveries.filter(pl.col("feed").is_not_null()).sort("delivery_id")
    newest = read.group_by("partner_id", "feed", maintain_order=True).agg(pl.col("mapping_sha256").last())
    current = read.join(newest, on=["partner_id", "feed", "mapping_sha256"], how="semi")
    is_readable = ~pl.any_horizontal(
        pl.col(name).str.contains(_UNREADABLE, literal=True).fill_null(value=False)
        for name in ("value_before", "value_after")
    )
    value = ["creditor_id", "partner_id", "feed", "column_name", "value_before", "value_after"]
    return (
        corrections.filter(pl.col("column_name").is_not_null() & (pl.col("outcome") == "accepted") & is_readable)
        .join(current.select("delivery_id", "partner_id", "feed", "known_at"), on="delivery_id")
        .sort("delivery_id", "line_number")
        .group_by(value, maintain_order=True)
        .agg(times=pl.len(), delivery_id=pl.col("delivery_id").last(), since_date=pl.col("known_at").min())
        .filter(pl.col("times") >= LEAST_TIMES)
        .select(
            "creditor_id",
            "delivery_id",
            "since_date",
            item_id=pl.format(
                "mapping:{}:{}:{}:{}", "partner_id", "feed", "column_name", pl.col("value_before").fill_null("")
            ),
            kind=pl.lit("mapping"),
            reason=pl.format(
                "feed {}: '{}' in column '{}' was corrected to '{}' {} times; let the mapping read it so (`codes:`)",
                "feed",
                pl.col("value_before").fill_null(""),
                "column_name",
                pl.col("value_after").fill_null(""),
                "times",
            ),
            amount_cents=pl.lit(0, pl.Int64),
            subject=pl.struct(value).struct.json_encode(),
        )
        .unique("item_id", keep="first", maintain_order=True)
    )
