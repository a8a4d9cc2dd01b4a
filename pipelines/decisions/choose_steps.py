"""The step that decides what becomes of every dossier on the business date, and says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from mappings.profile_rules import Profile, step_table
from pipelines.decisions.find_next_step import find_next_step
from pipelines.decisions.word_outcomes import word_outcomes

_COLUMNS = (
    "business_date",
    "creditor_id",
    "dossier_id",
    "debtor_id",
    "profile_id",
    "step_id",
    "event_kind",
    "channel",
    "template",
    "due_date",
    "outcome",
    "reason",
    "open_cents",
)
_MOST_CHANNELS = 4


def choose_steps(
    facts: pl.DataFrame,
    assigned: pl.DataFrame,
    profiles: Sequence[Profile],
    dispatched: pl.DataFrame,
    *,
    business_date: date,
) -> pl.DataFrame:
    """Exactly one action per dossier: its next step, the channel, and the outcome with its reason.

    Args:
        facts: Facts of the dossiers (`gather_facts`).
        assigned: `decisions.profiles`.
        profiles: Profiles in order of priority.
        dispatched: What the hub sent earlier today (second result of `divide_events`).
        business_date: Day that is decided.

    Returns:
        `decisions.actions`, sorted by dossier_id.
    """
    steps = step_table(profiles)
    chosen = (
        find_next_step(facts, assigned, profiles)
        .join(steps, on=["profile_id", "step_number"], how="left")
        .with_columns(channel=_channel())
        .join(_sent_today(dispatched), on="dossier_id", how="left")
    )
    kept = _keep_what_left(chosen, steps, business_date)
    actions = word_outcomes(kept, business_date=business_date).select(_COLUMNS).sort("dossier_id")
    if not actions["dossier_id"].equals(facts["dossier_id"].sort()):
        raise AssertionError("a dossier has no action, or more than one")
    return actions


def _channel() -> pl.Expr:
    """The first channel of the step that can reach the debtor; empty where none can."""
    ways = []
    for place in range(_MOST_CHANNELS):
        way = pl.col("channels").list.get(place, null_on_oob=True)
        can = (
            ((way == "email") & pl.col("has_email"))
            | ((way == "print") & pl.col("has_address"))
            | ((way == "bailiff") & pl.col("has_bailiff_office"))
            | (way == "person")
        )
        ways.append(pl.when(can).then(way))
    return pl.coalesce(ways)


def _sent_today(dispatched: pl.DataFrame) -> pl.DataFrame:
    """What left for each dossier earlier today; of several the last."""
    return (
        dispatched.sort("delivery_id", "line_number")
        .unique("dossier_id", keep="last", maintain_order=True)
        .select("dossier_id", sent_step="step_id", sent_kind="kind", sent_channel="channel")
    )


def _keep_what_left(chosen: pl.DataFrame, steps: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """The step that left today in the place of the next one, so that a second run of the day tells the same."""
    is_sent, is_same = pl.col("sent_step").is_not_null(), pl.col("sent_step") == pl.col("step_id")
    templates = steps.select("profile_id", sent_step="step_id", sent_template="template")
    return chosen.join(templates, on=["profile_id", "sent_step"], how="left").with_columns(
        step_id=pl.coalesce("sent_step", "step_id"),
        event_kind=pl.coalesce("sent_kind", "event_kind"),
        channel=pl.coalesce("sent_channel", "channel"),
        template=pl.when(is_sent).then("sent_template").otherwise("template"),
        due_date=pl.when(is_sent & ~is_same.fill_null(value=False)).then(pl.lit(business_date)).otherwise("due_date"),
    )
