"""Rows for tests: a test names the columns it cares about, the rest gets a value that the model allows."""

from __future__ import annotations

from datetime import date

import polars as pl

from warehouse.tables import model_of, schema_of

DAY = date(2026, 11, 16)
_FORMED = {
    **{
        ("inbox.deliveries", f"{unit}_{outcome}"): 0
        for unit in ("rows", "cents")
        for outcome in ("waiting", "withdrawn", "released")
    },
    ("inbox.deliveries", "delivery_id"): "D00000001-0123abcd",
    ("canonical.claims", "dossier_id"): "0000000001",
    ("inbox.findings", "code"): 2001,
}


def rows(name: str, *given: dict[str, object]) -> pl.DataFrame:
    """A frame for a table with one row per dict."""
    fields = model_of(name).to_schema().columns
    defaults = {column: _default(name, column, field) for column, field in fields.items()}
    return pl.DataFrame([defaults | row for row in given], schema=schema_of(name), orient="row")


def claim(number: int, **given: object) -> dict[str, object]:
    return {"claim_id": f"demo:{number}", "claim_reference": str(number), "principal_cents": 100 * number} | given


def _default(name: str, column: str, field) -> object:
    if (name, column) in _FORMED:
        return _FORMED[name, column]
    if field.nullable:
        return None
    for check in field.checks:
        if "allowed_values" in check.statistics:
            return check.statistics["allowed_values"][0]
    simple = {pl.Date: DAY, pl.Boolean: False, pl.Int64: 1}
    default = simple.get(schema_of(name)[column].base_type(), column)
    return "0" * 64 if "sha256" in column else default
