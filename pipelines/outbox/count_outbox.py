"""The step that counts what leaves: every action to send is one message or one transfer, for the same cents."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.controls import count


def count_outbox(
    actions: pl.DataFrame, messages: pl.DataFrame, transfers: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """The controls `messages` and `transfers`: actions to send go in by channel, rows come out by batch.

    Args:
        actions: `decisions.actions` of the business date.
        messages: `outbox.messages` selected from them.
        transfers: `outbox.transfers` selected from them.
        business_date: Day that was decided; its text is the key of the run.

    Returns:
        Rows of `inbox.controls`, per creditor, with rows and open cents.
    """
    run = business_date.isoformat()
    to_send = actions.filter(outcome="send")
    is_transfer = pl.col("channel") == "bailiff"
    parts = [
        _counted(to_send.filter(~is_transfer), run, "messages", "in", pl.col("channel")),
        _counted(messages, run, "messages", "out", pl.col("batch_id")),
        _counted(to_send.filter(is_transfer), run, "transfers", "in", pl.col("channel")),
        _counted(transfers, run, "transfers", "out", pl.col("batch_id")),
    ]
    return pl.concat(parts)


def _counted(frame: pl.DataFrame, run: str, control: str, side: str, outcome: pl.Expr) -> pl.DataFrame:
    return count(frame, stage="outbox", run_key=run, control=control, side=side, outcome=outcome, amount="open_cents")
