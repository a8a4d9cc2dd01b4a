"""Facts with numbers in place of ids, in the order in which the ledger takes them: the book that the engine replays."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from mappings.regimes import REGIMES
from pipelines.ledger.facts import CLAIMS, COSTS, CREDIT_NOTES, DOSSIERS, PAYMENTS, Facts, complete
from pipelines.ledger.list_rates import Rates

COMPOUNDING_MONTHS = {"none": 0, "monthly": 1, "yearly": 12}
"""Months after which interest starts to bear interest; 0 for never."""


@dataclass(frozen=True)
class Book:
    """The facts, numbered.

    Args:
        dossiers: `d`, the terms, and the place of each bucket in the order.
        claims: `c` (by dossier, due date, id), `d`, and what interest and allocation need.
        costs: `k` (by dossier, claim, due date, id), `d`, `c`, and what measuring needs.
        cost_claims: `k`, `c`: claims that a cost by the Dutch scale is measured on.
        sources: Credit notes and payments: `s` (in order of effect), `d`, `c`, `day`, `is_payment`, `amount`,
            `payment_id`.
    """

    dossiers: pl.DataFrame
    claims: pl.DataFrame
    costs: pl.DataFrame
    cost_claims: pl.DataFrame
    sources: pl.DataFrame


def number_facts(facts: Facts, rates: Rates) -> Book:
    """The book of all facts that count on the day of each dossier's statement.

    Args:
        facts: Facts of many dossiers.
        rates: Rates of every regime.

    Returns:
        The book; facts with an effective date after the day of the statement are left out.
    """
    dossiers = _number_dossiers(facts.dossiers)
    numbers = dossiers.select("dossier_id", "d", "as_of")
    claims = _number_claims(complete(facts.claims, CLAIMS), dossiers, rates)
    ids = claims.select("d", "claim_id", "c")
    costs = _number_costs(complete(facts.costs, COSTS), numbers, ids)
    cost_claims = (
        costs.filter(pl.col("kind") == "nl_bik")
        .select("k", "d", "claim_ids")
        .explode("claim_ids")
        .join(ids, left_on=["d", "claim_ids"], right_on=["d", "claim_id"])
        .select("k", "c")
    )
    sources = _number_sources(facts, numbers, claims)
    return Book(dossiers, claims, costs.drop("claim_ids"), cost_claims, sources)


def _number_dossiers(dossiers: pl.DataFrame) -> pl.DataFrame:
    place = {
        f"{bucket}_place": pl.col("order").list.eval(pl.element() == bucket).list.arg_max().cast(pl.Int8)
        for bucket in ("costs", "interest", "principal")
    }
    return (
        complete(dossiers, DOSSIERS)
        .sort("dossier_id")
        .with_row_index("d")
        .with_columns(
            by_bucket=pl.col("across") == "bucket_by_bucket",
            keep_costs=pl.col("keep_costs").fill_null(value=False),
            **place,
        )
        .drop("order", "across")
    )


def _number_claims(claims: pl.DataFrame, dossiers: pl.DataFrame, rates: Rates) -> pl.DataFrame:
    terms = dossiers.select(
        *("dossier_id", "d", "as_of", "rounding", "by_bucket", "keep_costs"),
        *("costs_place", "interest_place", "principal_place"),
    )
    counts = {name: regime.payment_day_counts for name, regime in REGIMES.items()}
    compounding = {name: regime.compounding for name, regime in REGIMES.items()}
    regime = pl.col("regime")
    is_contract = regime == "contract"
    per_month = is_contract & (pl.col("rate_per").fill_null("year") == "month")
    interest_from = pl.coalesce("interest_from", pl.col("due_date").dt.offset_by("1d"))
    added = pl.col("surcharge_ppm").fill_null(0) + pl.when(is_contract).then(pl.col("rate_ppm")).otherwise(0)
    return (
        claims.join(terms, on="dossier_id", how="inner")
        .sort("d", "due_date", "claim_id")
        .with_row_index("c")
        .with_columns(
            interest_from=interest_from,
            opens=pl.min_horizontal("due_date", interest_from),
            counts_day=pl.coalesce("payment_day_counts", regime.replace_strict(counts)).cast(pl.Int8),
            cap_months=pl.coalesce("compounding", regime.replace_strict(compounding)).replace_strict(
                COMPOUNDING_MONTHS, return_dtype=pl.Int32
            ),
            act_act=pl.col("day_count").fill_null("act_365") == "act_act",
            per_month=per_month,
            full_month=per_month & (pl.col("part_month").fill_null("pro_rata") == "full"),
            series=rates.series_of(regime, pl.col("contract_date")),
            added_ppm=added,
        )
        .select(
            *("c", "d", "claim_id", "regime", "rounding", "as_of", "end_date", "due_date"),
            *("interest_from", "opens", "counts_day", "cap_months", "act_act", "per_month", "full_month"),
            *("series", "added_ppm", "by_bucket", "keep_costs"),
            *("costs_place", "interest_place", "principal_place", "principal_cents"),
        )
    )


def _number_costs(costs: pl.DataFrame, numbers: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    is_amount = pl.col("kind") == "amount"
    return (
        costs.join(numbers, on="dossier_id", how="inner")
        .filter(pl.col("due_date") <= pl.col("as_of"))
        .join(ids, on=["d", "claim_id"], how="left")
        .with_columns(c=pl.when(pl.col("kind") != "nl_bik").then("c"))
        .sort("d", "c", "due_date", "cost_id", nulls_last=False)
        .with_row_index("k")
        .select(
            *("k", "d", "c", "cost_id", "kind", "claim_ids", "due_date", "with_vat"),
            *("clause_ppm", "clause_minimum_cents", "is_consumer"),
            base=pl.lit(0, pl.Int64),
            amount=pl.when(is_amount).then("amount_cents").otherwise(0),
            vat=pl.lit(0, pl.Int64),
            paid=pl.lit(0, pl.Int64),
            waived=pl.lit(0, pl.Int64),
        )
    )


def _number_sources(facts: Facts, numbers: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Credit notes and payments in the order in which they take effect; a note from the start moves to that start."""
    notes = complete(facts.credit_notes, CREDIT_NOTES).with_columns(is_payment=pl.lit(value=False))
    payments = complete(facts.payments, PAYMENTS).with_columns(is_from_start=False, is_payment=pl.lit(value=True))
    start = pl.when(pl.col("is_from_start").fill_null(value=False)).then("interest_from")
    return (
        pl.concat([notes, payments.select(notes.columns)])
        .join(numbers, on="dossier_id", how="inner")
        .join(claims.select("d", "claim_id", "c", "interest_from"), on=["d", "claim_id"], how="left")
        .with_columns(day=pl.min_horizontal("effective_date", start))
        .filter(pl.col("day") <= pl.col("as_of"))
        .sort("d", "day", "is_payment", "payment_id")
        .with_row_index("s")
        .select("s", "d", "c", "day", "is_payment", "payment_id", amount="amount_cents")
    )
