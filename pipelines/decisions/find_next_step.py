"""The step that walks each dossier along its profile: how far it is, which step comes next, and from which day."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import polars as pl

from mappings.profile_facts import EVENT_FACTS, FACT_SCHEMA, UNCOVERED_FACTS
from mappings.profile_rules import Profile, Step
from mappings.sql_condition import sql_condition


def find_next_step(facts: pl.DataFrame, assigned: pl.DataFrame, profiles: Sequence[Profile]) -> pl.DataFrame:
    """The next step of every dossier: the first after the furthest one that was done, whose condition is true.

    A step was done when its event is known, whoever did it. A step that the law asks for per claim (`every_claim`)
    comes back for a claim that it does not cover, also when later steps were done.

    Args:
        facts: Facts of the dossiers.
        assigned: `decisions.profiles`: dossier_id, profile_id.
        profiles: Profiles.

    Returns:
        The facts with `profile_id`, `step_number` (place in the profile, from 0; empty where no step is left),
        `due_date` (day from which the step may be taken; empty while it waits for an event), sorted by dossier_id.
    """
    with_profile = facts.join(assigned.select("dossier_id", "profile_id"), on="dossier_id", how="inner")
    walked = [_walk(with_profile.filter(profile_id=profile.profile_id), profile.steps) for profile in profiles]
    return pl.concat(walked).sort("dossier_id")


def _walk(dossiers: pl.DataFrame, steps: Sequence[Step]) -> pl.DataFrame:
    """The dossiers of one profile with number and due date of their next step."""
    done = [pl.when(_event_date(step).is_not_null()).then(pl.lit(n, pl.Int32)) for n, step in enumerate(steps)]
    placed = dossiers.with_columns(
        _done_number=_largest(done, pl.Int32()).fill_null(-1),
        _done_date=_largest([_event_date(step) for step in steps], pl.Date()),
    )
    candidates = [pl.when(_is_next(n, step)).then(pl.lit(n, pl.Int32)) for n, step in enumerate(steps)]
    chosen = placed.with_columns(step_number=pl.coalesce(*candidates, pl.lit(None, pl.Int32)))
    due = [pl.when(pl.col("step_number") == n).then(_due_date(step)) for n, step in enumerate(steps)]
    return chosen.with_columns(due_date=pl.coalesce(*due, pl.lit(None, pl.Date))).drop("_done_number", "_done_date")


def _is_next(number: int, step: Step) -> pl.Expr:
    """Whether a step can be the next one; one that the law asks for per claim only while a claim is without it."""
    ahead = pl.col("_done_number") < number
    if step.every_claim and step.event_kind is not None:
        is_early = ahead & (pl.col("days_overdue") <= 0).fill_null(value=False)
        ahead = is_early | pl.col(UNCOVERED_FACTS[step.event_kind]).is_not_null()
    if step.condition is None:
        return ahead
    return ahead & sql_condition(step.condition, FACT_SCHEMA)


def _due_date(step: Step) -> pl.Expr:
    """The day from which a step may be taken.

    It is counted from the event that the step names, else from the newest event of the profile, else from the oldest
    due date. A step that comes back for an uncovered claim is counted from that claim's due date.
    """
    start = pl.coalesce("_done_date", "oldest_due_date")
    if step.after_event is not None:
        start = pl.col(EVENT_FACTS[step.after_event])
    if step.every_claim and step.event_kind is not None:
        start = pl.when(_event_date(step).is_null()).then(start).otherwise(UNCOVERED_FACTS[step.event_kind])
    due = start + pl.duration(days=step.after_days)
    return due if step.not_before is None else pl.when(due.is_not_null()).then(pl.max_horizontal(due, step.not_before))


def _event_date(step: Step) -> pl.Expr:
    """The newest day on which a step was done; empty for steps that leave no event."""
    return pl.lit(None, pl.Date) if step.event_kind is None else pl.col(EVENT_FACTS[step.event_kind])


def _largest(expressions: Sequence[pl.Expr], dtype: pl.DataType) -> pl.Expr:
    """The largest of several columns of one type; empty where all are."""
    return reduce(pl.max_horizontal, expressions, pl.lit(None, dtype))
