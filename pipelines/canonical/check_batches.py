"""Batches of a bank that come twice: as one entry in one statement, and as their transactions in another."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from warehouse.findings import CODES


def check_batches(facts: pl.DataFrame, payments: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts without what came before in the other form, and a fault for each: 3001, or 3002 when the sums differ.

    The number of a batch is the bank's reference of its entry; the transactions have it as `batch_id`. What came first
    counts.

    Args:
        facts: New facts of a bank, with `fact_id`, in order of delivery and line.
        payments: `canonical.payments` as booked before.
    """
    parts = facts.filter(pl.col("batch_id").is_not_null()).with_columns(
        key=pl.concat_str("partner_id", "batch_id", separator=":")
    )
    wholes = facts.filter(pl.col("batch_id").is_null()).with_columns(key=pl.col("fact_id"))
    signed = pl.when(pl.col("kind") == "reversal").then(-pl.col("amount_cents")).otherwise("amount_cents")
    columns = ["key", signed.alias("cents"), "row_key"]
    booked = payments.select(key="payment_id", cents=signed, row_key=pl.lit(-1, pl.Int64))
    # The id of a transaction of a batch starts with the number of the batch, see `identify_facts`.
    of_batches = booked.with_columns(pl.col("key").str.extract(r"^(.*)/[0-9a-f]{16}-\d+$")).drop_nulls("key")
    whole_sums = _sums(pl.concat([booked, wholes.select(columns)]))
    part_sums = _sums(pl.concat([of_batches, parts.select(columns)]))
    both = whole_sums.join(part_sums, on="key", suffix=" parts")
    whole_is_first = pl.col("first") < pl.col("first parts")
    faults = pl.concat(
        [
            _faults(wholes.join(both.filter(~whole_is_first), on="key")),
            _faults(parts.join(both.filter(whole_is_first), on="key")),
        ]
    ).sort("row_key")
    return facts.join(faults, on="row_key", how="anti", maintain_order="left"), faults


def _sums(amounts: pl.DataFrame) -> pl.DataFrame:
    return amounts.group_by("key").agg(pl.col("cents").sum().alias("sum"), first=pl.col("row_key").min())


def _faults(met: pl.DataFrame) -> pl.DataFrame:
    is_same = pl.col("sum") == pl.col("sum parts")
    told = met.select(
        "row_key",
        code=pl.when(is_same).then(CODES["known"]).otherwise(CODES["differs"]).cast(pl.Int64),
        field=pl.lit("fact_reference"),
        detail=pl.when(~is_same).then(pl.lit("The transactions of the batch do not make its entry.")),
    )
    return told.select(list(FAULTS))
