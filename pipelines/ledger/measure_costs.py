"""Costs that follow from the open principal: the Dutch scale of collection costs and the Belgian penalty clause."""

from __future__ import annotations

from datetime import date

import polars as pl

from mappings.law import Law, LawTable
from mappings.law_values import CostScale
from pipelines.money import share_of

RULES = {"nl_bik": "nl_collection_costs", "be_clause": "be_consumer_clause"}
"""Law table of the scale of each kind of cost."""

VAT_RULE = "nl_vat_general"


def measure_costs(costs: pl.DataFrame, claims: pl.DataFrame, cost_claims: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Costs whose `is_measured_now` holds, with base, amount and VAT; the others as they were.

    Args:
        costs: State of costs, by `row`.
        claims: State of the claims of the same dossiers: `c`, `principal`.
        cost_claims: `k`, `c`: claims that a cost by the Dutch scale is measured on.
        law: Law tables.

    Returns:
        The costs, in the same order.

    *Source*: Besluit vergoeding voor buitengerechtelijke incassokosten, art. 2; art. XIX.4 WER.
    """
    now = costs.filter("is_measured_now")
    if now.height == 0:
        return costs
    principal = claims.select("c", "principal")
    of_scale = now.select("k").join(cost_claims, on="k").join(principal, on="c")
    of_clause = now.filter(pl.col("kind") == "be_clause").select("k", "c").join(principal, on="c")
    bases = pl.concat([of_scale, of_clause]).group_by("k").agg(measured_base=pl.col("principal").sum())
    measured = (
        now.join(bases, on="k", how="left", maintain_order="left")
        .with_columns(base=pl.col("measured_base").fill_null(0))
        .drop("measured_base")
    )
    measured = measured.with_columns(amount=_amount(law))
    measured = measured.with_columns(vat=pl.when("with_vat").then(_vat(law)).otherwise(0).fill_null(0))
    if measured.height == costs.height:
        return measured
    return pl.concat([costs.filter(~pl.col("is_measured_now")), measured]).sort("row")


def scale_amount(base: pl.Expr, scale: CostScale) -> pl.Expr:
    """Costs of a scale on a principal, rounded once; nothing on nothing.

    Args:
        base: Open principal in cents.
        scale: Scale of the law.
    """
    found: pl.Expr = pl.lit(None, pl.Int64)
    for band in reversed(scale.bands):
        amount = band.fixed_cents + share_of(pl.max_horizontal(base - band.above_cents, 0), band.rate_ppm)
        found = amount if band.up_to_cents is None else pl.when(base <= band.up_to_cents).then(amount).otherwise(found)
    return pl.when(base <= 0).then(0).otherwise(found.clip(scale.minimum_cents, scale.maximum_cents))


def uncovered_costs(costs: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Costs that need a law table which does not cover their due date.

    Args:
        costs: Costs that count.
        law: Law tables.

    Returns:
        `k`, `due_date` and `rule_id`.
    """
    is_scale = pl.col("kind") == "nl_bik"
    needs = {
        RULES["nl_bik"]: is_scale,
        VAT_RULE: is_scale & pl.col("with_vat"),
        RULES["be_clause"]: (pl.col("kind") == "be_clause") & pl.col("is_consumer"),
    }
    return pl.concat(
        costs.filter(needed & ~_is_covered(law.table(rule_id))).select("k", "due_date", rule_id=pl.lit(rule_id))
        for rule_id, needed in needs.items()
    )


def _is_covered(table: LawTable) -> pl.Expr:
    return pl.col("due_date").is_between(table.values[0].valid_from, table.covered_until, closed="left")


def _amount(law: Law) -> pl.Expr:
    base = pl.col("base")
    clause = pl.max_horizontal(share_of(base, pl.col("clause_ppm")), pl.col("clause_minimum_cents"))
    clause = pl.when(base <= 0).then(0).otherwise(clause)
    limit = _by_date(law.table(RULES["be_clause"]), base)
    return (
        pl.when(pl.col("kind") == "nl_bik")
        .then(pl.min_horizontal(_by_date(law.table(RULES["nl_bik"]), base), "limit_cents"))
        .when("is_consumer")
        .then(pl.min_horizontal(clause, limit))
        .otherwise(clause)
    )


def _by_date(table: LawTable, base: pl.Expr) -> pl.Expr:
    """Costs by the scale in force on the due date."""
    found: pl.Expr = pl.lit(0, pl.Int64)
    for dated in table.values:
        assert isinstance(dated.value, CostScale), f"{table.rule_id} holds no scale"
        found = pl.when(_in_force(dated.valid_from)).then(scale_amount(base, dated.value)).otherwise(found)
    return found


def _vat(law: Law) -> pl.Expr:
    rate: pl.Expr = pl.lit(0, pl.Int64)
    for dated in law.table(VAT_RULE).values:
        assert isinstance(dated.value, int), f"{VAT_RULE} holds no rate"
        rate = pl.when(_in_force(dated.valid_from)).then(dated.value).otherwise(rate)
    return share_of(pl.col("amount"), rate)


def _in_force(valid_from: date) -> pl.Expr:
    return pl.col("due_date") >= valid_from
