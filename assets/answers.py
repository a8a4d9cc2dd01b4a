"""What a sender is told of a delivery besides its counts: how it differs from the one before, and what it corrected."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from assets.directives import log_id
from assets.reading import read_files
from formats.receipt import Answer
from pipelines.canonical.compare_files import compare_files, list_records

if TYPE_CHECKING:
    from assets.directives import Standing
    from assets.hub import Hub
    from pipelines.canonical.compare_files import FileDifference, FileRecords


def answer_to(
    hub: Hub, delivery: dict[str, Any], findings: pl.DataFrame, corrections: pl.DataFrame, directed: Standing
) -> Answer:
    """The answer to a delivery.

    Args:
        hub: The open hub.
        delivery: Row of `inbox.deliveries`.
        findings: Its `inbox.findings`.
        corrections: Its `inbox.corrections`.
        directed: What directives make of the log.
    """
    counts = Counter(findings["code"].to_list())
    difference = difference_of(hub, delivery, directed)
    corrected, closed, still_open = _corrected(corrections)
    return Answer(
        counts,
        differs_from=delivery["corrects"] if difference else None,
        difference=difference._asdict() if difference else {},
        correction_of=corrected,
        closed=closed,
        still_open=still_open,
    )


def difference_of(hub: Hub, delivery: dict[str, Any], directed: Standing) -> FileDifference | None:
    """What differs from the earlier delivery of the same name; none where there is none that can be compared.

    Args:
        hub: The open hub.
        delivery: Row of `inbox.deliveries`.
        directed: What directives make of the log.
    """
    if delivery["corrects"] is None or delivery["status"] in ("duplicate", "withdrawn"):
        return None
    return compare_files(*(_records(hub, name, directed) for name in (delivery["corrects"], delivery["delivery_id"])))


def _records(hub: Hub, delivery_id: str, directed: Standing) -> FileRecords | None:
    """The records of a file; of two files that are compared, only one is in memory at a time."""
    manifest = next(manifest for manifest in hub.archive.log() if manifest.delivery_id == log_id(delivery_id))
    files = (received.delivery for received in read_files(hub, manifest, directed))
    found = next((file for file in files if file.delivery_id == delivery_id), None)
    return None if found is None else list_records(found)


def _corrected(rows: pl.DataFrame) -> tuple[str | None, int, int]:
    """The delivery that was corrected, the records of it that were closed, and those that are still open."""
    if rows.is_empty():
        return None, 0, 0
    records = rows.select("line_number", "record_type", "outcome").unique()
    still_open = records.filter(pl.col("outcome").is_in(["refused", "waiting"])).height
    return rows["corrects"][0], records.height - still_open, still_open
