"""Money over the parts of a dossier: how much of it pays which cost, which interest and which principal."""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from pipelines.ledger.measure_lines import Convention
from pipelines.ledger.runs import before_in_run, total_of_run

ALLOCATIONS: Final = {
    "s": pl.UInt32,
    "d": pl.UInt32,
    "c": pl.UInt32,
    "k": pl.UInt32,
    "bucket": pl.String,
    "amount_cents": pl.Int64,
}
"""Columns of an allocation: source, dossier, claim, cost, bucket, cents."""

_BUCKETS: Final = ("costs", "interest", "principal")


class Allocated(NamedTuple):
    """Claims and costs after money was allocated; where it went; what is left (`s`, `d`, `left`)."""

    claims: pl.DataFrame
    costs: pl.DataFrame
    allocations: pl.DataFrame
    left: pl.DataFrame


def allocate_money(claims: pl.DataFrame, costs: pl.DataFrame, convention: Convention) -> Allocated:
    """One sum of money per dossier, allocated.

    Args:
        claims: State of all claims of the dossiers by `c`, accrued, with `s`, `money`, `named` (claim that the money
            names) and `day`.
        costs: State of the costs of these dossiers by `k`, with `takes_part`.
        convention: How interest is rounded.

    Returns:
        Claims and costs with what was paid taken off; allocations above zero; what pays nothing yet.

    *Source*: articles 6:43 and 6:44 BW; articles 5.208 to 5.210 (Belgian) Civil Code.
    """
    needs = _list_needs(claims, costs, convention)
    shares = _share(needs)
    dossiers = shares.group_by("d", maintain_order=True).agg(
        pl.col("s", "money", "dossier_costs_share").first(), claims_share=pl.col("share").sum()
    )
    paid_costs = _pay_costs(costs, shares, dossiers)
    left = dossiers.select("s", "d", left=pl.col("money") - pl.col("dossier_costs_share") - pl.col("claims_share"))
    return Allocated(
        _take_off(shares, convention).select(claims.columns),
        paid_costs.with_columns(paid=pl.col("paid") + pl.col("share")).select(costs.columns),
        _list_allocations(shares, paid_costs),
        left,
    )


def _list_needs(claims: pl.DataFrame, costs: pl.DataFrame, convention: Convention) -> pl.DataFrame:
    """What each claim can take in each bucket, in cents, and what the dossier's own costs can take."""
    open_costs = costs.filter("takes_part").with_columns(open=_cost_open())
    by_claim = open_costs.filter(pl.col("c").is_not_null()).group_by("c").agg(costs=pl.col("open").sum())
    by_dossier = open_costs.filter(pl.col("c").is_null()).group_by("d").agg(dossier_costs=pl.col("open").sum())
    is_named = (pl.col("named") == pl.col("c")).fill_null(value=False)
    return (
        claims.join(by_claim, on="c", how="left", maintain_order="left")
        .join(by_dossier, on="d", how="left", maintain_order="left")
        .with_columns(
            pl.col("costs", "dossier_costs").fill_null(0),
            is_named=is_named,
            interest=convention.cents(pl.col("accrued") + pl.col("capital")),
            capital_cents=convention.cents(pl.col("capital")),
            reachable=pl.when((pl.col("opens") <= pl.col("day")) | is_named).then("principal").otherwise(0),
        )
        .with_columns(need=pl.col("costs") + pl.col("interest") + pl.col("reachable"))
    )


def _cost_open() -> pl.Expr:
    return pl.col("amount") + pl.col("vat") - pl.col("paid") - pl.col("waived")


def _share(needs: pl.DataFrame) -> pl.DataFrame:
    """What each bucket of each claim gets: the money that what comes before it leaves, up to its need."""
    by_bucket = pl.col("by_bucket")
    amounts = {"costs": pl.col("costs"), "interest": pl.col("interest"), "principal": pl.col("reachable")}
    totals = {name: total_of_run(amount, "d") for name, amount in amounts.items()}
    own = pl.col("dossier_costs")
    before_claim = _before_claim(pl.col("need"), needs) + pl.when(pl.col("costs_place") == 0).then(own).otherwise(0)
    shares = {}
    for name, amount in amounts.items():
        in_claim = before_claim + _earlier(name, amounts)
        in_dossier = _earlier(name, totals | {"costs": totals["costs"] + own}) + _before_claim(amount, needs)
        ahead = pl.when(by_bucket).then(in_dossier + (own if name == "costs" else 0)).otherwise(in_claim)
        shares[f"{name}_share"] = _part_of(pl.col("money") - ahead, amount)
    before_own = (
        pl.when(by_bucket)
        .then(_earlier("costs", totals))
        .when(pl.col("costs_place") == 0)
        .then(0)
        .otherwise(total_of_run(pl.col("need"), "d"))
    )
    return needs.with_columns(dossier_costs_share=_part_of(pl.col("money") - before_own, own), **shares).with_columns(
        share=pl.sum_horizontal(f"{name}_share" for name in _BUCKETS)
    )


def _part_of(money: pl.Expr, need: pl.Expr) -> pl.Expr:
    return pl.min_horizontal(pl.max_horizontal(money, pl.lit(0, pl.Int64)), need)


def _before_claim(amount: pl.Expr, needs: pl.DataFrame) -> pl.Expr:
    """Sum of an amount over the claims that come before: the named claim is first, then the order of the rows."""
    if not needs["is_named"].any():
        return before_in_run(amount, "d")
    others = pl.when("is_named").then(0).otherwise(amount)
    named = total_of_run(pl.when("is_named").then(amount).otherwise(0), "d")
    return pl.when("is_named").then(0).otherwise(before_in_run(others, "d") + named)


def _earlier(bucket: str, amounts: dict[str, pl.Expr]) -> pl.Expr:
    """Sum of the buckets that stand before one in the order."""
    place = pl.col(f"{bucket}_place")
    return pl.sum_horizontal(
        pl.when(pl.col(f"{name}_place") < place).then(amount).otherwise(0)
        for name, amount in amounts.items()
        if name != bucket
    )


def _take_off(shares: pl.DataFrame, convention: Convention) -> pl.DataFrame:
    """Claims less what they got; interest of a claim that got anything is rounded, accrued before capitalised."""
    accrued_cents = pl.col("interest") - pl.col("capital_cents")
    off_accrued = pl.min_horizontal("interest_share", accrued_cents)
    off_capital = pl.col("interest_share") - off_accrued
    is_reached = pl.col("share") > 0

    def rounded(cents: pl.Expr, column: str) -> pl.Expr:
        units = cents.cast(convention.dtype) * convention.units
        return pl.when(is_reached).then(units).otherwise(column)

    return shares.with_columns(
        accrued=rounded(accrued_cents - off_accrued, "accrued"),
        capital=rounded(pl.col("capital_cents") - off_capital, "capital"),
        principal=pl.col("principal") - pl.col("principal_share"),
        interest_paid=pl.col("interest_paid") + pl.col("interest_share"),
        principal_paid=pl.col("principal_paid") + pl.col("principal_share"),
    )


def _pay_costs(costs: pl.DataFrame, shares: pl.DataFrame, dossiers: pl.DataFrame) -> pl.DataFrame:
    """Costs with the `share` that each gets, by due date and id inside its claim or dossier."""
    by_claim = shares.select("c", "costs_share")
    by_dossier = dossiers.select("d", source="s", dossier_share="dossier_costs_share")
    need = pl.when("takes_part").then(_cost_open()).otherwise(0)
    return (
        costs.join(by_claim, on="c", how="left", maintain_order="left")
        .join(by_dossier, on="d", how="left", maintain_order="left")
        .with_columns(
            need=need,
            money=pl.when(pl.col("c").is_null()).then("dossier_share").otherwise("costs_share"),
        )
        .with_columns(share=_part_of(pl.col("money") - before_in_run(pl.col("need"), "group"), pl.col("need")))
    )


def _list_allocations(shares: pl.DataFrame, paid_costs: pl.DataFrame) -> pl.DataFrame:
    rows = [
        shares.filter(pl.col(f"{bucket}_share") > 0).select(
            "s", "d", "c", k=pl.lit(None, pl.UInt32), bucket=pl.lit(bucket), amount_cents=f"{bucket}_share"
        )
        for bucket in ("interest", "principal")
    ]
    of_costs = paid_costs.filter(pl.col("share") > 0).select(
        pl.col("source").alias("s"), "d", "c", "k", bucket=pl.lit("costs"), amount_cents="share"
    )
    return pl.concat([*rows, of_costs])
