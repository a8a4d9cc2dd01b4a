"""Arrangements and promises on a business date: what was paid, how they stand, what rests and what is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from pipelines.decisions.announce_plans import announce_plans
from pipelines.decisions.check_instalments import check_instalments
from pipelines.decisions.gather_plans import gather_plans
from pipelines.decisions.judge_plans import judge_plans
from pipelines.decisions.recall_plans import recall_plans
from pipelines.decisions.rest_steps import rest_steps
from warehouse.schemas.decisions import ArrangementChecks


class Followed(NamedTuple):
    """Plans on a business date.

    Args:
        plans: Every plan with how it stands (`judge_plans`).
        checks: Every instalment with what became of it (`check_instalments`).
        holds: Where plans rest the steps (`rest_steps`).
        facts: What rules may read of them, per dossier (`recall_plans`).
        messages: The message that is due, per dossier (`announce_plans`).
    """

    plans: pl.DataFrame
    checks: pl.DataFrame
    holds: pl.DataFrame
    facts: pl.DataFrame
    messages: pl.DataFrame


def follow_plans(
    tables: Mapping[str, pl.DataFrame], accepted: pl.DataFrame | None = None, *, business_date: date
) -> Followed:
    """How the plans stand on the business date.

    Args:
        tables: By name: `arrangements`, `instalments`, `claims` and `payments` as known; `events` that count;
            `dossiers` and `balances` of the date; `parties`; `plan_days` (`mappings.plan_rules.plan_table`).
        accepted: Proposals that the hub accepts today (`weigh_proposals`): arrangement_id; none before that.
        business_date: Day that is decided.
    """
    today = accepted if accepted is not None else pl.DataFrame(schema={"arrangement_id": pl.String})
    gathered, instalments = gather_plans(tables, today, business_date=business_date)
    checks = check_instalments(gathered, instalments, tables["payments"])
    plans = judge_plans(gathered, checks, tables, business_date=business_date)
    holds = rest_steps(plans, business_date=business_date)
    return Followed(
        plans=plans,
        checks=checks,
        holds=holds,
        facts=recall_plans(plans, holds, tables["dossiers"], tables["parties"]),
        messages=announce_plans(plans, checks, tables["events"], business_date=business_date),
    )


def tell_checks(followed: Followed, weighed: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The checks as a table; what a plan that ended otherwise asks no more is `void`.

    Args:
        followed: The plans, with the proposals that were accepted today.
        weighed: The proposals with what is said against them (`weigh_proposals`).
        business_date: Day that is decided.

    Returns:
        `decisions.arrangement_checks`, by its key.
    """
    state, outcome = pl.col("state"), pl.col("outcome")
    is_over = ~state.is_in(["running", "proposed", "declined"])
    is_after = state.is_in(["broken", "part_kept"]) & (pl.col("last_date") >= pl.col("broken_date"))
    is_void = (is_over & outcome.is_in(["open", "late"])) | (
        outcome.is_in(["missed", "paid_late"]) & (is_after | (state == "kept") & ~pl.col("are_all_paid"))
    )
    waiting = pl.format("the proposal waits for a person: {}", "objections")
    rows = followed.checks.join(
        followed.plans.drop("grace_days", "horizon_date", "paid_cents"), on="arrangement_id", validate="m:1"
    ).join(weighed, on="arrangement_id", how="left", validate="m:1")
    told = rows.with_columns(
        business_date=pl.lit(business_date),
        outcome=pl.when(is_void.fill_null(value=False)).then(pl.lit("void")).otherwise(outcome),
        reason=pl.when((state == "proposed") & ~pl.col("is_accepted")).then(waiting).otherwise("reason"),
        decided_by=pl.when("is_accepted").then(pl.lit("limits")),
    )
    columns = list(ArrangementChecks.to_schema().columns)
    return told.select(columns).sort("arrangement_id", "instalment_number")
