"""The step that tells which claims the step of a dossier asks for, and why it leaves the others out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from mappings.profile_facts import CLAIM_EVENTS
from mappings.profile_rules import Step
from pipelines.decisions.walk_claims import is_uncovered, needs_notice, own_term

SELECTED: Final = ("dossier_id", "claim_id", "open_cents", "cause", "reason")
"""Columns of a claim that a step was chosen for: cause and reason are empty where it asks for it."""

_Rule = tuple[pl.Expr, str, pl.Expr]
"""Where a claim is left out, the code of the cause, and the cause in words."""


def select_claims(claims: pl.DataFrame, steps: Sequence[Step], *, business_date: date) -> pl.DataFrame:
    """The claims with what leaves them out of the step of their dossier.

    A step asks for what is overdue; one before the due date for what is not. A statutory notice asks for the claims
    that lack it. A step that waits for the term of a notice asks for the claims whose own term is over, and one with
    `claims_need` for those for which one of these events was sent since.

    Args:
        claims: Claims of one profile (`walk_claims`) with `step_number` of their dossier.
        steps: Steps of the profile.
        business_date: Day that is decided.

    Returns:
        The claims with `cause` and `reason`, both empty where the step asks for it.
    """
    cause, reason = pl.lit(None, pl.String), pl.lit(None, pl.String)
    for number, step in enumerate(steps):
        rules = _rules(step, steps, business_date)
        is_step = pl.col("step_number") == number
        codes_of = pl.coalesce(pl.lit(None, pl.String), *(pl.when(rule).then(pl.lit(code)) for rule, code, _ in rules))
        words_of = pl.coalesce(pl.lit(None, pl.String), *(pl.when(rule).then(words) for rule, _, words in rules))
        cause = pl.when(is_step).then(codes_of).otherwise(cause)
        reason = pl.when(is_step).then(words_of).otherwise(reason)
    return claims.with_columns(cause=cause, reason=reason)


def _rules(step: Step, steps: Sequence[Step], business_date: date) -> list[_Rule]:
    """What leaves a claim out of a step; the first rule that is true tells."""
    is_overdue = pl.col("due_date") < business_date
    if step.is_preventive:
        return [(is_overdue, "overdue", pl.format("overdue since {}", "due_date"))]
    if "person" in step.channels:
        return []
    rules: list[_Rule] = [(~is_overdue, "not_due", pl.format("not overdue before the end of {}", "due_date"))]
    if step.every_claim:
        noticed = pl.coalesce(
            pl.format("had its notice on {}", CLAIM_EVENTS[step.event_kind or ""]), pl.lit("needs no notice")
        )
        rules.append((~is_uncovered(step), "noticed", noticed))
    term = own_term(step)
    if term is not None:
        rules.append((term.is_null() & needs_notice(step, steps), "no_notice", pl.lit("had no notice yet")))
        runs = (term > business_date).fill_null(value=False)
        rules.append((runs, "notice_runs", pl.format("the term of its notice runs until {}", term)))
    if step.claims_need:
        lacks = pl.all_horizontal(_lacks(kind, steps) for kind in step.claims_need)
        rules.append((lacks, "no_demand", pl.lit("had no demand of its own yet")))
    return rules


def _lacks(kind: str, steps: Sequence[Step]) -> pl.Expr:
    """Whether an event was not sent for a claim, or not since the term of its notice."""
    of_steps = [pl.col(f"taken_{number}").is_null() for number, step in enumerate(steps) if step.event_kind == kind]
    return of_steps[0] if of_steps else pl.col(CLAIM_EVENTS[kind]).is_null()
