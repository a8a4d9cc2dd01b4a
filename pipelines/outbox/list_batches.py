"""The step that lists the batches of a day, and compares them with what their files hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.outbox.channels import kind_of, partner_of
from warehouse.schemas.outbox import Batches

_COLUMNS = list(Batches.to_schema().columns)
# Operators find their workbooks where their answers come in.
_HUB = "hub"


def list_batches(left: Mapping[str, pl.DataFrame], *, files: Sequence[tuple[str, str]] | None = None) -> pl.DataFrame:
    """The batches of messages, transfers and questions, with their control totals, sorted by batch_id.

    Args:
        left: By name: rows of `outbox.messages`, `.transfers` and, once there are any, `.questions`.
        files: Main file and hash of each batch, in the order of this list; none before they are made.

    Returns:
        `outbox.batches`; without files their two columns are empty.
    """
    sent = left["messages"].select(
        "batch_id",
        "business_date",
        "open_cents",
        partner_id=partner_of(),
        kind=kind_of(),
    )
    place = ("batch_id", "business_date")
    handed = left["transfers"].select(*place, "open_cents", "partner_id", kind=pl.lit("transfers"))
    parts = [sent, handed]
    if "questions" in left:
        asked = left["questions"].select(*place, open_cents="amount_cents")
        parts.append(asked.with_columns(partner_id=pl.lit(_HUB), kind=pl.lit("work_items")))
    listed = (
        pl.concat(parts)
        .group_by(*place, "partner_id", "kind")
        .agg(row_count=pl.len().cast(pl.Int64), amount_cents=pl.col("open_cents").sum())
        .sort("batch_id")
    )
    made = files if files is not None else [("", "")] * listed.height
    names = pl.DataFrame(made, schema={"file_name": pl.String, "sha256": pl.String}, orient="row")
    return listed.hstack(names).select(_COLUMNS)


def compare_batches(
    left: Mapping[str, pl.DataFrame], batches: pl.DataFrame, found: Sequence[tuple[str, int, int, str]]
) -> pl.DataFrame:
    """The batches whose rows, booked totals and files are not the same.

    Args:
        left: By name: rows of `outbox.messages`, `.transfers` and `.questions`.
        batches: Rows of `outbox.batches`.
        found: batch_id, rows, cents and hash, as read back from the files.

    Returns:
        One row per batch that differs: what was selected, what was booked, and what the files hold.
    """
    schema = {"batch_id": pl.String, "file_rows": pl.Int64, "file_cents": pl.Int64, "file_sha256": pl.String}
    files = pl.DataFrame(list(found), schema=schema, orient="row")
    selected = list_batches(left).select("batch_id", selected_rows="row_count", selected_cents="amount_cents")
    booked = batches.select("batch_id", "sha256", booked_rows="row_count", booked_cents="amount_cents")
    joined = selected.join(booked, on="batch_id", how="full", coalesce=True).join(
        files, on="batch_id", how="full", coalesce=True
    )
    same = (
        pl.col("selected_rows").eq_missing(pl.col("booked_rows"))
        & pl.col("selected_rows").eq_missing(pl.col("file_rows"))
        & pl.col("selected_cents").eq_missing(pl.col("booked_cents"))
        & pl.col("selected_cents").eq_missing(pl.col("file_cents"))
        & pl.col("sha256").eq_missing(pl.col("file_sha256"))
    )
    return joined.filter(~same).sort("batch_id")
