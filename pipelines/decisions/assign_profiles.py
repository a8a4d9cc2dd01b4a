"""The step that gives every dossier its collection profile, and keeps the rule and the facts that led to it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mappings.profile_facts import FACT_SCHEMA
from mappings.profile_rules import Profile
from mappings.sql_condition import sql_condition
from pipelines.decisions.tell_facts import tell_facts

OVERRIDE = "override"
"""The rule of a profile that a person chose."""


def assign_profiles(facts: pl.DataFrame, profiles: Sequence[Profile], overrides: pl.DataFrame) -> pl.DataFrame:
    """The profile of each dossier: the one that a person chose, else the first one, by priority, whose rule is true.

    Args:
        facts: Facts of the dossiers (`gather_facts`), sorted by dossier_id.
        profiles: Profiles in order of priority; the last one takes every dossier.
        overrides: Choices of persons that are in force (`find_overrides`). One of a profile that does not exist counts
            for nothing, and the reason says so.

    Returns:
        `decisions.profiles`: one row per dossier, sorted by dossier_id.
    """
    count = len(profiles)
    by_rule = pl.coalesce(
        pl.when(sql_condition(profile.when, FACT_SCHEMA)).then(pl.lit(number, pl.Int32))
        for number, profile in enumerate(profiles, start=1)
    )
    places = {profile.profile_id: number for number, profile in enumerate(profiles, start=1)}
    chosen = overrides.select(
        "dossier_id",
        chosen=pl.col("profile_id").replace_strict(places, default=None, return_dtype=pl.Int32),
        choice=_choice(),
    )
    assigned = (
        facts.select(
            *("business_date", "creditor_id", "dossier_id"),
            by_rule=by_rule,
            facts=tell_facts(facts),
        )
        .join(chosen, on="dossier_id", how="left", maintain_order="left")
        .with_columns(place=pl.coalesce("chosen", "by_rule"))
        .join(_profile_table(profiles, count), on="place", how="left", maintain_order="left")
    )
    if assigned["profile_id"].null_count():
        raise AssertionError("a dossier fits no profile, though the last one takes all")
    is_chosen = pl.col("chosen").is_not_null()
    lost = pl.when(pl.col("choice").is_not_null()).then(pl.format("; {}, but there is no such profile", "choice"))
    return assigned.select(
        *("business_date", "creditor_id", "dossier_id", "profile_id"),
        rule=pl.when(is_chosen).then(pl.lit(OVERRIDE)).otherwise("rule"),
        reason=pl.when(is_chosen).then("choice").otherwise(pl.concat_str("reason", lost.fill_null(""))),
        facts="facts",
    )


def _profile_table(profiles: Sequence[Profile], count: int) -> pl.DataFrame:
    """The profiles by their place, with rule and reason."""
    return pl.DataFrame(
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


def _choice() -> pl.Expr:
    """A person's choice in words."""
    until = pl.when(pl.col("until_date").is_not_null()).then(pl.format(" until {}", "until_date"))
    ground = pl.when(pl.col("detail").is_not_null()).then(pl.format(" ({})", "detail"))
    return pl.concat_str(
        pl.format("{} chose {} on {}", pl.col("owner").fill_null("a person"), "profile_id", "since_date"),
        until.fill_null(""),
        ground.fill_null(""),
    )
