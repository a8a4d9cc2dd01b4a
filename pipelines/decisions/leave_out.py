"""The step that lists the open claims that a dossier's step leaves out, and what it asks then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from pipelines.ask_costs import ask_costs
from pipelines.decisions.place_claims import WITH_BAILIFF
from warehouse.schemas.decisions import LeftOut

_COLUMNS: Final = list(LeftOut.to_schema().columns)


def leave_out(
    placed: pl.DataFrame, selected: pl.DataFrame, steps: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """The claims that are left out of steps that ask for something.

    Args:
        placed: Open claims with what stops them (`place_claims`).
        selected: The claims that the steps go by, with what leaves them out (`select_claims`).
        steps: dossier_id of the dossiers that have a next step, and of which not everything is stopped.
        business_date: Day that is decided.

    Returns:
        `decisions.left_out`, sorted by claim_id.
    """
    asked = selected.filter(pl.col("cause").is_null()).join(steps, on="dossier_id", how="semi")
    stopped = placed.filter(pl.col("stop").is_not_null()).select(
        *("creditor_id", "dossier_id", "claim_id", "open_cents"),
        cause=pl.when(pl.col("stop") == WITH_BAILIFF).then(pl.lit(WITH_BAILIFF)).otherwise(pl.lit("held")),
        hold_id="stop_id",
        reason="stop_words",
    )
    passed_over = selected.filter(pl.col("cause").is_not_null()).join(
        placed.select("claim_id", "creditor_id"), on="claim_id", how="inner"
    )
    found = pl.concat([stopped, passed_over.with_columns(hold_id=pl.lit(None, pl.String)).select(stopped.columns)])
    return (
        found.filter(pl.col("open_cents") > 0)
        .join(asked.select("dossier_id").unique(), on="dossier_id", how="semi")
        .with_columns(business_date=pl.lit(business_date))
        .select(_COLUMNS)
        .sort("claim_id")
    )


def sum_asked(
    dossiers: pl.DataFrame, selected: pl.DataFrame, left_out: pl.DataFrame, tables: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """What the step of each dossier asks.

    Args:
        dossiers: dossier_id, open_cents.
        selected: As for `leave_out`.
        left_out: `decisions.left_out`.
        tables: `balances` and `costs` of the business date.

    Returns:
        dossier_id, asked_cents, free_cents (open without what a hold or a bailiff keeps), and `nothing_asked` in words
        where the step asks for none of the claims.
    """
    costs = ask_costs(tables["costs"], tables["balances"], left_out).filter(pl.col("claim_id").is_null())
    of_claims = (
        selected.filter(pl.col("cause").is_null())
        .join(left_out.select("dossier_id").unique(), on="dossier_id", how="semi")
        .group_by("dossier_id")
        .agg(claims_cents=pl.col("open_cents").sum())
    )
    partly = of_claims.join(
        costs.group_by("dossier_id").agg(costs_cents=pl.col("asked_cents").sum()), on="dossier_id", how="left"
    ).select("dossier_id", partly_cents=pl.col("claims_cents") + pl.col("costs_cents").fill_null(0))
    words = pl.format("{} {}", pl.col("claim_id").str.split_exact(":", 1).struct.field("field_1"), "reason")
    asked = pl.col("cause").is_null()
    nothing = (
        selected.filter(~asked)
        .join(selected.filter(asked).select("dossier_id"), on="dossier_id", how="anti")
        .sort("dossier_id", "claim_id")
        .group_by("dossier_id", maintain_order=True)
        .agg(nothing_asked=words.first())
    )
    kept = left_out.filter(pl.col("cause").is_in(["held", WITH_BAILIFF]))
    return (
        dossiers.select("dossier_id", "open_cents")
        .join(kept.group_by("dossier_id").agg(kept_cents=pl.col("open_cents").sum()), on="dossier_id", how="left")
        .join(partly, on="dossier_id", how="left")
        .join(nothing, on="dossier_id", how="left")
        .select(
            "dossier_id",
            asked_cents=pl.when(pl.col("nothing_asked").is_not_null())
            .then(0)
            .otherwise(pl.coalesce("partly_cents", "open_cents")),
            free_cents=pl.col("open_cents") - pl.col("kept_cents").fill_null(0),
            nothing_asked="nothing_asked",
        )
    )
