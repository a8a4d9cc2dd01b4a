"""The step that lists what is reported to a sender: a line for the receipt, and one for each finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from warehouse.schemas.outbox import Batches, Reports


class ReportFile(NamedTuple):
    """A file that answers a delivery: its kind (`receipt` or `findings`), path, and hash."""

    kind: str
    delivery_id: str
    path: str
    sha256: str


def list_reports(
    files: Sequence[ReportFile], deliveries: pl.DataFrame, findings: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of the files that answer deliveries.

    Args:
        files: The files, at least one.
        deliveries: `inbox.deliveries` that they answer, with `told_at`: the business date of the answer.
        findings: `inbox.findings` of these deliveries.

    Returns:
        `outbox.batches` with one row per file, and `outbox.reports` with one row per line of it.
    """
    told = pl.DataFrame(files, schema=["kind", "delivery_id", "file_name", "sha256"], orient="row")
    answered = deliveries.select(
        "delivery_id", "creditor_id", "partner_id", "rows_read", "cents_read", "revised_by", business_date="told_at"
    )
    # A delivery that was withdrawn or read again is answered again.
    batch_id = pl.concat_str("kind", "delivery_id", "revised_by", separator="-", ignore_nulls=True)
    joined = told.join(answered, on="delivery_id").with_columns(batch_id=batch_id)
    receipts = joined.filter(kind="receipt").select(
        "batch_id",
        "creditor_id",
        "delivery_id",
        line_number=pl.lit(0, pl.Int64),
        occurrence=pl.lit(1, pl.Int64),
        code=pl.lit(None, pl.Int64),
        row_count="rows_read",
        amount_cents="cents_read",
    )
    listed = (
        joined.filter(kind="findings")
        .select("batch_id", "delivery_id", "creditor_id")
        .join(findings.select("delivery_id", "line_number", "code", "finding_id"), on="delivery_id")
        .sort("delivery_id", "line_number", "code", "finding_id")
        .with_columns(
            occurrence=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("delivery_id", "line_number"),
            row_count=pl.lit(1, pl.Int64),
            amount_cents=pl.lit(0, pl.Int64),
        )
    )
    reports = pl.concat([receipts, listed.select(receipts.columns)]).select(list(Reports.to_schema().columns))
    sums = reports.group_by("batch_id").agg(pl.col("row_count", "amount_cents").sum())
    batches = joined.join(sums, on="batch_id").select(list(Batches.to_schema().columns))
    return batches.sort("batch_id"), reports.sort("batch_id", "line_number", "occurrence")
