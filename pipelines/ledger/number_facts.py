"""Facts with numbers in place of ids, in the order in which the ledger takes them: the book that the engine replays."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from mappings.regimes import REGIMES
from pipelines.ledger.facts import CLAIMS, COSTS, CREDIT_NOTES, DOSSIERS, PAYMENTS, Facts, complete
from pipelines.ledger.list_rates import Rates
from pipelines.ledger.list_stretches import list_stretches
from pipelines.ledger.number_ids import number_ids

COMPOUNDING_MONTHS = {"none": 0, "monthly": 1, "yearly": 12}
"""Months after which interest starts to bear interest; 0 for never."""

_REGIME = pl.Enum(list(REGIMES))
_SOURCE = ("d", "c", "day", "is_payment", "payment_id", "amount_cents", "as_of")
_DAYS = 2**22
"""More days than there are between any two dates."""


@dataclass(frozen=True)
class Book:
    """The facts, numbered; each number is the row number of its frame.

    Args:
        dossiers: `d` and the terms.
        claims: `c` (by dossier, due date, id), `d`, and what interest and allocation need.
        costs: `k` (by dossier, claim, due date, id), `d`, `c`, and what measuring needs.
        cost_claims: `k`, `c`: claims that a cost by the Dutch scale is measured on.
        sources: Credit notes and payments: `s` (in order of effect), `d`, `c`, `day`, `is_payment`, `amount`,
            `payment_id`.
        stretches: Stretches that the claims point at.
    """

    dossiers: pl.DataFrame
    claims: pl.DataFrame
    costs: pl.DataFrame
    cost_claims: pl.DataFrame
    sources: pl.DataFrame
    stretches: pl.DataFrame


def number_facts(facts: Facts, rates: Rates) -> Book:
    """The book of all facts that count on the day of each dossier's statement.

    Args:
        facts: Facts of many dossiers.
        rates: Rates of every regime.

    Returns:
        The book; facts with an effective date after the day of the statement are left out.
    """
    dossiers = _number_dossiers(facts.dossiers)
    with ThreadPoolExecutor(max_workers=1) as pool:
        payments = pool.submit(_find_dossiers, complete(facts.payments, PAYMENTS), dossiers)
        claims, stretches = _number_claims(complete(facts.claims, CLAIMS), dossiers, rates)
    ids = claims.select("d", "claim_id", "c")
    costs = _number_costs(complete(facts.costs, COSTS), dossiers, ids)
    cost_claims = (
        costs.filter(pl.col("kind") == "nl_bik")
        .select("k", "d", "claim_ids")
        .explode("claim_ids")
        .join(ids, left_on=["d", "claim_ids"], right_on=["d", "claim_id"])
        .select("k", "c")
    )
    notes = _find_dossiers(complete(facts.credit_notes, CREDIT_NOTES), dossiers)
    sources = _number_sources(payments.result(), notes, claims)
    return Book(dossiers, claims, costs.drop("claim_ids"), cost_claims, sources, stretches)


def _number_dossiers(dossiers: pl.DataFrame) -> pl.DataFrame:
    return (
        complete(dossiers, DOSSIERS)
        .with_row_index("d")
        .with_columns(
            by_bucket=pl.col("across") == "bucket_by_bucket", keep_costs=pl.col("keep_costs").fill_null(value=False)
        )
        .drop("across")
    )


def _number_claims(claims: pl.DataFrame, dossiers: pl.DataFrame, rates: Rates) -> tuple[pl.DataFrame, pl.DataFrame]:
    is_contract = pl.col("regime") == "contract"
    interest_from = pl.coalesce("interest_from", pl.from_epoch(pl.col("due_date").to_physical() + 1, time_unit="d"))
    added = pl.col("surcharge_ppm").fill_null(0) + pl.when(is_contract).then(pl.col("rate_ppm")).otherwise(0)
    numbered = (
        _find_dossiers(claims, dossiers)
        .pipe(_sort, _place("due_date"), "claim_id")
        .with_columns(
            pl.col("regime").cast(_REGIME),
            code=pl.col("regime").cast(_REGIME).to_physical(),
            interest_from=interest_from,
            per_month=is_contract & (pl.col("rate_per").fill_null("year") == "month"),
        )
        .with_columns(
            opens=pl.min_horizontal("due_date", interest_from),
            counts_day=pl.coalesce(
                "payment_day_counts", _by_regime({name: one.payment_day_counts for name, one in REGIMES.items()})
            ),
            cap_months=pl.coalesce(
                pl.col("compounding").replace_strict(COMPOUNDING_MONTHS, return_dtype=pl.Int32),
                _by_regime({name: COMPOUNDING_MONTHS[one.compounding] for name, one in REGIMES.items()}),
            ).cast(pl.Int32),
            act_act=pl.col("day_count").fill_null("act_365") == "act_act",
            full_month=pl.col("per_month") & (pl.col("part_month").fill_null("pro_rata") == "full"),
            series=rates.series_of(pl.col("regime"), pl.col("contract_date")),
            added_ppm=added,
            **{name: pl.lit(dossiers[name]).gather(pl.col("d")) for name in ("rounding", "keep_costs")},
        )
    )
    pointing, stretches = list_stretches(numbered, rates.periods)
    numbered = pointing.with_row_index("c").select(
        *("c", "d", "claim_id", "regime", "rounding", "as_of", "end_date", "due_date", "interest_from", "opens"),
        *("counts_day", "stretch", "keep_costs", "principal_cents"),
    )
    return numbered, stretches


def _by_regime(values: Mapping[str, object]) -> pl.Expr:
    """What each regime says, where the claim does not."""
    return pl.lit(pl.Series([values[name] for name in REGIMES])).gather(pl.col("code"))


def _number_costs(costs: pl.DataFrame, dossiers: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    is_amount = pl.col("kind") == "amount"
    return (
        _find_dossiers(costs, dossiers)
        .filter(pl.col("due_date") <= pl.col("as_of"))
        .pipe(_name_claims, ids)
        .with_columns(c=pl.when(pl.col("kind") != "nl_bik").then("c"))
        .sort("d", "c", "due_date", "cost_id", nulls_last=False)
        .with_row_index("k")
        .select(
            *("k", "d", "c", "cost_id", "kind", "claim_ids", "due_date", "with_vat", "limit_cents"),
            *("clause_ppm", "clause_minimum_cents", "is_consumer"),
            base=pl.lit(0, pl.Int64),
            amount=pl.when(is_amount).then("amount_cents").otherwise(0),
            vat=pl.lit(0, pl.Int64),
            paid=pl.lit(0, pl.Int64),
            waived=pl.lit(0, pl.Int64),
        )
    )


def _find_dossiers(rows: pl.DataFrame, dossiers: pl.DataFrame) -> pl.DataFrame:
    """Rows of these dossiers, with the number `d` and the day `as_of` of theirs."""
    found = rows.with_columns(d=number_ids(rows["dossier_id"], dossiers["dossier_id"])).drop("dossier_id")
    if found["d"].has_nulls():
        found = found.drop_nulls("d")
    return found.with_columns(as_of=pl.lit(dossiers["as_of"]).gather(pl.col("d")))


def _number_sources(payments: pl.DataFrame, notes: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Credit notes and payments in the order in which they take effect; a note from the start moves to that start."""
    ids = claims.select("d", "claim_id", "c")
    paid = payments.with_columns(is_payment=pl.lit(value=True), day="effective_date")
    rows = paid.pipe(_name_claims, ids).select(_SOURCE)
    if notes.height:
        start = pl.lit(claims["interest_from"]).gather(pl.col("c"))
        from_start = pl.when(pl.col("is_from_start").fill_null(value=False)).then(start)
        noted = notes.with_columns(is_payment=pl.lit(value=False)).pipe(_name_claims, ids)
        noted = noted.with_columns(day=pl.min_horizontal("effective_date", from_start))
        rows = pl.concat([rows, noted.select(_SOURCE)])
    return (
        rows.filter(pl.col("day") <= pl.col("as_of"))
        .drop("as_of")
        .pipe(_sort, _place("day") * 2 + pl.col("is_payment"), "payment_id")
        .with_row_index("s")
        .rename({"amount_cents": "amount"})
    )


def _name_claims(rows: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """Rows with the number `c` of the claim that they name, empty for those that name none."""
    if rows["claim_id"].null_count() == rows.height:
        return rows.with_columns(c=pl.lit(None, pl.UInt32))
    return rows.join(ids, on=["d", "claim_id"], how="left")


def _place(day: str) -> pl.Expr:
    return pl.col("d").cast(pl.Int64) * _DAYS + pl.col(day).to_physical()


def _sort(rows: pl.DataFrame, place: pl.Expr, name: str) -> pl.DataFrame:
    """Rows by place, then by name: names are compared only where the place is the same."""
    places = rows.select(place.alias("place")).to_series()
    order = places.arg_sort()
    places = places.gather(order)
    is_tied = ((places == places.shift(1)) | (places == places.shift(-1))).fill_null(value=False)
    if is_tied.any():
        tied = pl.DataFrame({"row": order.filter(is_tied), "place": places.filter(is_tied)})
        by_name = tied.with_columns(rows[name].gather(tied["row"])).sort("place", name)
        order = order.scatter(is_tied.arg_true(), by_name["row"])
    return rows[order].with_columns(pl.col("d").set_sorted())
