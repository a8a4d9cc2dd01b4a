"""The step that finds where the steps of the profile rest, because a plan to pay runs or was just broken."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

NO_HOLDS: Final = pl.DataFrame(
    schema={
        "dossier_id": pl.String,
        "hold_kind": pl.String,
        "plan_id": pl.String,
        "since_date": pl.Date,
        "until_date": pl.Date,
        "detail": pl.String,
    }
)
"""The rests of no dossier."""


def rest_steps(plans: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The plans that rest the steps of their dossier on the business date, each named in words.

    A running arrangement rests them until it is kept or broken, and after a breach for as long as the notice leaves
    time; a proposal until it is answered; a promise until its day and grace have passed.

    Args:
        plans: Judged plans.
        business_date: Day that is decided.

    Returns:
        dossier_id, hold_kind (`arrangement`, `proposal`, `promise`), plan_id, since_date, until_date (last day; empty
        while nobody knows), detail; the first of a dossier is the one that counts most.
    """
    col = pl.col
    is_arrangement = col("plan_kind") == "arrangement"
    resumed = col("broken_date") + pl.duration(days=col("resume_days"))
    rules = [
        (
            "arrangement",
            is_arrangement & (col("state") == "running"),
            col("rest_until"),
            pl.format("arrangement {} runs: {}", "arrangement_id", "reason"),
        ),
        (
            "arrangement",
            is_arrangement & (col("state") == "broken") & col("end_date").is_null() & (resumed > business_date),
            resumed - pl.duration(days=1),
            pl.format("arrangement {} broke: {}; the steps go on from {}", "arrangement_id", "reason", resumed),
        ),
        (
            "proposal",
            col("state") == "proposed",
            pl.lit(None, pl.Date),
            pl.format("arrangement {} is proposed, and waits for an answer", "arrangement_id"),
        ),
        (
            "promise",
            ~is_arrangement & (col("state") == "running"),
            col("rest_until"),
            pl.format("promise of {} by {}", _euros(col("total_cents")), "next_due_date"),
        ),
    ]
    found = [
        plans.filter(rule.fill_null(value=False)).select(
            "dossier_id",
            hold_kind=pl.lit(kind),
            plan_id="arrangement_id",
            since_date=pl.coalesce(pl.when(col("state") == "broken").then("broken_date"), "force_date", "known_at"),
            until_date=until,
            detail=words,
            place=pl.lit(number),
        )
        for number, (kind, rule, until, words) in enumerate(rules)
    ]
    return pl.concat(found).sort("dossier_id", "place", "since_date", "plan_id").drop("place")


def _euros(cents: pl.Expr) -> pl.Expr:
    """Cents as euros with two decimals."""
    return pl.format("{}.{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2))
