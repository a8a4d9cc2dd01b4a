"""The step that tests proposed arrangements against the limits: accepted by the hub, or for a person to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from mappings.plan_facts import LIMIT_SCHEMA, PROPOSAL_FACTS
from mappings.plan_rules import PlanRules
from mappings.sql_condition import sql_condition
from pipelines.decisions.follow_plans import Followed


def weigh_proposals(
    followed: Followed,
    facts: pl.DataFrame,
    assigned: pl.DataFrame,
    rules: Mapping[str, PlanRules],
    *,
    business_date: date,
) -> pl.DataFrame:
    """The proposals that wait for an answer, with what each limit of their creditor says.

    Args:
        followed: Plans and instalments; those that are `proposed` are weighed.
        facts: Facts of the dossiers (`gather_facts`).
        assigned: `decisions.profiles`: dossier_id, profile_id.
        rules: Rules of arrangements by creditor.
        business_date: Day that is decided.

    Returns:
        arrangement_id, is_accepted, objections (what is said of the limits that are not met; empty where all are),
        sorted by arrangement_id.
    """
    waiting = followed.plans.filter(state="proposed")
    told = _facts_of(waiting, followed.checks, facts, assigned, business_date)
    weighed = [
        _weigh(told.filter(creditor_id=creditor_id), rules[creditor_id])
        for creditor_id in told["creditor_id"].unique().sort()
    ]
    schema = {"arrangement_id": pl.String, "is_accepted": pl.Boolean, "objections": pl.String}
    return pl.concat([pl.DataFrame(schema=schema), *weighed]).sort("arrangement_id")


def _weigh(told: pl.DataFrame, rules: PlanRules) -> pl.DataFrame:
    """The proposals of one creditor with what is said against them."""
    objections = [
        pl.when(~sql_condition(limit.accept, LIMIT_SCHEMA)).then(
            pl.lit(f"{limit.says} (limit {limit.name}: {limit.accept})")
        )
        for limit in rules.limits
    ]
    said = pl.concat_list(objections).list.drop_nulls()
    return told.select("arrangement_id", is_accepted=said.list.len() == 0, objections=said.list.join("; "))


def _facts_of(
    waiting: pl.DataFrame, instalments: pl.DataFrame, facts: pl.DataFrame, assigned: pl.DataFrame, business_date: date
) -> pl.DataFrame:
    """What limits may read of each proposal."""
    amount = pl.col("amount_cents")
    summed = (
        instalments.sort("arrangement_id", "instalment_number")
        .group_by("arrangement_id")
        .agg(
            plan_cents=amount.sum(),
            instalment_count=pl.len(),
            # The last one is the rest: it may be small, unless it is the only one.
            least_instalment_cents=pl.coalesce(amount.head(pl.len() - 1).min(), amount.min()),
            largest_instalment_cents=amount.max(),
            first_date=pl.col("due_date").min(),
            end_date=pl.col("due_date").max(),
        )
    )
    start, end = pl.col("start_date"), pl.col("end_date")
    months = (end.dt.year() - start.dt.year()) * 12 + end.dt.month() - start.dt.month()
    joined = (
        waiting.select("arrangement_id", "dossier_id", "start_date")
        .join(summed, on="arrangement_id")
        .join(facts, on="dossier_id", validate="m:1")
        .join(assigned.select("dossier_id", "profile_id"), on="dossier_id", validate="m:1")
        .with_columns(
            plan_months=months + (end.dt.day() > start.dt.day()).cast(pl.Int32),
            plan_first_days=(pl.col("first_date") - pl.lit(business_date)).dt.total_days(),
            # A proposal is not the plan of the dossier yet: limits read what was there before it.
            arrangement_state=pl.when(pl.col("arrangement_id_right") != pl.col("arrangement_id")).then(
                "arrangement_state"
            ),
        )
        .drop("arrangement_id_right")
    )
    return joined.with_columns(pl.col(fact.name).cast(fact.dtype) for fact in PROPOSAL_FACTS)
