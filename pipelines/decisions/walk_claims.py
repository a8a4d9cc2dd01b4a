"""The step that walks the claims along a profile: the furthest of its steps that was taken for each, and when."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final

import polars as pl

from mappings.profile_facts import CLAIM_EVENTS, NOTICE_TERMS, TERM_FACTS, UNCOVERED_FACTS
from mappings.profile_rules import Step

NOTHING_DONE: Final = -1


def walk_claims(claims: pl.DataFrame, steps: Sequence[Step]) -> pl.DataFrame:
    """The claims of one profile with the furthest step that was taken for each.

    A step was taken when its event is known, whoever did it. One that waits for the term of a notice counts only when
    it was taken after that term: a demand with costs of which nobody had been told is none. What behaviour led away
    from does not count where it was before that day.

    Args:
        claims: Claims that the steps go by (`place_claims`), with `led_to` and `led_on` of their dossier, and
            `notice_<step>` per step of `every_claim`: whether the dossier is to have it.
        steps: Steps of the profile.

    Returns:
        The claims with `done` (number of that step; -1 for none), `start` (day from which the next one is counted) and
        `taken_<number>` per step: the day on which it was taken for the claim.
    """
    taken = claims.with_columns(
        _taken(number, step, steps).alias(f"taken_{number}") for number, step in enumerate(steps)
    )
    in_order = [number for number, step in enumerate(steps) if not step.aside]
    furthest = _largest(
        [pl.when(pl.col(f"taken_{number}").is_not_null()).then(pl.lit(number, pl.Int32)) for number in in_order],
        pl.Int32(),
    )
    is_aside = pl.col("led_to").is_in([number for number, step in enumerate(steps) if step.aside])
    passed = pl.when(~is_aside).then(pl.col("led_to") - 1)
    walked = taken.with_columns(done=pl.max_horizontal(furthest, passed).fill_null(NOTHING_DONE))
    # A message before the due date starts nothing: what follows is counted from the due date.
    starts = [
        pl.when(pl.col("done") == number).then("due_date" if steps[number].is_preventive else f"taken_{number}")
        for number in in_order
    ]
    aside = [pl.col(f"taken_{number}") for number, step in enumerate(steps) if step.aside]
    start = pl.coalesce(*starts, "due_date") if starts else pl.col("due_date")
    return walked.with_columns(start=pl.max_horizontal(start, *aside))


def needs_notice(step: Step, steps: Sequence[Step]) -> pl.Expr:
    """Whether a claim must have had a notice of its own before a step that waits for the term of that notice.

    Args:
        step: The step.
        steps: Steps of its profile.
    """
    notice = TERM_FACTS.get(step.not_before or "")
    asked = [number for number, other in enumerate(steps) if other.every_claim and other.event_kind == notice]
    if notice is None or not asked:
        return pl.lit(value=False)
    return pl.col(f"notice_{asked[0]}") & (pl.col("principal_open_cents") > 0)


def is_uncovered(step: Step) -> pl.Expr:
    """Whether a claim that is overdue lacks the notice that a step sends.

    Args:
        step: A step of `every_claim`.
    """
    assert step.event_kind in UNCOVERED_FACTS, "only statutory notices are for every claim"
    return pl.col(CLAIM_EVENTS[step.event_kind]).is_null() & (pl.col("principal_open_cents") > 0)


def own_term(step: Step) -> pl.Expr | None:
    """The day after the last free day of a claim's own notice, where a step waits for it."""
    notice = TERM_FACTS.get(step.not_before or "")
    return None if notice is None else pl.col(NOTICE_TERMS[notice])


def _taken(number: int, step: Step, steps: Sequence[Step]) -> pl.Expr:
    """The day on which a step was taken for a claim; empty where it was not, or does not count."""
    if step.event_kind is None or step.event_kind not in CLAIM_EVENTS:
        return pl.lit(None, pl.Date)
    day = pl.col(CLAIM_EVENTS[step.event_kind])
    term = own_term(step)
    if term is not None:
        is_late = (day >= term) | (term.is_null() & ~needs_notice(step, steps))
        day = pl.when(is_late).then(day)
    led_away = ((pl.col("led_to") <= number) & (day < pl.col("led_on"))).fill_null(value=False)
    if step.aside:
        return day
    is_aside = pl.col("led_to").is_in([place for place, other in enumerate(steps) if other.aside])
    return pl.when(~led_away | is_aside.fill_null(value=False)).then(day)


def _largest(expressions: Sequence[pl.Expr], dtype: pl.DataType) -> pl.Expr:
    """The largest of several columns of one type; empty where all are."""
    return reduce(pl.max_horizontal, expressions, pl.lit(None, dtype))
