"""Tables as assets: their specs with every column described, and the results that a run returns for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import dagster as dg

from assets.console import euros
from assets.partitions import BUSINESS_DATES
from warehouse.tables import column_descriptions, description_of, schema_of

if TYPE_CHECKING:
    import polars as pl

DAY_TABLES = {
    "ledger": ("costs", "allocations", "balances", "dossiers", "gates"),
    "decisions": ("parties", "arrangement_checks", "holds", "profiles", "actions", "left_out", "work_items"),
    "outbox": ("messages", "transfers", "lines", "releases", "questions"),
}
"""Tables that each stage writes on a business date, by stage; each after those that it is made from."""


_PER_INTAKE: Final = ("inbox", "canonical")


def day_specs(stage: str, sources: Mapping[str, tuple[str, ...]]) -> list[dg.AssetSpec]:
    """The specs of a stage's tables of a business date.

    Args:
        stage: The stage.
        sources: What each table is made from, by table: names of tables, or of other assets as `inbox.head`.
    """
    return [
        table_spec(f"{stage}.{table}", sources=sources[table], partitions=BUSINESS_DATES) for table in DAY_TABLES[stage]
    ]


def table_spec(name: str, *, sources: Iterable[str], partitions: dg.PartitionsDefinition) -> dg.AssetSpec:
    """The spec of a table: its description, and its columns in the UI's catalogue.

    Args:
        name: Name of the table.
        sources: Names of what it is made from.
        partitions: How it grows.
    """
    texts = column_descriptions(name)
    columns = [dg.TableColumn(column, str(kind), description=texts[column]) for column, kind in schema_of(name).items()]
    return dg.AssetSpec(
        name.split("."),
        deps=[_dependency(source, partitions) for source in sources],
        group_name=name.split(".", maxsplit=1)[0],
        description=description_of(name),
        partitions_def=partitions,
        kinds={"table", "polars"},
        metadata={"dagster/column_schema": dg.TableSchema(columns), "dagster/table_name": name},
    )


def results(stage: str, frames: Mapping[str, pl.DataFrame]) -> Iterator[dg.MaterializeResult]:
    """The results of a stage's tables: rows, and the sum of each column of cents in euros."""
    for table in DAY_TABLES[stage]:
        yield dg.MaterializeResult(asset_key=[stage, table], metadata=summary(frames[table]))


def summary(frame: pl.DataFrame) -> dict[str, dg.MetadataValue]:
    """Rows and euros of a frame, as metadata."""
    cents = [name for name in frame.columns if name.endswith("_cents")]
    sums = frame.select(cents).sum().row(0) if cents else ()
    totals = in_euros({name: total or 0 for name, total in zip(cents, sums, strict=True)})
    return {"dagster/partition_row_count": dg.MetadataValue.int(frame.height), **totals}


def in_euros(totals: Mapping[str, int]) -> dict[str, dg.MetadataValue]:
    """Totals as metadata for people: `open_cents` becomes `open_euros`, counts stay."""
    return {
        name.replace("_cents", "_euros"): (
            dg.MetadataValue.text(euros(total)) if name.endswith("_cents") else dg.MetadataValue.int(total)
        )
        for name, total in totals.items()
    }


def _dependency(source: str, partitions: dg.PartitionsDefinition) -> dg.AssetDep:
    # A business date is made from the facts of all deliveries before it.
    crosses = partitions == BUSINESS_DATES and source.startswith(_PER_INTAKE) and source != "inbox.head"
    mapping = dg.AllPartitionMapping() if crosses else None
    return dg.AssetDep(source.split("."), partition_mapping=mapping)
