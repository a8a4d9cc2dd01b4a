"""The step that tells which step follows on what a debtor did: the newest behaviour leads, until its step was taken."""

from __future__ import annotations

from datetime import date

import polars as pl

from mappings.profile_facts import EVENT_FACTS, FACT_SCHEMA
from mappings.profile_rules import Profile
from mappings.sql_condition import sql_condition
from pipelines.calendar import add_days


def follow_behaviour(dossiers: pl.DataFrame, profile: Profile, *, business_date: date) -> pl.DataFrame:
    """The dossiers of a profile with the step that behaviour leads to.

    Args:
        dossiers: Facts of the dossiers that have the profile.
        profile: The profile.
        business_date: Day that is decided.

    Returns:
        The same rows with `led_to` (number of the step; empty without such behaviour), `led_on` (day of the behaviour),
        `led_due` (day from which the step may be taken) and `is_led` (whether it was not taken since).
    """
    numbers = {step.step_id: number for number, step in enumerate(profile.steps)}
    days = [_day(behaviour.on, behaviour.condition) for behaviour in profile.behaviour]
    newest = pl.max_horizontal(*days) if days else pl.lit(None, pl.Date)
    led_to, due, done = pl.lit(None, pl.Int32), pl.lit(None, pl.Date), pl.lit(None, pl.Date)
    for behaviour, day in zip(reversed(profile.behaviour), reversed(days), strict=True):
        number = numbers[behaviour.go_to]
        event_kind = profile.steps[number].event_kind
        waited = add_days(
            day,
            behaviour.after_days,
            working_days=behaviour.working_days,
            country=pl.col("country"),
            around=business_date,
        )
        taken = pl.lit(None, pl.Date) if event_kind is None else pl.col(EVENT_FACTS[event_kind])
        is_newest = (day == newest).fill_null(value=False)
        led_to = pl.when(is_newest).then(pl.lit(number, pl.Int32)).otherwise(led_to)
        due = pl.when(is_newest).then(waited).otherwise(due)
        done = pl.when(is_newest).then(taken).otherwise(done)
    is_taken = (done >= newest).fill_null(value=False)
    return dossiers.with_columns(
        led_to=led_to,
        led_on=newest,
        led_due=due,
        is_led=pl.lit(None).is_not_null() if not days else led_to.is_not_null() & ~is_taken,
    )


def _day(fact: str, condition: str | None) -> pl.Expr:
    """The day of a behaviour; empty where it does not count."""
    return pl.col(fact) if condition is None else pl.when(sql_condition(condition, FACT_SCHEMA)).then(pl.col(fact))
