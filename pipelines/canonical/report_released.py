"""What is told of records that had waited and were tried again: a finding for each that is refused after all."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.report_findings import CAUSES, SEVERITIES
from warehouse.findings import CODES
from warehouse.tables import schema_of

_RECORD = ["delivery_id", "line_number", "record_type"]


def report_released(released: pl.DataFrame, waiting: pl.DataFrame) -> pl.DataFrame:
    """Rows of `inbox.findings`, under the delivery with which they were tried; their line is of the first delivery.

    Args:
        released: `book_later_facts.RELEASED`.
        waiting: `inbox.waiting` of the records that waited, with the record as sent.
    """
    schema = schema_of("inbox.findings")
    told = released.filter(pl.col("code").is_not_null())
    if told.is_empty():
        return pl.DataFrame(schema=schema)
    records = waiting.select(
        first_delivery_id="delivery_id", line_number="line_number", record_type="record_type", record="record"
    )
    on = ["first_delivery_id", "line_number", "record_type"]
    place = ["delivery_id", *on, "code"]
    parts = ("delivery_id", "first_delivery_id", "line_number", "code", pl.int_range(1, pl.len() + 1).over(place))
    named = told.join(records.unique(on, keep="first", maintain_order=True), on=on, how="left", nulls_equal=True)
    cause = pl.col("code").replace_strict(CAUSES, return_dtype=pl.String)
    shown = named.with_columns(
        finding_id=pl.concat_str(parts, separator=":"),
        severity=pl.col("code").replace_strict(SEVERITIES, return_dtype=pl.String),
        outcome=released_outcome(),
        column_name=pl.lit(None, pl.String),
        value=pl.lit(None, pl.String),
        message=pl.concat_str(cause, "detail", separator=" ", ignore_nulls=True),
    )
    return shown.select(pl.col(name).cast(kind) for name, kind in schema.items())


def released_outcome() -> pl.Expr:
    """What became of a record that was tried again: `accepted`, `duplicate` or `refused`."""
    code = pl.col("code")
    return (
        pl.when(code.is_null())
        .then(pl.lit("accepted"))
        .when(code == CODES["known"])
        .then(pl.lit("duplicate"))
        .otherwise(pl.lit("refused"))
    )


def with_records(waiting: pl.DataFrame, findings: pl.DataFrame, first_deliveries: dict[str, str]) -> pl.DataFrame:
    """New rows of `inbox.waiting` with the record as sent, and the delivery that brought it first.

    Args:
        waiting: The rows (`hold_facts`).
        findings: `inbox.findings` of their deliveries.
        first_deliveries: For a workbook that was sent back: the delivery that brought its records first.
    """
    if waiting.is_empty():
        return waiting
    sent = findings.filter(outcome="waiting").select(*_RECORD, sent="record").unique(_RECORD, keep="first")
    met = waiting.join(sent, on=_RECORD, how="left", nulls_equal=True, maintain_order="left")
    first = pl.col("delivery_id").replace(first_deliveries)
    return met.with_columns(record="sent", first_delivery_id=first).drop("sent")
