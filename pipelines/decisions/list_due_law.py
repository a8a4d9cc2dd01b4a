"""Work items: law tables in use that need a value, because they run out or a publication has not come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from mappings.regimes import REGIMES

_RATES: Final = {name: regime.rule_id for name, regime in REGIMES.items() if regime.rule_id}


def list_due_law(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One work item for each law table in use that lacks a value; it goes when the value is there.

    A table of interest is in use while a claim with something open bears it; another one while there is a creditor of
    its country.

    Args:
        tables: By name: `law_due`, what is missing (`mappings.law_due`); `balances` and `costs` of the business date;
            `creditors`.

    Returns:
        item_id, kind, reason, amount_cents (open of the claims that bear the rate; of the costs by the rule),
        since_date, last_date (the day before the value is needed), subject.
    """
    bearing = (
        tables["balances"]
        .filter(pl.col("open_cents") > 0)
        .group_by(rule_id=pl.col("regime").replace_strict(_RATES, default=None, return_dtype=pl.String))
        .agg(rate_cents=pl.col("open_cents").sum())
    )
    costs = tables["costs"].group_by("rule_id").agg(cost_cents=pl.col("open_cents").sum())
    countries = tables["creditors"]["country"].unique().implode()
    is_rate = pl.col("rule_id").is_in(list(_RATES.values()))
    is_used = (
        pl.when(is_rate)
        .then(pl.col("rate_cents") > 0)
        .otherwise(pl.col("rule_id").str.extract("^([a-z]+)_").is_in(countries))
    )
    due = tables["law_due"].join(bearing, on="rule_id", how="left").join(costs, on="rule_id", how="left")
    return due.filter(is_used.fill_null(value=False)).select(
        "reason",
        "since_date",
        item_id=pl.format("law:{}", "rule_id"),
        kind=pl.lit("law"),
        amount_cents=pl.coalesce("rate_cents", "cost_cents", pl.lit(0, pl.Int64)),
        last_date=pl.col("due_date") - pl.duration(days=1),
        subject=pl.struct("rule_id", "due_date").struct.json_encode(),
    )
