"""Records that came back corrected: the sender's changes laid over the records as they were sent first."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from formats.table import FAULT_COLUMN, RESERVED_COLUMNS, Table
from mappings.feeds import ColumnRule, Feed, RejectRule
from mappings.parse_rules import DATE_FORMS, ParseRule
from pipelines.canonical.check_shape import columns_of
from pipelines.canonical.find_personal_numbers import mask_personal_numbers

RECORD = ["line_number", "record_type"]
"""Columns that tell a record of a delivery."""


def correct_records(
    tables: dict[str, Table], feed: Feed, changed: pl.DataFrame, waiting: pl.DataFrame | None, settled: pl.DataFrame
) -> tuple[dict[str, Table], Feed, pl.DataFrame]:
    """The records that are checked again, the feed that reads them, and what was changed in them.

    Args:
        tables: The delivery that is corrected, as its reader gave it.
        feed: Its feed.
        changed: `formats.corrected_workbook.CHANGES`.
        waiting: `RECORD` of the records that stand in the workbook and wait for a correction; none where the delivery
            was refused as a whole: then all its records are read again.
        settled: `RECORD` of those that do not wait any more; they are read, and told, where they were changed.

    Returns:
        Tables with the agreed names of columns and the line numbers of the first delivery; the feed, which refuses no
        file for its corrected records alone; and the changes, with the value before and after, numbers that look like
        a personal one made unreadable.
    """
    sources = dict.fromkeys(rule.source for rule in feed.records.values())
    agreed = {source: columns_of(feed, source) for source in sources}
    named = {source: _agreed_names(tables[source].rows, agreed[source]) for source in sources if source in tables}
    told = [_before_and_after(rows, changed, agreed[source]) for source, rows in named.items()]
    changes = pl.concat(told)
    if waiting is None:
        chosen = pl.concat([rows.select(RECORD) for rows in named.values()])
        chosen = chosen.join(settled, on=RECORD, how="anti", nulls_equal=True)
    else:
        chosen = waiting.select(RECORD)
    chosen = pl.concat([chosen, changes.select(RECORD).join(settled, on=RECORD, how="semi", nulls_equal=True)]).unique()
    corrected = {
        source: Table(_overlaid(rows, changes, chosen), tables[source].totals if waiting is None else {})
        for source, rows in named.items()
    }
    corrected |= {source: Table(table.rows.clear(), {}) for source, table in tables.items() if source not in named}
    whole = feed if waiting is None else replace(feed, totals=None, reject=RejectRule())
    masked = [mask_personal_numbers(pl.col(name)).alias(name) for name in ("value_before", "value_after")]
    read = changes.join(chosen, on=RECORD, how="semi", nulls_equal=True)
    return corrected, whole, read.with_columns(masked)


def _agreed_names(rows: pl.DataFrame, agreed: dict[str, ColumnRule]) -> pl.DataFrame:
    """The rows with every agreed column under its agreed name; one that is absent is empty."""
    present = {
        name: next((known for known in (name, *rule.aliases) if known in rows.columns), None)
        for name, rule in agreed.items()
    }
    columns = [
        (pl.lit(None, pl.String) if found is None else pl.col(found)).alias(name) for name, found in present.items()
    ]
    return rows.select(*RESERVED_COLUMNS, *columns)


def _before_and_after(rows: pl.DataFrame, changed: pl.DataFrame, agreed: dict[str, ColumnRule]) -> pl.DataFrame:
    """The changes of the records of one source, each beside the value that it replaces."""
    here = changed.filter(pl.col("column_name").is_in(list(agreed)))
    touched = rows.join(here.select(RECORD).unique(), on=RECORD, how="semi", nulls_equal=True)
    values = touched.unpivot(index=RECORD, on=list(agreed), variable_name="column_name", value_name="value_before")
    met = here.join(values, on=[*RECORD, "column_name"], nulls_equal=True, maintain_order="left")
    after = pl.col("value")
    for name in met["column_name"].unique(maintain_order=True):
        parse = agreed[name].parse
        if parse is not None:
            after = pl.when(pl.col("column_name") == name).then(_as_agreed(pl.col("value"), parse)).otherwise(after)
    return met.select(*RECORD, "column_name", "value_before", value_after=after)


def _as_agreed(text: pl.Expr, parse: ParseRule) -> pl.Expr:
    """A text in the form of the feed, where a spreadsheet wrote a date or an amount in a form of its own."""
    if parse.kind == "date":
        has_form = pl.any_horizontal(text.str.contains(DATE_FORMS[form][0]) for form in parse.date_forms)
        written = text.str.to_date("%Y-%m-%d", strict=False).dt.to_string(DATE_FORMS[parse.date_forms[0]][1])
        return pl.when(has_form).then(text).otherwise(pl.coalesce(written, text))
    if parse.kind in ("amount", "percent") and parse.decimal == ",":
        # Three digits behind a dot are thousands: only what cannot be is taken for decimals.
        is_decimal = text.str.contains(r"^-?\d+\.\d{1,2}$")
        return pl.when(is_decimal).then(text.str.replace(".", ",", literal=True)).otherwise(text)
    return text


def _overlaid(rows: pl.DataFrame, changes: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """The chosen records with their changes; a record that was changed is whole again."""
    found = rows.join(chosen, on=RECORD, how="semi", nulls_equal=True, maintain_order="left")
    for name in changes["column_name"].unique(maintain_order=True):
        if name not in found.columns:
            continue
        new = changes.filter(column_name=name).select(*RECORD, after="value_after", is_changed=pl.lit(value=True))
        found = (
            found.join(new, on=RECORD, how="left", nulls_equal=True, maintain_order="left")
            .with_columns(
                pl.when(pl.col("is_changed").is_not_null()).then("after").otherwise(name).alias(name),
                pl.when(pl.col("is_changed").is_null()).then(FAULT_COLUMN).alias(FAULT_COLUMN),
            )
            .drop("after", "is_changed")
        )
    return found
