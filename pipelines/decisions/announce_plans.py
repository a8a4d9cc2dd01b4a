"""The step that finds which message about an arrangement is due: confirmed, an instalment ahead, one missed, broken."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from mappings.plan_rules import PLAN_MESSAGES

NO_MESSAGES: Final = pl.DataFrame(
    schema={
        "dossier_id": pl.String,
        "plan_id": pl.String,
        "plan_step": pl.String,
        "plan_event": pl.String,
        "plan_channels": pl.List(pl.String),
        "plan_due_date": pl.Date,
        "plan_reason": pl.String,
    }
)
"""The messages of no dossier."""


def announce_plans(
    plans: pl.DataFrame, checks: pl.DataFrame, events: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """The most urgent message of each dossier whose arrangement has one that did not leave yet.

    Args:
        plans: Judged plans.
        checks: Their instalments.
        events: `canonical.events` that count: what was sent before.
        business_date: Day that is decided.

    Returns:
        One row per dossier with the columns of `NO_MESSAGES`; plan_due_date is the day since which it is due.
    """
    arrangements = plans.filter(plan_kind="arrangement")
    sent = events.filter(pl.col("kind").is_in(list(PLAN_MESSAGES.values()))).select(
        "dossier_id", "kind", sent_date="effective_date"
    )
    due = pl.concat(
        [
            _broken(arrangements, business_date),
            _missed(arrangements, checks, business_date),
            _confirmed(arrangements),
            _ahead(arrangements, checks, business_date),
        ]
    )
    kinds = due.with_columns(plan_event=pl.col("plan_step").replace_strict(PLAN_MESSAGES, return_dtype=pl.String))
    told = kinds.join(sent, left_on=["dossier_id", "plan_event"], right_on=["dossier_id", "kind"])
    again = told.filter(pl.col("sent_date") >= pl.col("plan_due_date")).select(
        "dossier_id", "plan_step", "plan_due_date"
    )
    urgency = pl.col("plan_step").replace_strict(
        {name: n for n, name in enumerate(PLAN_MESSAGES)}, return_dtype=pl.Int64
    )
    return (
        kinds.join(again, on=["dossier_id", "plan_step", "plan_due_date"], how="anti")
        .sort(urgency, "plan_due_date", "plan_id")
        .unique("dossier_id", keep="first", maintain_order=True)
        .select(NO_MESSAGES.columns)
        .sort("dossier_id")
    )


def _broken(plans: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """The notice that an arrangement broke, as long as the main track rests for it."""
    rest = pl.col("broken_date") + pl.duration(days=pl.max_horizontal("resume_days", pl.lit(1)))
    due = plans.filter(pl.col("end_date").is_null(), rest > business_date, state="broken")
    return _message(due, "arrangement_broken", pl.col("broken_date"), pl.col("reason"))


def _missed(plans: pl.DataFrame, checks: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """The message about an instalment that is late, in its grace; for several late ones the newest tells of all."""
    day = pl.col("first_late_date") + pl.duration(days=pl.col("missed_after_days") - 1)
    late = (
        checks.filter(outcome="late")
        .join(plans.filter(state="running"), on="arrangement_id")
        .with_columns(day=pl.min_horizontal(day, "last_date"))
        .filter(pl.col("day") <= business_date)
    )
    return _message(late, "instalment_missed", pl.col("day"), pl.col("reason"))


def _confirmed(plans: pl.DataFrame) -> pl.DataFrame:
    """The confirmation of a proposal that was accepted; what a creditor agreed, he told himself."""
    due = plans.filter(pl.col("is_proposal"), state="running")
    return _message(due, "arrangement_confirmed", pl.col("force_date"), pl.lit("the proposal was accepted"))


def _ahead(plans: pl.DataFrame, checks: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """The message before an instalment that is not paid yet."""
    day = pl.max_horizontal(pl.col("due_date") - pl.duration(days=pl.col("remind_days")), "force_date")
    ahead = (
        checks.filter(outcome="open")
        .join(plans.filter(state="running"), on="arrangement_id")
        .filter(pl.col("remind_days") > 0, pl.col("due_date") >= business_date)
        .with_columns(day=day)
        .filter(pl.col("day") <= business_date)
    )
    reason = pl.format("instalment {} is due on {}", "instalment_number", "due_date")
    return _message(ahead, "instalment_reminder", pl.col("day"), reason)


def _message(due: pl.DataFrame, step: str, day: pl.Expr, reason: pl.Expr) -> pl.DataFrame:
    return due.select(
        "dossier_id",
        plan_id="arrangement_id",
        plan_step=pl.lit(step),
        plan_channels="channels",
        plan_due_date=day,
        plan_reason=reason,
    )
