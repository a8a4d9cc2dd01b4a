"""Deliveries that were booked again, and of which something else became."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

_BECAME = ("status", "duplicate_of", "corrects", "feed", "mapping_sha256")
_COUNTS = tuple(
    f"{unit}_{outcome}"
    for unit in ("rows", "cents")
    for outcome in ("read", "accepted", "refused", "duplicate", "waiting", "withdrawn", "released")
)
_TOLD = ("line_number", "record_type", "code", "outcome", "column_name", "value", "message")


def mark_revised(before: Sequence[pl.DataFrame], after: Sequence[pl.DataFrame], *, by: str) -> pl.DataFrame:
    """The deliveries as they are now, each with the directive that last changed what became of it.

    Args:
        before: `inbox.deliveries` and `inbox.findings` before they were booked again.
        after: The same afterwards.
        by: The directive.
    """
    then, now = (_described(deliveries, findings) for deliveries, findings in (before, after))
    columns = [*_BECAME, *_COUNTS, "told"]
    met = now.join(then.select("delivery_id", "revised_by", *columns), on="delivery_id", how="left", suffix="_before")
    is_known = pl.col("status_before").is_not_null()
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in columns)
    revised = pl.when(is_known & differs).then(pl.lit(by)).otherwise("revised_by_before")
    return met.with_columns(revised_by=revised).select(after[0].columns)


def _described(deliveries: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """The deliveries with all that their senders are told of them, as one text."""
    texts = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in _TOLD], separator="\u241f")
    told = findings.group_by("delivery_id").agg(told=texts.sort().str.join("\u241e"))
    return deliveries.join(told, on="delivery_id", how="left")
