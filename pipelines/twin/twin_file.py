"""A synthetic file of a feed, written in its format, with totals that are known beforehand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from formats import registry
from mappings.feeds import Feed, RecordRule
from pipelines.canonical.parse_values import parse_value
from pipelines.canonical.render_values import render_value


@dataclass(frozen=True)
class TwinFile:
    """A synthetic file with its known totals: records, and the sum of their amounts in cents."""

    data: bytes
    rows: int
    cents: int


def twin_file(tables: dict[str, pl.DataFrame], feed: Feed, *, stated: tuple[int, int] | None = None) -> TwinFile:
    """The file that holds source tables, with the totals that it states about itself.

    Args:
        tables: Source columns by record of the format (`twin_tables`).
        feed: The feed.
        stated: Rows and cents that the file states, where they are to differ from what it holds.

    Returns:
        The file, with its true totals.
    """
    rows, cents = count_tables(tables, feed)
    said_rows, said_cents = stated or (rows, cents)
    totals = {}
    if feed.totals is not None:
        amount = pl.select(render_value(pl.lit(said_cents), replace(feed.totals.parse, kind="amount"))).item()
        named = {feed.totals.rows: str(said_rows), feed.totals.amount: amount}
        totals[feed.totals.source] = {name: text for name, text in named.items() if name}
    return TwinFile(registry.write(tables, feed.format, totals=totals), rows, cents)


def count_tables(tables: dict[str, pl.DataFrame], feed: Feed) -> tuple[int, int]:
    """Records and cents of source tables, as the feed's mapping reads them."""
    rows = cents = 0
    for rule in feed.records.values():
        table = tables[rule.source]
        records = table if rule.where is None else table.filter(pl.sql_expr(rule.where))
        rows += records.height
        amount = _amount(rule)
        if amount is not None:
            cents += int(records.select(amount).to_series().fill_null(0).sum())
    return rows, cents


def _amount(rule: RecordRule) -> pl.Expr | None:
    """The record's amount in cents, as the mapping reads it."""
    for column in rule.columns.values():
        if column.to == rule.amount_field and column.parse is not None:
            return parse_value(pl.col(column.name), column.parse)
    for value in rule.values:
        if value.field == rule.amount_field and value.sql is not None and value.parse is not None:
            return parse_value(pl.sql_expr(value.sql), value.parse)
    return None
