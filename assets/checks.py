"""Control totals as asset checks: a frame of differences is empty, or the check fails and shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from assets.console import euros

if TYPE_CHECKING:
    import polars as pl

_SHOWN = 20


def check_result(
    differences: pl.DataFrame, *, severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR
) -> dg.AssetCheckResult:
    """The result of a check that holds when a frame of differences is empty.

    Args:
        differences: One row per difference.
        severity: How bad a difference is.

    Returns:
        The result, with the first differences as a table in its metadata.
    """
    first = {} if differences.is_empty() else {"first": as_table(differences.head(_SHOWN))}
    return dg.AssetCheckResult(
        passed=differences.is_empty(), severity=severity, metadata={"differences": differences.height, **first}
    )


def as_table(frame: pl.DataFrame) -> dg.TableMetadataValue:
    """A small frame as a table in the UI: columns of cents in euros."""
    names = [name.replace("_cents", "_euros") for name in frame.columns]
    records = [
        dg.TableRecord({shown: _cell(name, value) for shown, (name, value) in zip(names, row.items(), strict=True)})
        for row in frame.to_dicts()
    ]
    return dg.TableMetadataValue(records, dg.TableSchema([dg.TableColumn(name, "any") for name in names]))


def _cell(name: str, value: object) -> str | int | None:
    if value is None or isinstance(value, int):
        return euros(value) if name.endswith("_cents") and value is not None else value
    return str(value)
