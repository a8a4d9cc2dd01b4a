"""The step that sums plans up as facts of a dossier: how its arrangement and promise stand, and what was before."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.profile_facts import FACT_SCHEMA

_FACTS: Final = {
    name: FACT_SCHEMA[name] for name in FACT_SCHEMA if name.startswith(("arrangement_", "promise_", "plan_"))
}
PLAN_COUNTS: Final = tuple(name for name, dtype in _FACTS.items() if name.endswith("_count") or "arrears" in name)
"""Facts that are 0 where there is no plan."""

NO_PLANS: Final = pl.DataFrame(schema={"dossier_id": pl.String(), "last_arrangement_broken_date": pl.Date(), **_FACTS})
"""The facts of no dossier: where no plan is known."""


def recall_plans(
    plans: pl.DataFrame, holds: pl.DataFrame, dossiers: pl.DataFrame, parties: pl.DataFrame
) -> pl.DataFrame:
    """The facts about plans of every dossier.

    Args:
        plans: Judged plans.
        holds: Where plans rest the steps (`rest_steps`).
        dossiers: `ledger.dossiers`: dossier_id, debtor_id.
        parties: `decisions.parties`: debtors that are one person or company share their history.

    Returns:
        One row per dossier: dossier_id and the facts on plans of `mappings.profile_facts.FACTS`.
    """
    is_arrangement = pl.col("plan_kind") == "arrangement"
    arrangements, promises = plans.filter(is_arrangement), plans.filter(~is_arrangement)
    newest = _ruling(arrangements).select(
        "dossier_id",
        "arrangement_id",
        arrangement_state="state",
        arrangement_since="state_since",
        arrangement_arrears_cents=pl.when(pl.col("state") == "running").then("arrears_cents"),
        arrangement_next_due_date=pl.when(pl.col("state") == "running").then("next_due_date"),
    )
    promised = _ruling(promises).select(
        "dossier_id",
        promise_state="state",
        promise_until="last_due_date",
        promise_cents="total_cents",
        promise_paid_cents="paid_cents",
    )
    broken = arrangements.group_by("dossier_id").agg(last_arrangement_broken_date=pl.col("broken_date").max())
    rests = holds.unique("dossier_id", keep="first", maintain_order=True).select(
        "dossier_id", plan_hold_since="since_date", plan_hold_until="until_date", plan_hold_detail="detail"
    )
    homes = dossiers.select("dossier_id", "debtor_id").join(
        parties.select("debtor_id", "party_id"), on="debtor_id", how="left"
    )
    homes = homes.select("dossier_id", who=pl.coalesce("party_id", "debtor_id"))
    gathered = homes.join(_history(plans, homes), on="who", how="left")
    for part in (newest, promised, broken, rests):
        gathered = gathered.join(part, on="dossier_id", how="left", validate="1:1")
    filled = gathered.with_columns(pl.col(*PLAN_COUNTS).fill_null(0))
    return filled.select(pl.col(name).cast(dtype) for name, dtype in NO_PLANS.schema.items())


def _ruling(plans: pl.DataFrame) -> pl.DataFrame:
    """The plan of each dossier that rules: the one that runs, else the newest that was not replaced."""
    runs = pl.col("state") == "running"
    return (
        plans.filter(pl.col("state") != "replaced")
        .sort("start_date", "delivery_id", "line_number", "arrangement_id")
        .sort(runs, maintain_order=True)
        .unique("dossier_id", keep="last", maintain_order=True)
    )


def _history(plans: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """How many plans each debtor kept and broke, in all dossiers."""
    is_arrangement, state = pl.col("plan_kind") == "arrangement", pl.col("state")
    is_broken = state.is_in(["broken", "part_kept"])
    return (
        plans.join(homes, on="dossier_id")
        .group_by("who")
        .agg(
            arrangement_kept_count=(is_arrangement & (state == "kept")).sum(),
            arrangement_broken_count=(is_arrangement & is_broken).sum(),
            promise_kept_count=(~is_arrangement & (state == "kept")).sum(),
            promise_broken_count=(~is_arrangement & is_broken).sum(),
        )
    )
