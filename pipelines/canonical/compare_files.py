"""What differs between two files of one feed: a file that was sent again under its name, and the one before."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from mappings.feeds import RecordRule
from mappings.fields import FIELDS
from pipelines.canonical.apply_mapping import apply_mapping
from pipelines.canonical.delivery import Delivery
from pipelines.canonical.gather_source import gather_source

_UNSEEN = "\u241f"


class FileDifference(NamedTuple):
    """Records and cents that are new, gone, or changed."""

    new_rows: int = 0
    new_cents: int = 0
    gone_rows: int = 0
    gone_cents: int = 0
    changed_rows: int = 0
    changed_cents_before: int = 0
    changed_cents_after: int = 0


def compare_files(earlier: Delivery, later: Delivery) -> FileDifference | None:
    """What differs; none where one of both could not be read, or they are of different feeds.

    A record is the same one when its own number is; without a number, when all of it is. What a mapping reads alike is
    alike, also when it is written in another way.

    Args:
        earlier: The file before.
        later: The file that has its name and other bytes.
    """
    sides = [_listed(delivery) for delivery in (earlier, later)]
    if sides[0] is None or sides[1] is None or earlier.feed is None or later.feed is None:
        return None
    if earlier.feed.name != later.feed.name:
        return None
    met = sides[0].join(sides[1], on=["kind", "key", "occurrence"], how="full", suffix="_after", coalesce=True)
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


def _listed(delivery: Delivery) -> pl.DataFrame | None:
    """Kind, key, occurrence, content and cents of every record; none where the file was not read."""
    if delivery.feed is None or delivery.tables is None or delivery.correction is not None:
        return None
    listed = [_of_rule(delivery, rule) for rule in delivery.feed.records.values() if rule.source in delivery.tables]
    return pl.concat(listed) if listed else None


def _of_rule(delivery: Delivery, rule: RecordRule) -> pl.DataFrame:
    records, _ = apply_mapping(gather_source([delivery], rule, first_key=0), rule)
    texts = [pl.col(name).cast(pl.String).fill_null("") for name in (*FIELDS[rule.books], "extra")]
    own = "claim_reference" if rule.books == "claim" else "fact_reference"
    listed = records.select(
        "row_key",
        kind=pl.lit(rule.name),
        own=own,
        content=pl.concat_str(texts, separator=_UNSEEN),
        cents=pl.col(rule.amount_field).fill_null(0),
    ).with_columns(key=pl.coalesce("own", "content"))
    occurrence = pl.col("row_key").cum_count().over("kind", "key")
    return listed.select("kind", "key", "content", "cents", occurrence=occurrence)
