"""What became of records that came back corrected, value by value, and which of them did not wait for it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.correct_records import RECORD
from pipelines.canonical.delivery import Delivery
from pipelines.canonical.gather_source import place_columns
from pipelines.canonical.report_findings import Source
from warehouse.findings import CODES
from warehouse.tables import empty, schema_of


def settled_faults(deliveries: Sequence[Delivery], sources: Sequence[Source]) -> pl.DataFrame:
    """A fault (3020) for every corrected record that was booked before, by itself or by another correction.

    Args:
        deliveries: Deliveries of one feed.
        sources: Every rule with its rows.
    """
    frames = [pl.DataFrame(schema=FAULTS)]
    for delivery in deliveries:
        if delivery.correction is not None:
            settled = delivery.correction.settled.select(RECORD).unique()
            met = _places(sources).filter(delivery_id=delivery.delivery_id)
            frames.append(
                met.join(settled, on=RECORD, how="semi", nulls_equal=True, maintain_order="left").select(
                    "row_key",
                    code=pl.lit(CODES["settled"], pl.Int64),
                    field=pl.lit(None, pl.String),
                    detail=pl.lit(None, pl.String),
                )
            )
    return pl.concat(frames)


def list_corrections(deliveries: Sequence[Delivery], sources: Sequence[Source], outcomes: pl.DataFrame) -> pl.DataFrame:
    """Rows of `inbox.corrections`: one per value that was changed, or per record that came back unchanged.

    Args:
        deliveries: Deliveries of one feed; only corrections that are no duplicates and not withdrawn are listed.
        sources: Every rule with its rows.
        outcomes: What became of each record: `row_key`, `outcome`.
    """
    frames = [empty("inbox.corrections")]
    for delivery in deliveries:
        correction = delivery.correction
        if correction is None or delivery.duplicate_of or delivery.is_withdrawn:
            continue
        records = _places(sources).filter(delivery_id=delivery.delivery_id).join(outcomes, on="row_key")
        listed = (
            records.select(*RECORD, "outcome")
            .unique()
            .join(correction.changes, on=RECORD, how="left", nulls_equal=True)
            .with_columns(
                creditor_id=pl.lit(delivery.creditor_id, pl.String),
                delivery_id=pl.lit(delivery.delivery_id),
                corrects=pl.lit(correction.corrects),
                first_delivery_id=pl.lit(correction.first_delivery_id),
            )
        )
        frames.append(listed.select(pl.col(name).cast(kind) for name, kind in schema_of("inbox.corrections").items()))
    return pl.concat(frames).sort("delivery_id", "line_number", "record_type", "column_name")


def _places(sources: Sequence[Source]) -> pl.DataFrame:
    """The place of every record of every rule."""
    empty_places = pl.DataFrame(
        schema={"row_key": pl.Int64, "delivery_id": pl.String, "line_number": pl.Int64, "record_type": pl.String}
    )
    names = empty_places.columns
    return pl.concat([empty_places, *(source.rows.select(place_columns()).select(names) for source in sources)])
