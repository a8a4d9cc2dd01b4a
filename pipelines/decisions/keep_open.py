"""Findings that still wait for their sender: those that a correction closed, or told again, are left out."""

from __future__ import annotations

import polars as pl

_RECORD = ["line_number", "record_type"]


def keep_open(findings: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """The findings whose record no later workbook brought in, or back.

    Args:
        findings: `inbox.findings` as known.
        corrections: `inbox.corrections` as known.
    """
    if corrections.is_empty():
        return findings
    origins = corrections.select("delivery_id", *_RECORD, first="first_delivery_id").unique()
    # A record that waited is told under the delivery that it waited for.
    held = findings.with_columns(holder=pl.coalesce("first_delivery_id", "delivery_id"))
    placed = held.join(
        origins.rename({"delivery_id": "holder"}),
        on=["holder", *_RECORD],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    ).with_columns(pl.col("first").fill_null(pl.col("holder")))
    last = corrections.group_by("first_delivery_id", *_RECORD).agg(last=pl.col("delivery_id").max())
    met = placed.join(
        last.rename({"first_delivery_id": "first"}),
        on=["first", *_RECORD],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    refused_whole = (
        findings.filter(line_number=0)
        .select("delivery_id")
        .join(_read_since(corrections), on="delivery_id", how="semi")
    )
    is_answered = (pl.col("last") > pl.col("delivery_id")).fill_null(value=False)
    return met.filter(~is_answered).join(refused_whole, on="delivery_id", how="anti").select(findings.columns)


def _read_since(corrections: pl.DataFrame) -> pl.DataFrame:
    """Files, and workbooks that corrected them, of which a later workbook was read: `delivery_id`."""
    chains = pl.concat(
        [
            corrections.select("delivery_id", "first_delivery_id"),
            corrections.select(pl.col("corrects").alias("delivery_id"), "first_delivery_id"),
        ]
    ).unique()
    read = corrections.filter(pl.col("outcome") != "refused").select("first_delivery_id", by="delivery_id").unique()
    later = chains.join(read, on="first_delivery_id").filter(pl.col("by") > pl.col("delivery_id"))
    return later.select("delivery_id").unique()
