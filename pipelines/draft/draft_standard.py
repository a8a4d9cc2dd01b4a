"""A sample in a standard format as a proposed feed: its columns are known; the open questions follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formats.table import Table
from mappings.fields import REQUIRED
from pipelines.draft.proposal import UNKNOWN, ProposedColumn, ProposedFeed, ProposedRecord
from pipelines.draft.question import FieldName, Question, ask


def draft_standard(
    tables: Mapping[str, Table], layout: Mapping[str, Any], *, format_name: str, file_suffix: str
) -> ProposedFeed:
    """The feed that would take documents in a standard format.

    Args:
        tables: What the format reads from the sample.
        layout: Forms and records of the standard.
        format_name: Name of the format.
        file_suffix: End of the sample's name.
    """
    records = {name: _record(keys) for name, keys in layout["records"].items()}
    questions = {
        "file_name": ask("standard_file_name", suffix=file_suffix),
        "amount": ask("standard_amount"),
    }
    for name, record in records.items():
        if record.more.get("values", {}).get("debtor_type") == UNKNOWN:
            questions["debtor_type"] = ask("standard_debtor_type")
        table = tables[record.more.get("record", name)]
        questions |= _absent(record, table)
    return ProposedFeed(
        name="invoices",
        files=f"*{file_suffix}",
        format={"name": format_name},
        forms=dict(layout["forms"]),
        records=records,
        totals=None,
        questions=questions,
    )


def _record(keys: Mapping[str, Any]) -> ProposedRecord:
    columns = {
        name: ProposedColumn(value) if isinstance(value, str) else ProposedColumn(value["to"], _without_to(value))
        for name, value in keys["columns"].items()
    }
    more = {key: value for key, value in keys.items() if key not in ("books", "columns")}
    return ProposedRecord(keys["books"], columns, more)


def _without_to(column: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in column.items() if key != "to"}


def _absent(record: ProposedRecord, table: Table) -> dict[str, Question]:
    """A question for each column that a claim needs, and that is empty in the sample."""
    if record.books != "claim":
        return {}
    needed = {field for group in REQUIRED["claim"] for field in group}
    return {
        f"no_{column.to}": ask("standard_absent", field=FieldName("claim", column.to), column=f"'{name}'")
        for name, column in record.columns.items()
        if column.to in needed and table.rows[name].null_count() == table.rows.height
    }
