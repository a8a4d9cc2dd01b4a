"""Records as the columns of a creditor's file: the way of a mapping, walked back."""

from __future__ import annotations

import polars as pl

from mappings.feeds import ColumnRule, RecordRule
from pipelines.canonical.render_values import render_value
from pipelines.twin.draws import Draws


def render_records(records: pl.DataFrame, rule: RecordRule, draws: Draws) -> pl.DataFrame:
    """The source columns from which the mapping makes these records again.

    A column with examples in the mapping gets those; one that fills no field and has none stays empty.

    Args:
        records: Fields of `ClaimRecord` or `FactRecord`.
        rule: The mapping of this kind of record.
        draws: Chance for columns with examples.

    Returns:
        One text column per column of the source, in the order of the mapping.
    """
    targets = {field for column in rule.columns.values() for field in column.fills}
    whole = _joined(records, targets)
    return whole.select(_column(column, whole, draws, rule.name) for column in rule.columns.values())


def _column(column: ColumnRule, records: pl.DataFrame, draws: Draws, record: str) -> pl.Expr:
    if column.examples:
        drawn = draws.choose(f"{record}/{column.name}", column.examples, records.height)
        return pl.lit(drawn).alias(column.name)
    if column.split is not None:
        return _whole(records, column).alias(column.name)
    if column.parse is not None and column.to in records.columns:
        rendered = render_value(pl.col(column.to), column.parse)
        if column.to == "product" and column.parse.codes:
            # Products are the creditor's own: invented ones are not in his list.
            drawn = draws.choose(f"{record}/{column.name}", list(column.parse.codes), records.height)
            rendered = pl.coalesce(rendered, pl.lit(drawn))
        return rendered.alias(column.name)
    return pl.lit(None, pl.String).alias(column.name)


def _whole(records: pl.DataFrame, column: ColumnRule) -> pl.Expr:
    """The text of a column that is taken apart when it is read."""
    parts = [name for name in column.fills if name in records.columns and name != "first_name"]
    text = pl.concat_str(parts, separator=" ", ignore_nulls=True)
    text = pl.when(text != "").then(text)
    return pl.coalesce("name", text) if column.split == "person" and "name" in records.columns else text


def _joined(records: pl.DataFrame, targets: set[str]) -> pl.DataFrame:
    """Fields that the source has no column of their own for, in the field that holds them there."""
    if "house_number" in records.columns and "house_number_addition" not in targets:
        whole = pl.concat_str("house_number", "house_number_addition", separator=" ", ignore_nulls=True)
        return records.with_columns(house_number=pl.when(pl.col("house_number").is_not_null()).then(whole))
    return records
