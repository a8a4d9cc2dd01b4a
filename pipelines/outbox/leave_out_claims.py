"""The step that takes the claims that a dossier's step leaves out from all that its message or transfer says."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.ask_costs import ask_costs

_SUMS = ("principal_open_cents", "interest_open_cents", "costs_open_cents", "open_cents")


def leave_out_claims(day: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables of a business date as if the claims that are left out were not there.

    Args:
        day: `actions`, `left_out` and `balances` of the business date; `dossiers`, `costs` and `events` where they are
            asked for.

    Returns:
        The same tables: without the claims, their costs and what was sent for them; dossiers, their own costs and
        `open_cents` of the actions are what is asked.
    """
    gone = day["left_out"].select("claim_id")
    # An order that an earlier version of the hub began asks what was open.
    actions = day["actions"].with_columns(open_cents=pl.coalesce("asked_cents", "open_cents"))
    narrowed = {**day, "actions": actions, "balances": day["balances"].join(gone, on="claim_id", how="anti")}
    if "events" in day:
        narrowed["events"] = day["events"].join(gone, on="claim_id", how="anti")
    if "costs" in day and "dossiers" in day:
        asked = ask_costs(day["costs"], day["balances"], day["left_out"])
        narrowed["costs"] = _asked_costs(day["costs"], asked).join(gone, on="claim_id", how="anti")
        narrowed["dossiers"] = _sum_dossiers(day, narrowed["balances"], asked)
    return narrowed


def _asked_costs(costs: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The costs, with what is asked of them as what is open."""
    rest = costs.join(asked.select("dossier_id", "cost_id"), on=["dossier_id", "cost_id"], how="anti")
    return pl.concat([rest, asked.with_columns(open_cents="asked_cents").select(costs.columns)])


def _sum_dossiers(day: Mapping[str, pl.DataFrame], balances: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The dossiers with the sums of the claims and costs that are asked."""
    own = asked.filter(pl.col("claim_id").is_null()).group_by("dossier_id").agg(own=pl.col("asked_cents").sum())
    sums = (
        day["left_out"]
        .select("dossier_id")
        .unique()
        .join(balances.group_by("dossier_id").agg(pl.col(_SUMS).sum()), on="dossier_id", how="left")
        .join(own, on="dossier_id", how="left")
        .with_columns(pl.col(*_SUMS, "own").fill_null(0))
        .select(
            "dossier_id",
            "principal_open_cents",
            "interest_open_cents",
            costs_open_cents=pl.col("costs_open_cents") + pl.col("own"),
            open_cents=pl.col("open_cents") + pl.col("own"),
        )
    )
    return day["dossiers"].update(sums, on="dossier_id", how="left")
