"""Money over the parts of a dossier: how much of it pays which cost, which interest and which principal."""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from pipelines.ledger.measure_interest import Convention
from pipelines.ledger.runs import before_in_run, first_of_run, last_of_run, total_of_run

ALLOCATIONS: Final = {
    "s": pl.UInt32,
    "d": pl.UInt32,
    "c": pl.UInt32,
    "k": pl.UInt32,
    "bucket": pl.String,
    "amount_cents": pl.Int64,
}
"""Columns of an allocation: source, dossier, claim, cost, bucket, cents."""

_AMOUNTS: Final = {"costs": pl.col("costs"), "interest": pl.col("interest"), "principal": pl.col("reachable")}


class Terms(NamedTuple):
    """How money goes over a dossier: the order of the buckets; whether each is emptied over all claims first."""

    order: tuple[str, ...]
    by_bucket: bool


class Allocated(NamedTuple):
    """Claims and costs after money was allocated; where it went; what is left (`s`, `d`, `named`, `money`)."""

    claims: pl.DataFrame
    costs: pl.DataFrame
    allocations: pl.DataFrame
    left: pl.DataFrame


def allocate_money(claims: pl.DataFrame, costs: pl.DataFrame, terms: Terms, convention: Convention) -> Allocated:
    """One sum of money per dossier, allocated.

    Args:
        claims: State of all claims of the dossiers, accrued, with `s`, `money`, `named` (claim that the money names)
            and `day`.
        costs: State of the costs of these dossiers, with `takes_part`.
        terms: How money goes over these dossiers.
        convention: How interest is rounded.

    Returns:
        Claims and costs with what was paid taken off; allocations above zero; what pays nothing yet.

    *Source*: articles 6:43 and 6:44 BW; articles 5.208 to 5.210 (Belgian) Civil Code.
    """
    needs = _list_needs(claims, costs, convention)
    shares = _share_by_bucket(needs, terms) if terms.by_bucket else _share_by_claim(needs, terms)
    shares = shares.with_columns(share=pl.col("costs_share") + pl.col("interest_share") + pl.col("principal_share"))
    left = pl.col("money") - pl.col("dossier_costs_share") - total_of_run(pl.col("share"))
    is_last = pl.col("last") == pl.int_range(pl.len(), dtype=pl.UInt32)
    dossiers = shares.select("s", "d", "named", "dossier_costs_share", money=left, is_last=is_last).filter("is_last")
    paid_costs = _pay_costs(costs, shares, dossiers)
    return Allocated(
        _take_off(shares, convention).select(claims.columns),
        paid_costs.with_columns(paid=pl.col("paid") + pl.col("share")).select(costs.columns),
        _list_allocations(shares, paid_costs),
        dossiers.select("s", "d", "named", "money"),
    )


def _list_needs(claims: pl.DataFrame, costs: pl.DataFrame, convention: Convention) -> pl.DataFrame:
    """What each claim can take in each bucket, in cents, and what the dossier's own costs can take."""
    open_costs = costs.filter("takes_part", _cost_open() > 0).with_columns(open=_cost_open())
    needs = _add_costs(claims, open_costs.filter(pl.col("c").is_not_null()), "c", "costs")
    needs = _add_costs(needs, open_costs.filter(pl.col("c").is_null()), "d", "dossier_costs")
    is_named = (pl.col("named") == pl.col("c")).fill_null(value=False)
    return needs.with_columns(
        is_named=is_named,
        interest=convention.cents(pl.col("accrued") + pl.col("capital")),
        capital_cents=convention.cents(pl.col("capital")),
        reachable=pl.when((pl.col("opens") <= pl.col("day")) | is_named).then("principal").otherwise(0),
        first=first_of_run("d"),
        last=last_of_run("d"),
    ).with_columns(need=pl.col("costs") + pl.col("interest") + pl.col("reachable"))


def _add_costs(claims: pl.DataFrame, open_costs: pl.DataFrame, key: str, name: str) -> pl.DataFrame:
    """Claims with the sum of open costs of the claim or of its dossier."""
    if open_costs.height == 0:
        return claims.with_columns(pl.lit(0, pl.Int64).alias(name))
    sums = open_costs.group_by(key).agg(pl.col("open").sum().alias(name))
    return claims.join(sums, on=key, how="left", maintain_order="left").with_columns(pl.col(name).fill_null(0))


def _cost_open() -> pl.Expr:
    return pl.col("amount") + pl.col("vat") - pl.col("paid") - pl.col("waived")


def _share_by_claim(needs: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """What each bucket gets when claims are emptied one by one, with the dossier's own costs before or behind them."""
    own, money = pl.col("dossier_costs"), pl.col("money")
    before_own: pl.Expr | int = 0 if terms.order[0] == "costs" else total_of_run(pl.col("need"))
    before_claims = _before_claim(pl.col("need"), needs) + (own if terms.order[0] == "costs" else 0)
    shares = needs.with_columns(
        dossier_costs_share=pl.min_horizontal(_at_least_zero(money - before_own), own),
        left=_at_least_zero(money - before_claims),
    )
    for bucket in terms.order:
        share = f"{bucket}_share"
        shares = shares.with_columns(pl.min_horizontal("left", _AMOUNTS[bucket]).alias(share))
        shares = shares.with_columns(left=pl.col("left") - pl.col(share))
    return shares


def _share_by_bucket(needs: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """What each bucket gets when it is emptied over all claims; the dossier's own costs open the bucket `costs`."""
    shares = needs.with_columns(left="money")
    for bucket in terms.order:
        if bucket == "costs":
            shares = shares.with_columns(dossier_costs_share=pl.min_horizontal("left", "dossier_costs"))
            shares = shares.with_columns(left=pl.col("left") - pl.col("dossier_costs_share"))
        amount = _AMOUNTS[bucket]
        rest = _at_least_zero(pl.col("left") - _before_claim(amount, needs))
        shares = shares.with_columns(
            pl.min_horizontal(rest, amount).alias(f"{bucket}_share"),
            left=_at_least_zero(pl.col("left") - total_of_run(amount)),
        )
    return shares


def _at_least_zero(money: pl.Expr) -> pl.Expr:
    return pl.max_horizontal(money, pl.lit(0, pl.Int64))


def _before_claim(amount: pl.Expr, needs: pl.DataFrame) -> pl.Expr:
    """Sum of an amount over the claims that come before: the named claim is first, then the order of the rows."""
    if not needs["is_named"].any():
        return before_in_run(amount)
    others = pl.when("is_named").then(0).otherwise(amount)
    named = total_of_run(pl.when("is_named").then(amount).otherwise(0))
    return pl.when("is_named").then(0).otherwise(before_in_run(others) + named)


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
    if costs.height == 0:
        return costs.with_columns(share=pl.lit(0, pl.Int64), source=pl.lit(None, pl.UInt32))
    need = pl.when("takes_part").then(_cost_open()).otherwise(0)
    paid = costs.join(by_dossier, on="d", how="left", maintain_order="left")
    if costs["c"].null_count() == costs.height:
        paid = paid.with_columns(money="dossier_share")
    else:
        money = pl.when(pl.col("c").is_null()).then("dossier_share").otherwise("costs_share")
        paid = paid.join(by_claim, on="c", how="left", maintain_order="left").with_columns(money=money)
    paid = paid.with_columns(need=need, first=first_of_run("group"))
    before = before_in_run(pl.col("need"))
    return paid.with_columns(share=pl.min_horizontal(_at_least_zero(pl.col("money") - before), "need"))


def _list_allocations(shares: pl.DataFrame, paid_costs: pl.DataFrame) -> pl.DataFrame:
    names = {"interest": "interest_share", "principal": "principal_share"}
    rows = [
        shares.select("s", "d", "c", k=pl.lit(None, pl.UInt32), bucket=pl.lit(bucket), amount_cents=share)
        for bucket, share in names.items()
    ]
    rows.append(paid_costs.select("d", "c", "k", s="source", bucket=pl.lit("costs"), amount_cents="share"))
    return pl.concat(frame.select(*ALLOCATIONS).filter(pl.col("amount_cents") > 0) for frame in rows)
