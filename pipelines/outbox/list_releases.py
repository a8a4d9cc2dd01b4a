"""The step that lists the batches that wait, each with the sheet that is shown, and what became of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from formats.release_sheet import write_outcome_sheet, write_release_sheet
from pipelines.keys import fingerprints
from pipelines.outbox.judge_batches import family_of, made_for
from pipelines.outbox.reissue_batches import ended_batch_id
from warehouse.tables import schema_of

_SAMPLES: Final = 10
_BUCKETS: Final = ("principal_cents", "interest_cents", "costs_cents")
_SHOWN: Final = ("batch_id", "sequence_number", "creditor_id", "dossier_id", "step_id", *_BUCKETS, "open_cents")


def list_waiting(
    batches: pl.DataFrame,
    left: Mapping[str, pl.DataFrame],
    tables: Mapping[str, pl.DataFrame],
    *,
    business_date: date,
    order_id: str,
    lapse_days: int,
) -> pl.DataFrame:
    """The batches that wait from now on.

    Args:
        batches: Those batches: batch_id, partner_id, kind, row_count, amount_cents, reason.
        left: `messages` and `transfers` of the day.
        tables: `earlier`: batches that left before, by creditor and step; `deliveries` as known.
        business_date: Day on which they are shown.
        order_id: Order of the day.
        lapse_days: Days in which they must be released.

    Returns:
        `outbox.releases`.
    """
    rows = pl.concat([left["messages"].select(_SHOWN), left["transfers"].select(_SHOWN)])
    newest = _newest_files(tables["deliveries"])
    until = business_date + timedelta(days=lapse_days)
    sheets = []
    for batch in batches.sort("batch_id").to_dicts():
        own = rows.filter(batch_id=batch["batch_id"])
        sums = own.select(pl.col(_BUCKETS).sum()).row(0, named=True)
        parts, last = _compared(batch["batch_id"], rows, tables["earlier"])
        told = {**batch, **sums, "until_date": until}
        sheets.append(write_release_sheet(told, parts, _samples(own), last=last, newest=newest))
    listed = batches.sort("batch_id").with_columns(
        waiting_batch_id="batch_id",
        business_date=pl.lit(business_date),
        delivery_id=pl.lit(order_id),
        state=pl.lit("waiting"),
        taken_out_count=0,
        taken_out_cents=0,
        decided_by=None,
        until_date=pl.lit(until),
        sheet=pl.Series(sheets, dtype=pl.String),
    )
    return _as_table(listed)


def list_ended(
    standing: pl.DataFrame, released: pl.DataFrame, *, business_date: date, batch_number: int, order_id: str
) -> pl.DataFrame:
    """What became, by this order, of batches that waited.

    Args:
        standing: Batches that waited (`pipelines.releases.follow_releases`).
        released: What was in those that were released: batch_id, sequence_number, dossier_id, open_cents, change (empty
            where it leaves).
        business_date: Day of the order.
        batch_number: Number of the order.
        order_id: The order.

    Returns:
        `outbox.releases`.
    """
    is_out = pl.col("change").is_not_null()
    counted = released.group_by("batch_id").agg(
        left_count=(~is_out).sum(),
        left_cents=pl.col("open_cents").filter(~is_out).sum(),
        taken_out_count=is_out.sum(),
        taken_out_cents=pl.col("open_cents").filter(is_out).sum(),
    )
    ended = (
        standing.filter(pl.col("state").is_in(["released", "refused", "lapsed"]))
        .join(counted, on="batch_id", how="left", maintain_order="left")
        .with_columns(
            row_count=pl.coalesce("left_count", "row_count"),
            amount_cents=pl.coalesce("left_cents", "amount_cents"),
            taken_out_count=pl.col("taken_out_count").fill_null(0),
            taken_out_cents=pl.col("taken_out_cents").fill_null(0),
            reason=pl.coalesce("remark", pl.lit("nobody decided in time")),
            decided_by=pl.when(pl.col("state") != "lapsed").then("decided_by"),
            until_date=pl.when(pl.col("state") == "refused").then("until_date"),
        )
    )
    gone = released.filter(is_out).sort("batch_id", "sequence_number")
    sheets = [write_outcome_sheet(batch, gone.filter(batch_id=batch["batch_id"])) for batch in ended.to_dicts()]
    number = ended_batch_id(pl.col("batch_id"), pl.col("state"), business_date=business_date, batch_number=batch_number)
    return _as_table(
        ended.with_columns(
            waiting_batch_id="batch_id",
            batch_id=number,
            business_date=pl.lit(business_date),
            delivery_id=pl.lit(order_id),
            sheet=pl.Series(sheets, dtype=pl.String),
        )
    )


def _compared(batch_id: str, rows: pl.DataFrame, earlier: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Any] | None]:
    """Rows and cents by creditor and step, beside those of the last batch of the family; and the totals of that one."""
    family = pl.select(family_of(pl.lit(batch_id))).item()
    part = ["creditor_id", "step_id"]
    now = rows.filter(family_of(pl.col("batch_id")) == family)
    counted = now.group_by(part).agg(row_count=pl.len().cast(pl.Int64), amount_cents=pl.col("open_cents").sum())
    same = earlier.filter(family_of(pl.col("batch_id")) == family).with_columns(order=made_for(pl.col("batch_id")))
    before = same.filter(pl.col("order") == pl.col("order").max())
    last = before.group_by(part).agg(rows_before=pl.col("row_count").sum(), cents_before=pl.col("amount_cents").sum())
    joined = counted.join(last, on=part, how="full", coalesce=True).with_columns(
        pl.col("row_count", "amount_cents", "rows_before", "cents_before").fill_null(0)
    )
    if before.is_empty():
        return joined.sort(part), None
    totals = before.select(pl.col("row_count", "amount_cents").sum(), pl.col("business_date").max())
    return joined.sort(part), totals.row(0, named=True)


def _samples(rows: pl.DataFrame) -> pl.DataFrame:
    """Ten rows: the largest, and others by a hash of batch and dossier, so that nobody can choose what is looked at."""
    marked = rows.select(pl.concat_str("batch_id", "dossier_id", separator="/").alias("mark"))["mark"]
    drawn = rows.with_columns(mark=fingerprints(marked)).with_columns(
        is_largest=pl.col("open_cents").rank("ordinal", descending=True) == 1
    )
    chosen = drawn.sort("is_largest", "mark", descending=[True, False]).head(_SAMPLES)
    return chosen.sort("sequence_number").select(_SHOWN)


def _newest_files(deliveries: pl.DataFrame) -> dict[str, str]:
    """The newest file that was taken in, of anybody and of a bank: what came later is not in the batch."""
    read = deliveries.filter(
        pl.col("status").is_in(["accepted", "partly_accepted", "waiting"]), pl.col("partner_kind") != "hub"
    ).sort("delivery_id")
    name = pl.format("{} of {}, known since {}", "file_name", "partner_id", "known_at")
    groups = {"all": read, "banks": read.filter(partner_kind="bank")}
    named = {of: part.select(name.last()).item() if part.height else "none" for of, part in groups.items()}
    return {"anybody": named["all"], "a bank": named["banks"]}


def _as_table(listed: pl.DataFrame) -> pl.DataFrame:
    return listed.select(pl.col(name).cast(kind) for name, kind in schema_of("outbox.releases").items())
