"""Control totals as asset checks: a frame of differences is empty, or the check fails and shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

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
    shown = [
        dg.TableRecord(
            {name: value if value is None or isinstance(value, int) else str(value) for name, value in row.items()}
        )
        for row in differences.head(_SHOWN).to_dicts()
    ]
    schema = dg.TableSchema([dg.TableColumn(name, "any") for name in differences.columns])
    table = {"first": dg.TableMetadataValue(shown, schema)} if shown else {}
    return dg.AssetCheckResult(
        passed=differences.is_empty(), severity=severity, metadata={"differences": differences.height, **table}
    )
