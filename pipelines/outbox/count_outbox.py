"""The step that counts what leaves: every action to send is one message or one transfer, for the same cents."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.controls import SCHEMA, count
from pipelines.outbox.reissue_batches import is_released
from pipelines.outbox.select_questions import open_items
from pipelines.releases import release_items


def count_outbox(day: Mapping[str, pl.DataFrame], left: Mapping[str, pl.DataFrame], *, run_key: str) -> pl.DataFrame:
    """The controls of what leaves, per creditor.

    `messages` and `transfers`: actions to send go in by channel, rows come out by batch, with what is open. What is
    released is left out of these, for it leaves as it was shown: `releases` has what waited on the one side, what left
    of it and what was taken out on the other. `interest`: interest so far of the open claims goes in, the sum of each
    claim's lines comes out. `lines`: the lines, row by row, for the sum of a claim would not notice one of no cents.
    `questions`: work items that nobody put aside, and batches that wait from now on, go in by kind, rows of workbooks
    come out by batch.

    Args:
        day: `actions` and `balances` of the business date, at least those of the dossiers that leave; its `work_items`;
            `shown_messages` and `shown_transfers`, what is in batches that waited.
        left: `messages`, `transfers`, `lines`, `releases` and `questions` selected from them.
        run_key: Key of the run: the day's order.

    Returns:
        Rows of `inbox.controls`.
    """
    again = pl.concat(left[name].filter(is_released()).select("dossier_id") for name in ("messages", "transfers"))
    to_send = day["actions"].filter(outcome="send").join(again, on="dossier_id", how="anti")
    own = {name: left[name].filter(~is_released()) for name in ("messages", "transfers", "lines")}
    is_transfer, batch = pl.col("channel") == "bailiff", pl.col("batch_id")
    by_claim = own["lines"].group_by("creditor_id", "batch_id", "claim_id").agg(cents=pl.col("interest_cents").sum())
    asked = (
        day["balances"]
        .filter(pl.col("open_cents") > 0, pl.col("interest_total_cents") != 0)
        .join(to_send.select("dossier_id", "channel"), on="dossier_id")
    )
    parts = [
        _counted(to_send.filter(~is_transfer), run_key, "messages", "in", pl.col("channel")),
        _counted(own["messages"], run_key, "messages", "out", batch),
        _counted(to_send.filter(is_transfer), run_key, "transfers", "in", pl.col("channel")),
        _counted(own["transfers"], run_key, "transfers", "out", batch),
        _counted(asked, run_key, "interest", "in", pl.col("channel"), "interest_total_cents"),
        _counted(by_claim.filter(pl.col("cents") != 0), run_key, "interest", "out", batch, "cents"),
        _counted(left["lines"], run_key, "lines", "out", batch, "interest_cents"),
        _counted(_asked(day, left), run_key, "questions", "in", pl.col("kind"), "amount_cents"),
        _counted(left["questions"], run_key, "questions", "out", batch, "amount_cents"),
        *_count_releases(day, left, run_key),
    ]
    return pl.concat(parts)


def _asked(day: Mapping[str, pl.DataFrame], left: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What goes into the workbooks: creditor_id, kind, amount_cents."""
    waiting = left["releases"].filter(state="waiting").with_columns(shown_date="business_date")
    added = release_items(waiting).with_columns(creditor_id=pl.lit(None, pl.String))
    columns = ("creditor_id", "kind", "amount_cents")
    return pl.concat([open_items(day["work_items"]).select(columns), added.select(columns)])


def _count_releases(
    day: Mapping[str, pl.DataFrame], left: Mapping[str, pl.DataFrame], run_key: str
) -> list[pl.DataFrame]:
    """What was in the batches that were released; what of it left, and what was taken out."""
    ended = left["releases"].filter(state="released")
    columns = ("batch_id", "open_cents")
    shown = pl.concat(day[f"shown_{name}"].select(columns) for name in ("messages", "transfers"))
    waited = shown.join(ended.select(batch_id="waiting_batch_id"), on="batch_id", how="semi")
    again = pl.concat(left[name].filter(is_released()).select(columns) for name in ("messages", "transfers"))
    taken_out = ended.filter(pl.col("taken_out_count") > 0).select(
        stage=pl.lit("outbox"),
        run_key=pl.lit(run_key),
        control=pl.lit("releases"),
        creditor_id=pl.lit(None, pl.String),
        side=pl.lit("out"),
        outcome=pl.format("taken out of {}", "waiting_batch_id"),
        row_count="taken_out_count",
        amount_cents="taken_out_cents",
    )
    both = (("in", waited), ("out", again))
    return [
        *(_counted(rows, run_key, "releases", side, pl.col("batch_id"), by_creditor=False) for side, rows in both),
        taken_out.select(list(SCHEMA)),
    ]


def _counted(
    frame: pl.DataFrame,
    run_key: str,
    control: str,
    side: str,
    outcome: pl.Expr,
    amount: str = "open_cents",
    *,
    by_creditor: bool = True,
) -> pl.DataFrame:
    return count(
        frame,
        stage="outbox",
        run_key=run_key,
        control=control,
        side=side,
        outcome=outcome,
        amount=amount,
        by_creditor=by_creditor,
    )
