"""Why a dossier has its profile and no other: each rule in order, with the facts that made it false."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from mappings.profile_facts import FACT_SCHEMA
from mappings.profile_rules import Profile
from mappings.sql_condition import sql_condition
from mappings.sql_parts import and_parts, names_in


def explain_profile(facts: pl.DataFrame, profiles: Sequence[Profile], chosen: str) -> list[dict[str, Any]]:
    """Every profile in order of priority, with what its rule says of a dossier.

    Args:
        facts: One row: the facts of the dossier.
        profiles: Profiles in order of priority.
        chosen: The profile that it has.

    Returns:
        Per profile: profile_id, description, priority, rule, fits, is_chosen, and `false_parts`: the parts of the rule
        that are not true, each with its `condition`, the `facts` that it reads, and whether one of them is unknown.
    """
    assert facts.height == 1, "the facts of one dossier are explained"
    return [
        {
            "profile_id": profile.profile_id,
            "description": profile.description,
            "priority": profile.priority,
            "rule": profile.when,
            "fits": not (parts := _false_parts(profile.when, facts)),
            "is_chosen": profile.profile_id == chosen,
            "false_parts": parts,
        }
        for profile in profiles
    ]


def explain_steps(
    facts: pl.DataFrame, profile: Profile, action: dict[str, Any], taken: dict[str, Any]
) -> list[dict[str, Any]]:
    """Every step of a dossier's profile: when it was taken, whether its condition holds, and which one is next.

    Args:
        facts: One row: the facts of the dossier.
        profile: Its profile.
        action: Its action.
        taken: Newest day of each kind of event.

    Returns:
        Per step: step_id, taken_on, is_next, aside, and `false_parts` of its condition.
    """
    return [
        {
            "step_id": step.step_id,
            "taken_on": taken.get(step.event_kind) if step.event_kind else None,
            "is_next": step.step_id == action["step_id"],
            "aside": step.aside,
            "false_parts": _false_parts(step.condition, facts) if step.condition else [],
        }
        for step in profile.steps
    ]


def _false_parts(rule: str, facts: pl.DataFrame) -> list[dict[str, Any]]:
    """The parts of a rule that are not true for the dossier."""
    parts = [part for part in and_parts(rule) if not facts.select(is_true=sql_condition(part, FACT_SCHEMA)).item()]
    found = [(part, {name: facts[name][0] for name in names_in(part)}) for part in parts]
    return [
        {"condition": part, "facts": values, "is_unknown": any(value is None for value in values.values())}
        for part, values in found
    ]
