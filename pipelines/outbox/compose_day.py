"""The stage `outbox` for a business date: messages, transfers and questions with frozen facts, and control totals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.outbox.count_outbox import count_outbox
from pipelines.outbox.select_lines import select_lines
from pipelines.outbox.select_messages import select_messages
from pipelines.outbox.select_questions import select_questions
from pipelines.outbox.select_transfers import select_transfers


def compose_day(
    tables: Mapping[str, pl.DataFrame], *, business_date: date, batch_number: int
) -> dict[str, pl.DataFrame]:
    """What leaves on a business date.

    Args:
        tables: As for `select_messages`, `select_transfers`, `select_lines` and `select_questions`; other dossiers than
            those that leave need not be in the first three.
        business_date: Day on which it leaves.
        batch_number: Number of the day's order, from 1.

    Returns:
        `messages`, `transfers`, `lines`, `questions` and `controls`, each as its table.
    """
    left = {
        "messages": select_messages(tables, business_date=business_date, batch_number=batch_number),
        "transfers": select_transfers(tables, business_date=business_date, batch_number=batch_number),
    }
    left["lines"] = select_lines(left, tables)
    left["questions"] = select_questions(tables, business_date=business_date, batch_number=batch_number)
    return left | {"controls": count_outbox(tables, left, run_key=f"{business_date}-{batch_number:02d}")}
