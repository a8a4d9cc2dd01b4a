"""The stage `outbox` for a business date: messages, transfers and questions with frozen facts, and control totals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from mappings.release_rules import ReleaseRules
from pipelines.outbox.count_outbox import count_outbox
from pipelines.outbox.judge_batches import judge_batches
from pipelines.outbox.list_batches import list_batches
from pipelines.outbox.list_releases import list_ended, list_waiting
from pipelines.outbox.reissue_batches import reissue_rows
from pipelines.outbox.select_lines import select_lines
from pipelines.outbox.select_messages import select_messages
from pipelines.outbox.select_questions import ask_for_release, select_questions
from pipelines.outbox.select_transfers import select_transfers
from pipelines.releases import find_changes, list_offers

_SHOWN = ("messages", "transfers", "lines")


def compose_day(
    tables: Mapping[str, pl.DataFrame],
    *,
    business_date: date,
    batch_number: int,
    order_id: str,
    rules: ReleaseRules,
) -> dict[str, pl.DataFrame]:
    """What leaves on a business date, and what waits for a release.

    Args:
        tables: As for `select_messages`, `select_transfers`, `select_lines`, `select_questions`, `judge_batches` and
            `list_waiting`; other dossiers than those that leave need not be in the first three. Of batches that waited:
            `standing` (`pipelines.releases.follow_releases`), `offered_actions`, the actions of their dossiers, and
            `shown_messages`, `shown_transfers`, `shown_lines`, what is in them. `teams`: who takes which work items.
        business_date: Day on which it leaves.
        batch_number: Number of the day's order, from 1.
        order_id: The order.
        rules: When a batch waits.

    Returns:
        `messages`, `transfers`, `lines`, `questions`, `releases` and `controls`, each as its table.
    """
    released = _released(tables, business_date)
    leaving = released.filter(pl.col("change").is_null())
    to_send = tables["actions"].join(leaving, on=["dossier_id", "step_id"], how="anti")
    fresh = {**tables, "actions": to_send}
    left = {
        "messages": select_messages(fresh, business_date=business_date, batch_number=batch_number),
        "transfers": select_transfers(fresh, business_date=business_date, batch_number=batch_number),
    }
    left["lines"] = select_lines(left, tables)
    batches = list_batches(left)
    reasons = judge_batches(batches, left, tables, rules, business_date=business_date)
    waiting = list_waiting(
        batches.join(reasons, on="batch_id"),
        left,
        tables,
        business_date=business_date,
        order_id=order_id,
        lapse_days=rules.lapse_days,
    )
    ended = list_ended(
        tables["standing"], released, business_date=business_date, batch_number=batch_number, order_id=order_id
    )
    for name in _SHOWN:
        again = reissue_rows(tables[f"shown_{name}"], leaving, business_date=business_date, batch_number=batch_number)
        left[name] = pl.concat([left[name], again])
    left["releases"] = pl.concat([waiting, ended]).sort("batch_id")
    asked = ask_for_release(tables["work_items"], waiting, tables["teams"], business_date=business_date)
    left["questions"] = select_questions({"work_items": asked}, business_date=business_date, batch_number=batch_number)
    return left | {"controls": count_outbox(tables, left, run_key=f"{business_date}-{batch_number:02d}")}


def _released(tables: Mapping[str, pl.DataFrame], business_date: date) -> pl.DataFrame:
    """What is in batches that are released now, with what came between."""
    offers = list_offers(tables["standing"], tables["shown_messages"], tables["shown_transfers"])
    cents = pl.concat(
        tables[name].select("batch_id", "sequence_number", "open_cents")
        for name in ("shown_messages", "shown_transfers")
    )
    now = offers.filter(state="released").join(cents, on=["batch_id", "sequence_number"])
    return find_changes(now, tables["offered_actions"], tables, business_date=business_date)
