"""The stage `outbox` for a business date: messages and transfers with frozen facts, and their control totals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.outbox.count_outbox import count_outbox
from pipelines.outbox.select_messages import select_messages
from pipelines.outbox.select_transfers import select_transfers


def compose_day(
    tables: Mapping[str, pl.DataFrame], *, business_date: date, batch_number: int
) -> dict[str, pl.DataFrame]:
    """What leaves on a business date.

    Args:
        tables: As for `select_messages` and `select_transfers`.
        business_date: Day on which it leaves.
        batch_number: Number of the day's order, from 1.

    Returns:
        `messages`, `transfers` and `controls`, each as its table.
    """
    messages = select_messages(tables, business_date=business_date, batch_number=batch_number)
    transfers = select_transfers(tables, business_date=business_date, batch_number=batch_number)
    controls = count_outbox(tables["actions"], messages, transfers, run_key=f"{business_date}-{batch_number:02d}")
    return {"messages": messages, "transfers": transfers, "controls": controls}
