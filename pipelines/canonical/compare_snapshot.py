"""A full snapshot beside what was known: which claims are lower or gone, and whether too many are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from mappings.snapshot_rules import SnapshotRule
from pipelines.canonical.check_shape import FileFault
from pipelines.canonical.delivery import Delivery, Stock
from pipelines.canonical.open_positions import open_positions, received_money
from pipelines.canonical.read_records import Records
from warehouse.findings import CODES, FINDINGS
from warehouse.plural import plural

_MOST_NAMED: Final = 20


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that was compared with what was known.

    Attributes:
        delivery: The delivery.
        rule: What its feed says about snapshots.
        positions: Every claim known before: the columns of `open_positions`; `stated_cents` (amount in the file; empty
            where it is not there, or was refused); `is_gone`; `lowered_cents` (by how much the creditor's books went
            down without our doing).
        faults: What is wrong with the file as a whole, or worth telling about it.
    """

    delivery: Delivery
    rule: SnapshotRule
    positions: pl.DataFrame
    faults: tuple[FileFault, ...]


def compare_snapshot(delivery: Delivery, records: Records, stock: Stock) -> Snapshot:
    """The snapshot, compared.

    A claim counts as present when its number stands in the file, even in a record that is refused. Where a number
    cannot be read, no claim counts as gone. What the books of the creditor went down is explained by money that the
    agency or a bailiff took in first, as that was passed on: the oldest claims of the dossier first. Only the rest is
    new. The comparison looks at sums since the first day, so the same content a second time changes nothing.

    Args:
        delivery: The delivery; its shape is right, and it is the only one in the records.
        records: Its records.
        stock: What was booked before.
    """
    assert delivery.feed is not None, "only deliveries of a feed are read"
    assert delivery.feed.snapshot is not None, "only snapshots are compared"
    assert delivery.creditor_id is not None, "only creditors send claims"
    rule = delivery.feed.snapshot
    known = open_positions(stock, delivery.creditor_id)
    is_complete = records.named.select(~(pl.col("is_broken") | pl.col("reference").is_null()).any()).item()
    placed = _place(known, delivery, records).with_columns(_is_absent(rule, delivery.feed.name).alias("is_absent"))
    is_gone = pl.col("is_absent") & pl.lit(bool(is_complete))
    positions = _explain(placed.with_columns(is_gone=is_gone), received_money(known, stock.payments), rule)
    faults = _file_faults(delivery, rule, positions, rows=records.named.height, is_complete=bool(is_complete))
    return Snapshot(delivery, rule, positions, tuple(faults))


def _place(known: pl.DataFrame, delivery: Delivery, records: Records) -> pl.DataFrame:
    """Known claims with what the file says of each: `is_present`, `stated_cents`."""
    owned = pl.concat_str(pl.lit(delivery.creditor_id), "reference", separator=":")
    named = records.named.filter(pl.col("reference").is_not_null())
    present = named.select(claim_id=owned, is_present=pl.lit(value=True)).unique()
    stated = pl.DataFrame(schema={"claim_id": pl.String, "stated_cents": pl.Int64})
    if records.claims is not None:
        stated = records.claims.unique("claim_id", keep="first", maintain_order=True)
        stated = stated.select("claim_id", stated_cents="principal_cents")
    placed = known.join(present, on="claim_id", how="left").join(stated, on="claim_id", how="left")
    return placed.with_columns(pl.col("is_present").fill_null(value=False))


def _is_absent(rule: SnapshotRule, feed: str) -> pl.Expr:
    """Whether the file speaks for a claim that runs, and does not hold it."""
    is_covered = pl.lit(value=True) if rule.covers == "creditor" else pl.col("feed").eq_missing(feed)
    is_running = pl.col("withdrawn_on").is_null() & (pl.col("open_cents") > 0)
    return is_covered & is_running & ~pl.col("is_present")


def _explain(placed: pl.DataFrame, received: pl.DataFrame, rule: SnapshotRule) -> pl.DataFrame:
    """Positions with `lowered_cents`: what went down, less what our own receipts explain."""
    is_running = pl.col("withdrawn_on").is_null()
    fall = pl.col("open_cents") - pl.col("stated_cents") if rule.amount == "open" else pl.lit(0)
    went_down = pl.when("is_gone").then("open_cents").when(is_running).then(fall).fill_null(0).clip(0)
    summed = (
        placed.join(received, on="dossier_id", how="left")
        .with_columns(pl.col("received_cents").fill_null(0), went_down=went_down)
        .sort("dossier_id", "due_date", "claim_id")
        .with_columns(earlier=pl.col("went_down").cum_sum().over("dossier_id") - pl.col("went_down"))
    )
    explained = (pl.col("received_cents") - pl.col("earlier")).clip(0, pl.col("went_down"))
    credited = (pl.col("principal_cents") - pl.col("credited_cents") - pl.col("stated_cents")).fill_null(0).clip(0)
    rest = pl.col("went_down") - explained + (credited if rule.amount == "original" else 0)
    lowered = summed.with_columns(lowered_cents=pl.when(is_running).then(rest).otherwise(0))
    is_gone = pl.col("is_gone") & (pl.col("lowered_cents") > 0)
    return lowered.with_columns(is_gone=is_gone).drop("received_cents", "went_down", "earlier")


def _file_faults(
    delivery: Delivery, rule: SnapshotRule, positions: pl.DataFrame, *, rows: int, is_complete: bool
) -> list[FileFault]:
    """A drop that is too large; else what was gone; else why nothing could be said to be gone."""
    gone = positions.filter("is_gone")["claim_id"].sort()
    absent = positions.filter("is_absent").height
    is_here = pl.col("is_present") & pl.col("withdrawn_on").is_null() & (pl.col("open_cents") > 0)
    running = positions.filter(is_here).height + len(gone)
    if rows == 0 or len(gone) * 100 > rule.drop_percent * running:
        known = f"Of {running} {plural(running, 'claim')} {len(gone)} {plural(len(gone), 'is', 'are')} gone"
        told = f"{known}; at most {rule.drop_percent} % may be."
        return [_fault(delivery, "drop", told)]
    if not is_complete and absent:
        return [
            _fault(
                delivery,
                "gone_unsure",
                f"Not found {plural(absent, 'was', 'were')} {absent} {plural(absent, 'claim')}.",
            )
        ]
    if len(gone):
        names = ", ".join(name.partition(":")[2] for name in gone.head(_MOST_NAMED))
        more = f" and {len(gone) - _MOST_NAMED} more" if len(gone) > _MOST_NAMED else ""
        return [_fault(delivery, "gone", f"Booked as {rule.gone}: {names}{more}.")]
    return []


def _fault(delivery: Delivery, name: str, told: str) -> FileFault:
    code = CODES[name]
    return FileFault(delivery.delivery_id, code, f"{FINDINGS[code].cause} {told}")
