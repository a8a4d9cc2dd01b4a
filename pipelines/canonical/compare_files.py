"""What differs between two files of one feed: a file that was sent again under its name, and the one before."""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from mappings.feeds import RecordRule
from mappings.fields import RECORD_FIELDS
from pipelines.canonical.apply_mapping import apply_mapping
from pipelines.canonical.delivery import Delivery
from pipelines.canonical.gather_source import gather_source

_UNSEEN: Final = "\u241f"
_SEED: Final = 1
_PART_ROWS: Final = 100_000
_OWN: Final = {"claim": "claim_reference", "fact": "fact_reference", "decision": "item_key", "entry": "entry_reference"}


class FileDifference(NamedTuple):
    """Records and cents that are new, gone, or changed."""

    new_rows: int = 0
    new_cents: int = 0
    gone_rows: int = 0
    gone_cents: int = 0
    changed_rows: int = 0
    changed_cents_before: int = 0
    changed_cents_after: int = 0


class FileRecords(NamedTuple):
    """The records of a file, each as no more than a few numbers, so that two large files can be compared.

    Args:
        feed: Name of the feed.
        rows: `kind`, `key`, `content` (hashes), `cents`, and `occurrence` of equal keys.
    """

    feed: str
    rows: pl.DataFrame


def list_records(delivery: Delivery) -> FileRecords | None:
    """The records of a file to compare; none where it could not be read, or came back corrected.

    A record is the same one when its own number is; without a number, when all of it is. What a mapping reads alike is
    alike, also when it is written in another way.

    Args:
        delivery: The file.
    """
    if delivery.feed is None or delivery.tables is None or delivery.correction is not None:
        return None
    listed = [_of_rule(delivery, rule) for rule in delivery.feed.records.values() if rule.source in delivery.tables]
    return FileRecords(delivery.feed.name, pl.concat(listed)) if listed else None


def compare_files(earlier: FileRecords | None, later: FileRecords | None) -> FileDifference | None:
    """What differs; none where one of both could not be read, or they are of different feeds.

    Args:
        earlier: The file before.
        later: The file that has its name and other bytes.
    """
    if earlier is None or later is None or earlier.feed != later.feed:
        return None
    met = earlier.rows.join(later.rows, on=["kind", "key", "occurrence"], how="full", suffix="_after", coalesce=True)
    is_new, is_gone = pl.col("content").is_null(), pl.col("content_after").is_null()
    is_changed = pl.col("content") != pl.col("content_after")
    summed = met.select(
        new_rows=is_new.sum(),
        new_cents=pl.col("cents_after").filter(is_new).sum(),
        gone_rows=is_gone.sum(),
        gone_cents=pl.col("cents").filter(is_gone).sum(),
        changed_rows=is_changed.sum(),
        changed_cents_before=pl.col("cents").filter(is_changed).sum(),
        changed_cents_after=pl.col("cents_after").filter(is_changed).sum(),
    )
    return FileDifference(**{name: int(value) for name, value in summed.row(0, named=True).items()})


def _of_rule(delivery: Delivery, rule: RecordRule) -> pl.DataFrame:
    source = gather_source([delivery], rule, first_key=0)
    # Some at a time: typed records take several times the room of what is kept of them.
    parts = [_of_part(part, rule) for part in source.iter_slices(_PART_ROWS)] or [_of_part(source, rule)]
    occurrence = pl.int_range(pl.len()).over("kind", "key")
    return pl.concat(parts).with_columns(occurrence=occurrence)


def _of_part(source: pl.DataFrame, rule: RecordRule) -> pl.DataFrame:
    records, _ = apply_mapping(source, rule)
    texts = [pl.col(name).cast(pl.String).fill_null("") for name in (*RECORD_FIELDS[rule.books], "extra")]
    own = _OWN[rule.books]
    content = pl.concat_str(texts, separator=_UNSEEN)
    return records.select(
        kind=pl.lit(rule.name, pl.Categorical),
        key=pl.coalesce(own, content).hash(_SEED),
        content=content.hash(_SEED),
        cents=pl.col(rule.amount_field).fill_null(0) if rule.amount_field else pl.lit(0, pl.Int64),
    )
