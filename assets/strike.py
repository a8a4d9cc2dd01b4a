"""Personal numbers struck out of the archive: they may not be stored, and so not in the bytes of a delivery either.

A record with a citizen service number is refused when it is booked. Right after, the rows of its delivery take the
place of its bytes (`assets.struck_files`), with the number struck out. A rebuild reads these rows, and refuses the
record as before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from assets.archive_objects import object_file
from assets.directives import directives_of, standing
from assets.manifest import LOG_ID_LENGTH
from assets.reading import read_files
from assets.refused_files import forget_refused
from assets.struck_files import StruckFile, forget_bytes, keep_struck
from formats.table import Table
from pipelines.canonical.correct_records import RECORD
from pipelines.canonical.find_personal_numbers import mask_personal_numbers, mask_text
from warehouse.findings import CODES

if TYPE_CHECKING:
    from assets.hub import Hub
    from assets.manifest import Manifest
    from assets.reading import Received
    from formats.corrected_workbook import CorrectedRow
    from mappings.feeds import Feed

_FOUND: Final = f"""
    SELECT coalesce(d.delivery_id, f.delivery_id) AS delivery_id, f.line_number, f.record_type, f.column_name
    FROM inbox.findings f
    LEFT JOIN inbox.deliveries d ON d.duplicate_of = f.delivery_id OR d.delivery_id = f.delivery_id
    WHERE f.code = {CODES["personal_number"]}"""


def strike_personal_numbers(hub: Hub) -> list[str]:
    """The deliveries whose bytes held personal numbers until now.

    Args:
        hub: The open hub; what is booked tells where the numbers are.
    """
    forget_bytes(hub.home.archive)
    found = hub.store.sql(_FOUND).with_columns(log_id=pl.col("delivery_id").str.slice(0, LOG_ID_LENGTH))
    wanted = set(found["log_id"])
    struck = []
    for manifest in hub.archive.log() if wanted else []:
        if manifest.delivery_id not in wanted or not _has_bytes(hub, manifest):
            continue
        _strike(hub, manifest, found.filter(log_id=manifest.delivery_id))
        struck.append(manifest.delivery_id)
    return struck


def _has_bytes(hub: Hub, manifest: Manifest) -> bool:
    return object_file(hub.home.archive / "objects", manifest.sha256).exists()


def _strike(hub: Hub, manifest: Manifest, found: pl.DataFrame) -> None:
    files = read_files(hub, manifest, standing(directives_of(hub.archive)))
    kept = [
        _struck(rows_of(file), found.filter(delivery_id=file.delivery.delivery_id), file.delivery.feed)
        for file in files
    ]
    keep_struck(hub.home.archive, manifest.sha256, kept)
    forget_refused(hub, manifest.sha256)


def rows_of(file: Received) -> StruckFile:
    """A file as it is kept when something in it is struck out: as rows, where its reader found any."""
    kept = file.kept
    assert kept is not None, "a file without bytes and rows holds nothing to strike out"
    delivery = file.delivery
    if kept.data is None or delivery.error is not None or (file.sent_back is None and not delivery.tables):
        return kept
    is_form = file.is_form
    return StruckFile(kept.file, None, delivery.tables or {}, file.sent_back, is_form)


def _struck(file: StruckFile, found: pl.DataFrame, feed: Feed | None) -> StruckFile:
    """The file without the numbers that were found in it."""
    if found.is_empty() or file.data is not None:
        return file
    if file.sent_back is not None:
        places = set(found.select(*RECORD, "column_name").iter_rows())
        return replace(file, sent_back=[_masked_row(row, places) for row in file.sent_back])
    tables = {name: Table(_masked(table.rows, found, feed), table.totals) for name, table in file.tables.items()}
    return replace(file, tables=tables)


def _masked(rows: pl.DataFrame, found: pl.DataFrame, feed: Feed | None) -> pl.DataFrame:
    """The rows, with the numbers that were found made unreadable, each in the row and column where it was found."""
    for told in found["column_name"].unique(maintain_order=True):
        marked = found.filter(column_name=told).select(*RECORD, is_struck=pl.lit(value=True)).unique()
        name = next((known for known in _names(told, feed) if known in rows.columns), None)
        if name is not None:
            masked = pl.when("is_struck").then(mask_personal_numbers(pl.col(name))).otherwise(name)
            joined = rows.join(marked, on=RECORD, how="left", nulls_equal=True, maintain_order="left")
            rows = joined.with_columns(masked.alias(name)).drop("is_struck")
    return rows


def _names(column: str, feed: Feed | None) -> list[str]:
    """The names under which a column may have come."""
    rules = [rule.columns[column] for rule in feed.records.values() if column in rule.columns] if feed else []
    return [column, *(alias for rule in rules for alias in rule.aliases)]


def _masked_row(row: CorrectedRow, places: set[tuple[int, str | None, str]]) -> CorrectedRow:
    """A row of a workbook that was sent back, with the numbers made unreadable where they were found."""
    here = {name for line, kind, name in places if (line, kind) == row.key[1:]}
    cells = {name: mask_text(text) if text and name in here else text for name, text in row.cells.items()}
    told = {name: mask_text(text) if text and name in here else text for name, text in row.corrections.items()}
    return row._replace(cells=cells, corrections=told)
