"""The step that puts the message of a plan in the place of the dossier's own step, which rests meanwhile."""

from __future__ import annotations

from typing import Final

import polars as pl

_TONES: Final = {"arrangement_broken": "firm", "instalment_missed": "neutral"}
_PRESSING: Final = ("arrangement_broken",)
_COLUMNS = {
    "step_id": "plan_step",
    "event_kind": "plan_event",
    "channels": "plan_channels",
    "template": "plan_step",
    "due_date": "plan_due_date",
}


def take_plan_steps(chosen: pl.DataFrame, messages: pl.DataFrame) -> pl.DataFrame:
    """The dossiers with their next step; where a message of a plan is due, that is the step.

    Args:
        chosen: Dossiers with the next step of their profile: step_id, event_kind, channels, template, due_date,
            threshold_cents, approval, tone, pressure; open_cents; asked_cents and nothing_asked (`sum_asked`).
        messages: Messages of plans that are due (`announce_plans`).

    Returns:
        The same rows, with the columns of the message; `plan_step` is empty where the step is the profile's.
    """
    joined = chosen.join(messages, on="dossier_id", how="left", validate="1:1")
    is_plan = pl.col("plan_step").is_not_null()
    return joined.with_columns(
        *(pl.when(is_plan).then(plan).otherwise(own).alias(own) for own, plan in _COLUMNS.items()),
        threshold_cents=pl.when(is_plan).then(pl.lit(0, pl.Int64)).otherwise("threshold_cents"),
        approval=pl.when(~is_plan).then("approval"),
        tone=pl.when(is_plan).then(pl.col("plan_step").replace_strict(_TONES, default="friendly")).otherwise("tone"),
        pressure=pl.when(is_plan).then(pl.col("plan_step").is_in(_PRESSING)).otherwise("pressure"),
        # What a message asks of its plan is told when it is written; it is about the whole of what is open.
        asked_cents=pl.when(is_plan).then("open_cents").otherwise("asked_cents"),
        nothing_asked=pl.when(~is_plan).then("nothing_asked"),
    )
