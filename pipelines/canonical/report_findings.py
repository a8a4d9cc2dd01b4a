"""Faults as findings that a sender can work with: code, column, value, plain words and the record as sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import polars as pl

from formats.table import FAULT_COLUMN
from mappings.feeds import RecordRule
from pipelines.canonical.check_shape import FileFault
from pipelines.canonical.delivery import Delivery
from pipelines.canonical.find_personal_numbers import mask_personal_numbers
from pipelines.canonical.gather_source import PLACE, place_columns
from warehouse.findings import CODES, FINDINGS
from warehouse.tables import schema_of

_MAX_VALUE: Final = 200
_MAX_TEXT: Final = 2000
_PART_ROWS: Final = 100_000
SEVERITIES: Final = {code: finding.severity for code, finding in FINDINGS.items()}
"""How bad each finding is."""

CAUSES: Final = {code: finding.cause for code, finding in FINDINGS.items()}
"""Each finding in plain words."""

_OF_DUPLICATES: Final = (CODES["known"], CODES["changed"], CODES["settled"])


class Source(NamedTuple):
    """The rows as sent, with the rule that reads them."""

    rule: RecordRule
    rows: pl.DataFrame


def report_findings(faults: pl.DataFrame, sources: Sequence[Source], outcomes: pl.DataFrame) -> pl.DataFrame:
    """The findings of records.

    Args:
        faults: `FAULTS`.
        sources: Every rule with its rows as sent.
        outcomes: What became of each record: `row_key`, `outcome` (`accepted`, `refused`, `waiting`,
            `duplicate`).

    Returns:
        Rows of `inbox.findings`, in order of delivery, line and code. A record that was known is only said to be known.
        Where a record holds a personal number, no value and no record shows it.
    """
    told = [_of_source(faults, source) for source in sources]
    found = pl.concat([pl.DataFrame(schema=_told_schema()), *(frame for frame in told if frame.height)])
    outcome = pl.col("outcome").replace({"accepted": "booked"})
    named = found.join(outcomes.select("row_key", outcome), on="row_key")
    is_noise = (pl.col("outcome") == "duplicate") & ~pl.col("code").is_in(_OF_DUPLICATES)
    named = named.filter(~is_noise).sort("delivery_id", "row_key", "code", "column_name")
    return number_findings(named)


def report_file_faults(faults: Sequence[FileFault], deliveries: Sequence[Delivery]) -> pl.DataFrame:
    """The findings of deliveries as a whole.

    Args:
        faults: What is wrong.
        deliveries: The deliveries that it is wrong with.
    """
    creditors = {delivery.delivery_id: delivery.creditor_id for delivery in deliveries}
    outcome = {CODES["known"]: "duplicate"} | {code: "booked" for code in SEVERITIES if _is_told(code)}
    rows = [
        {
            "creditor_id": creditors[fault.delivery_id],
            "delivery_id": fault.delivery_id,
            "line_number": fault.line_number,
            "code": fault.code,
            "severity": SEVERITIES[fault.code],
            "outcome": outcome.get(fault.code, "refused"),
            "message": fault.message,
        }
        for fault in faults
    ]
    return number_findings(pl.DataFrame(rows, schema=schema_of("inbox.findings")))


def _is_told(code: int) -> bool:
    """Whether a finding about a file is told, and refuses nothing."""
    return code < CODES["required"] and SEVERITIES[code] == "warning"


def number_findings(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings with an id of delivery, line, code, column and occurrence, as rows of `inbox.findings`."""
    place = ["delivery_id", "line_number", "code", "column_name"]
    occurrence = pl.int_range(1, pl.len() + 1).over(place)
    parts = ("delivery_id", "line_number", "code", pl.col("column_name").fill_null(""), occurrence)
    schema = schema_of("inbox.findings")
    numbered = findings.with_columns(
        finding_id=pl.concat_str(parts, separator=":"), first_delivery_id=pl.lit(None, pl.String)
    )
    return numbered.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _told_schema() -> pl.Schema:
    """Columns of a finding before it has an outcome and a number."""
    schema = schema_of("inbox.findings")
    later = ("finding_id", "outcome", "first_delivery_id")
    return pl.Schema({"row_key": pl.Int64} | {name: schema[name] for name in schema if name not in later})


def _of_source(faults: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The findings of the records of one rule."""
    found = faults.join(source.rows.select(row_key=PLACE["row_key"]), on="row_key", how="semi")
    if found.is_empty():
        return pl.DataFrame(schema=_told_schema())
    columns = {field: name for name, column in source.rule.columns.items() for field in column.fills}
    columns |= {name: name for name in source.rule.columns}
    named = found.with_columns(
        column_name=pl.col("field").replace_strict(columns, default=None, return_dtype=pl.String)
    ).join(_personal(found), on="row_key", how="left")
    # Some at a time: a record takes several times its room while it is written as JSON.
    return pl.concat(_of_part(part, source) for part in named.iter_slices(_PART_ROWS))


def _of_part(found: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Findings with the column that is to blame, and the value and the record as sent."""
    rows = source.rows.join(found.select("row_key").unique(), left_on=PLACE["row_key"], right_on="row_key", how="semi")
    blamed = found["column_name"].drop_nulls().unique().sort().to_list()
    sent = [pl.col(name).alias(f"sent {name}") for name in blamed]
    values = [pl.when(pl.col("column_name") == name).then(pl.col(f"sent {name}")) for name in blamed]
    value = pl.coalesce(*values, pl.lit(None, pl.String)).str.slice(0, _MAX_VALUE)
    is_personal = pl.col("is_personal").fill_null(value=False)
    record = pl.when(is_personal).then(mask_personal_numbers(pl.col("record"))).otherwise("record")
    return (
        found.join(rows.select(*place_columns(), _record(list(source.rule.columns)), *sent), on="row_key")
        .with_columns(
            value=pl.when(~is_personal).then(value),
            record=record,
            severity=pl.col("code").replace_strict(SEVERITIES, return_dtype=pl.String),
            message=_message(),
        )
        .select(pl.col(name).cast(kind) for name, kind in _told_schema().items())
    )


def _message() -> pl.Expr:
    """The cause in plain words, and a word more where there is one."""
    cause = pl.col("code").replace_strict(CAUSES, return_dtype=pl.String)
    return pl.concat_str(cause, "detail", separator=" ", ignore_nulls=True)


def _personal(faults: pl.DataFrame) -> pl.DataFrame:
    """The records that hold a personal number."""
    is_personal = pl.col("code") == CODES["personal_number"]
    return faults.filter(is_personal).select("row_key", is_personal=pl.lit(value=True)).unique()


def _record(columns: list[str]) -> pl.Expr:
    """The record as sent, as a JSON object; a text of unusual length is cut."""
    cut = [pl.col(name).str.slice(0, _MAX_TEXT) for name in columns if name != FAULT_COLUMN]
    return pl.struct(cut).struct.json_encode().alias("record")
