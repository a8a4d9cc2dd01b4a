"""The step that gives every dossier its collection profile, and keeps the rule and the facts that led to it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mappings.profile_facts import FACT_SCHEMA
from mappings.profile_rules import Profile
from mappings.sql_condition import sql_condition


def assign_profiles(facts: pl.DataFrame, profiles: Sequence[Profile]) -> pl.DataFrame:
    """The profile of each dossier: the first one, by priority, whose rule is true.

    Args:
        facts: Facts of the dossiers (`gather_facts`).
        profiles: Profiles in order of priority; the last one takes every dossier.

    Returns:
        `decisions.profiles`: one row per dossier, sorted by dossier_id.
    """
    count = len(profiles)
    place = pl.coalesce(
        pl.when(sql_condition(profile.when, FACT_SCHEMA)).then(pl.lit(number, pl.Int32))
        for number, profile in enumerate(profiles, start=1)
    )
    table = pl.DataFrame(
        {
            "place": range(1, count + 1),
            "profile_id": [profile.profile_id for profile in profiles],
            "rule": [profile.when for profile in profiles],
            "reason": [
                f"first rule that fits, number {number} of {count}: {profile.description}"
                for number, profile in enumerate(profiles, start=1)
            ],
        },
        schema={"place": pl.Int32, "profile_id": pl.String, "rule": pl.String, "reason": pl.String},
    )
    assigned = facts.select(
        "business_date", "creditor_id", "dossier_id", place=place, facts=pl.struct(*FACT_SCHEMA).struct.json_encode()
    ).join(table, on="place", how="left")
    if assigned["profile_id"].null_count():
        raise AssertionError("a dossier fits no profile, though the last one takes all")
    return assigned.select("business_date", "creditor_id", "dossier_id", "profile_id", "rule", "reason", "facts").sort(
        "dossier_id"
    )
