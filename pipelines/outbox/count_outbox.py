"""The step that counts what leaves: every action to send is one message or one transfer, for the same cents."""

from __future__ import annotations

import polars as pl

from pipelines.controls import count


def count_outbox(
    actions: pl.DataFrame, messages: pl.DataFrame, transfers: pl.DataFrame, *, run_key: str
) -> pl.DataFrame:
    """The controls `messages` and `transfers`: actions to send go in by channel, rows come out by batch.

    Args:
        actions: `decisions.actions` of the business date.
        messages: `outbox.messages` selected from them.
        transfers: `outbox.transfers` selected from them.
        run_key: Key of the run: the day's order, or its date.

    Returns:
        Rows of `inbox.controls`, per creditor, with rows and open cents.
    """
    to_send = actions.filter(outcome="send")
    is_transfer = pl.col("channel") == "bailiff"
    parts = [
        _counted(to_send.filter(~is_transfer), run_key, "messages", "in", pl.col("channel")),
        _counted(messages, run_key, "messages", "out", pl.col("batch_id")),
        _counted(to_send.filter(is_transfer), run_key, "transfers", "in", pl.col("channel")),
        _counted(transfers, run_key, "transfers", "out", pl.col("batch_id")),
    ]
    return pl.concat(parts)


def _counted(frame: pl.DataFrame, run_key: str, control: str, side: str, outcome: pl.Expr) -> pl.DataFrame:
    return count(
        frame, stage="outbox", run_key=run_key, control=control, side=side, outcome=outcome, amount="open_cents"
    )
