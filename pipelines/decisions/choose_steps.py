"""The step that decides what becomes of every dossier on the business date, and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl

from mappings.profile_rules import Profile, step_table
from pipelines.decisions.find_next_step import find_next_step
from pipelines.decisions.leave_out import leave_out, sum_asked
from pipelines.decisions.take_plan_steps import take_plan_steps
from pipelines.decisions.take_standing import Standing
from pipelines.decisions.word_outcomes import word_outcomes
from warehouse.schemas.decisions import Actions

_COLUMNS: Final = list(Actions.to_schema().columns)
_MOST_CHANNELS = 4


def choose_steps(
    standing: Standing,
    assigned: pl.DataFrame,
    profiles: Sequence[Profile],
    tables: Mapping[str, pl.DataFrame],
    *,
    business_date: date,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Exactly one action per dossier: its next step, the channel, what it asks, and the outcome with its reason.

    Args:
        standing: What is known of the dossiers.
        assigned: `decisions.profiles`.
        profiles: Profiles in order of priority.
        tables: By name: `balances` and `costs` of the business date; `dispatched`, what the hub sent earlier today
            (second result of `divide_events`); `plan_messages` that are due (`announce_plans`): each stands in the
            place of its dossier's step; `contact`: country, debtor_type, closed (why no message may leave).
        business_date: Day that is decided.

    Returns:
        `decisions.actions`, sorted by dossier_id, and `decisions.left_out`.
    """
    facts, steps = standing.facts, step_table(profiles)
    found = find_next_step(facts, standing.followed, assigned, profiles, business_date=business_date)
    is_free = pl.col("is_stopped").fill_null(value=False).not_() & pl.col("step_number").is_not_null()
    stopped = found.dossiers.join(standing.stops, on="dossier_id", how="left")
    # The message of a plan is about all of its dossier.
    free = stopped.filter(is_free).select("dossier_id").join(tables["plan_messages"], on="dossier_id", how="anti")
    left = leave_out(standing.placed, found.claims, free, business_date=business_date)
    chosen = (
        stopped.join(sum_asked(facts, found.claims, left, tables), on="dossier_id", how="left", validate="1:1")
        .join(steps, on=["profile_id", "step_number"], how="left")
        .pipe(take_plan_steps, tables["plan_messages"])
        .with_columns(channel=_channel(), reachable=_channel(without_stops=True))
        .with_columns(contact_country=_contact_country(tables["contact"]))
        .join(
            tables["contact"].rename({"country": "contact_country"}), on=["contact_country", "debtor_type"], how="left"
        )
        .join(_sent_today(tables["dispatched"]), on="dossier_id", how="left")
    )
    kept = _keep_what_left(chosen, steps, business_date)
    actions = word_outcomes(kept, business_date=business_date).select(_COLUMNS).sort("dossier_id")
    if not actions["dossier_id"].equals(facts["dossier_id"].sort()):
        raise AssertionError("a dossier has no action, or more than one")
    return actions, left


def _channel(*, without_stops: bool = False) -> pl.Expr:
    """The first channel of the step that can reach the debtor and that no hold stops; empty where none can."""
    ways = []
    stopped = pl.lit([], pl.List(pl.String)) if without_stops else pl.col("stopped_channels").fill_null([])
    for place in range(_MOST_CHANNELS):
        way = pl.col("channels").list.get(place, null_on_oob=True)
        can = (
            ((way == "email") & pl.col("has_email"))
            | ((way == "print") & pl.col("has_address"))
            | ((way == "sms") & pl.col("reaches_sms"))
            | ((way == "whatsapp") & pl.col("reaches_whatsapp"))
            | ((way == "call") & pl.col("reaches_call"))
            | (way == "system")
            | ((way == "bailiff") & pl.col("has_bailiff_office"))
            | (way == "person")
        )
        ways.append(pl.when(can & ~stopped.list.contains(way)).then(way))
    return pl.coalesce(ways)


def _contact_country(contact: pl.DataFrame) -> pl.Expr:
    """The country whose hours count: where the debtor lives, or of the law where that is not known."""
    is_known = pl.col("debtor_country").is_in(contact["country"].unique().to_list())
    return pl.when(is_known).then("debtor_country").otherwise("country")


def _sent_today(dispatched: pl.DataFrame) -> pl.DataFrame:
    """What left for each dossier earlier today; of several the last."""
    return (
        dispatched.sort("delivery_id", "line_number")
        .unique("dossier_id", keep="last", maintain_order=True)
        .select("dossier_id", sent_step="step_id", sent_kind="kind", sent_channel="channel")
    )


def _keep_what_left(chosen: pl.DataFrame, steps: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """The step that left today in the place of the next one, so that a second run of the day tells the same."""
    is_other = pl.col("sent_step").is_not_null() & ~(pl.col("sent_step") == pl.col("step_id")).fill_null(value=False)
    templates = steps.select("profile_id", sent_step="step_id", sent_template="template", sent_tone="tone")
    return chosen.join(templates, on=["profile_id", "sent_step"], how="left").with_columns(
        step_id=pl.coalesce("sent_step", "step_id"),
        event_kind=pl.coalesce("sent_kind", "event_kind"),
        channel=pl.coalesce("sent_channel", "channel"),
        template=pl.when(is_other).then("sent_template").otherwise("template"),
        tone=pl.when(is_other).then("sent_tone").otherwise("tone"),
        due_date=pl.when(is_other).then(pl.lit(business_date)).otherwise("due_date"),
    )
