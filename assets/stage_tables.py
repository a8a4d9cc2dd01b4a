"""Tables as assets: their specs with every column described, and the results that a run returns for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import dagster as dg

from assets.partitions import BUSINESS_DATES
from warehouse.tables import column_descriptions, description_of, schema_of

if TYPE_CHECKING:
    import polars as pl

DAY_TABLES = {
    "ledger": ("balances", "dossiers", "lines", "costs", "allocations"),
    "decisions": ("profiles", "actions", "work_items"),
    "outbox": ("messages", "transfers"),
}
"""Tables that each stage writes on a business date, by stage."""


def day_specs(stage: str, *, deps: Iterable[dg.AssetKey]) -> list[dg.AssetSpec]:
    """The specs of a stage's tables of a business date."""
    deps = list(deps)
    return [table_spec(f"{stage}.{table}", deps=deps, partitions=BUSINESS_DATES) for table in DAY_TABLES[stage]]


def table_spec(name: str, *, deps: list[dg.AssetKey], partitions: dg.PartitionsDefinition) -> dg.AssetSpec:
    """The spec of a table: its description, and its columns in the UI's catalogue."""
    texts = column_descriptions(name)
    columns = [dg.TableColumn(column, str(kind), description=texts[column]) for column, kind in schema_of(name).items()]
    return dg.AssetSpec(
        name.split("."),
        deps=deps,
        group_name=name.split(".", maxsplit=1)[0],
        description=description_of(name),
        partitions_def=partitions,
        kinds={"duckdb", "polars"},
        metadata={"dagster/column_schema": dg.TableSchema(columns), "dagster/table_name": name},
    )


def results(stage: str, frames: dict[str, pl.DataFrame]) -> Iterator[dg.MaterializeResult]:
    """The results of a stage's tables: rows, and the sum of each column of cents in euros."""
    for table in DAY_TABLES[stage]:
        yield dg.MaterializeResult(asset_key=[stage, table], metadata=summary(frames[table]))


def summary(frame: pl.DataFrame) -> dict[str, dg.MetadataValue]:
    """Rows and euros of a frame, as metadata."""
    cents = [name for name in frame.columns if name.endswith("_cents")]
    sums = frame.select(cents).sum().row(0) if cents else ()
    euros = {
        name.removesuffix("_cents") + "_euros": dg.MetadataValue.text(f"{(total or 0) // 100}.{(total or 0) % 100:02d}")
        for name, total in zip(cents, sums, strict=True)
    }
    return {"dagster/partition_row_count": dg.MetadataValue.int(frame.height), **euros}
