"""The step that counts what leaves: every action to send is one message or one transfer, for the same cents."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.controls import count
from pipelines.outbox.select_questions import open_items


def count_outbox(day: Mapping[str, pl.DataFrame], left: Mapping[str, pl.DataFrame], *, run_key: str) -> pl.DataFrame:
    """The controls of what leaves, per creditor.

    `messages` and `transfers`: actions to send go in by channel, rows come out by batch, with what is open. `interest`:
    interest so far of their open claims goes in, the sum of each claim's lines comes out. `lines`: the lines, row by
    row, for the sum of a claim would not notice one of no cents. `questions`: work items that nobody put aside go in by
    kind, rows of workbooks come out by batch.

    Args:
        day: `actions` and `balances` of the business date, at least those of the dossiers that leave; its `work_items`.
        left: `messages`, `transfers`, `lines` and `questions` selected from them.
        run_key: Key of the run: the day's order.

    Returns:
        Rows of `inbox.controls`.
    """
    to_send = day["actions"].filter(outcome="send")
    is_transfer, batch = pl.col("channel") == "bailiff", pl.col("batch_id")
    by_claim = left["lines"].group_by("creditor_id", "batch_id", "claim_id").agg(cents=pl.col("interest_cents").sum())
    asked = (
        day["balances"]
        .filter(pl.col("open_cents") > 0, pl.col("interest_total_cents") != 0)
        .join(to_send.select("dossier_id", "channel"), on="dossier_id")
    )
    parts = [
        _counted(to_send.filter(~is_transfer), run_key, "messages", "in", pl.col("channel")),
        _counted(left["messages"], run_key, "messages", "out", batch),
        _counted(to_send.filter(is_transfer), run_key, "transfers", "in", pl.col("channel")),
        _counted(left["transfers"], run_key, "transfers", "out", batch),
        _counted(asked, run_key, "interest", "in", pl.col("channel"), "interest_total_cents"),
        _counted(by_claim.filter(pl.col("cents") != 0), run_key, "interest", "out", batch, "cents"),
        _counted(left["lines"], run_key, "lines", "out", batch, "interest_cents"),
        _counted(open_items(day["work_items"]), run_key, "questions", "in", pl.col("kind"), "amount_cents"),
        _counted(left["questions"], run_key, "questions", "out", batch, "amount_cents"),
    ]
    return pl.concat(parts)


def _counted(
    frame: pl.DataFrame, run_key: str, control: str, side: str, outcome: pl.Expr, amount: str = "open_cents"
) -> pl.DataFrame:
    return count(frame, stage="outbox", run_key=run_key, control=control, side=side, outcome=outcome, amount=amount)
