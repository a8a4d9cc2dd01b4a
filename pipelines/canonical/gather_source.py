"""The rows of many deliveries of one feed as one frame of text per rule, each row with its place and a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from formats.table import FAULT_COLUMN
from mappings.feeds import RecordRule
from pipelines.canonical.check_shape import columns_of
from pipelines.canonical.delivery import Delivery

PLACE: Final = {
    "row_key": "__row_key",
    "sequence": "__sequence",
    "delivery_id": "__delivery_id",
    "line_number": "line_number",
    "record_type": "record_type",
    "known_at": "__known_at",
    "partner_id": "__partner_id",
    "creditor_id": "__creditor_id",
}
"""Columns that tell where a record came from, and their names beside the columns of a file, which may be called alike.

`row_key` numbers the records of a booking; `sequence` is the place of the delivery, or of the file in it.
"""


def place_columns() -> list[pl.Expr]:
    """The place of a row of the source, under the names that go with a record through every step."""
    return [pl.col(hidden).alias(name) for name, hidden in PLACE.items()]


def gather_source(deliveries: Sequence[Delivery], rule: RecordRule, *, first_key: int) -> pl.DataFrame:
    """The records of one rule in all deliveries, in order of delivery and line.

    A column that came under an alias has its agreed name; one that may be absent, and is, is empty. A row that the
    reader marked as broken goes with the first rule on its record, whatever `where:` says.

    Args:
        deliveries: Deliveries of one feed whose shape is right, in the order of the log.
        rule: The rule.
        first_key: The first `row_key`.

    Returns:
        The hidden names of `PLACE`, every column of the rule as text as sent, and `__fault`.
    """
    parts = [_rows(delivery, rule) for delivery in deliveries if rule.source in (delivery.tables or {})]
    rows = pl.concat(parts, rechunk=True)
    if rule.where is not None:
        is_broken = pl.col(FAULT_COLUMN).is_not_null()
        chosen = with_trimmed(rows, rule.columns).select(
            chosen=pl.sql_expr(rule.where).fill_null(value=False) | is_broken
        )["chosen"]
        rows = rows.filter(chosen)
    key = PLACE["row_key"]
    return rows.with_row_index(key, offset=first_key).with_columns(pl.col(key).cast(pl.Int64))


def with_trimmed(rows: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """The rows, with some columns without white space around their texts; null where nothing is left."""
    columns = [pl.col(name) for name in names]
    # In two steps: what stands in both parts of a condition is computed twice.
    bare = rows.with_columns(column.str.strip_chars() for column in columns)
    return bare.with_columns(pl.when(column != "").then(column) for column in columns)


def _rows(delivery: Delivery, rule: RecordRule) -> pl.DataFrame:
    """The rows of one delivery for one rule."""
    assert delivery.tables is not None, "only deliveries that were read are gathered"
    assert delivery.feed is not None, "only deliveries of a feed are gathered"
    rows = delivery.tables[rule.source].rows
    first = next((other for other in delivery.feed.records.values() if other.source == rule.source), rule)
    if rule != first:
        rows = rows.filter(pl.col(FAULT_COLUMN).is_null())
    agreed = columns_of(delivery.feed, rule.source) or rule.columns
    present = {name: _present(name, agreed[name].aliases, rows.columns) for name in rule.columns}
    return rows.select(
        pl.lit(delivery.place, dtype=pl.Int64).alias(PLACE["sequence"]),
        pl.lit(delivery.delivery_id).alias(PLACE["delivery_id"]),
        "line_number",
        "record_type",
        pl.lit(delivery.known_at).alias(PLACE["known_at"]),
        pl.lit(delivery.partner_id).alias(PLACE["partner_id"]),
        pl.lit(delivery.creditor_id, dtype=pl.String).alias(PLACE["creditor_id"]),
        *((pl.col(found) if found else pl.lit(None, pl.String)).alias(name) for name, found in present.items()),
        FAULT_COLUMN,
    )


def _present(name: str, aliases: Sequence[str], columns: Sequence[str]) -> str | None:
    """The name under which a column came; none where it is absent."""
    return next((known for known in (name, *aliases) if known in columns), None)
