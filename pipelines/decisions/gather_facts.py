"""The step that gathers what the rules of profiles may read: one row of facts per dossier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from mappings.profile_facts import FACT_SCHEMA
from pipelines.decisions.cover_claims import cover_claims
from pipelines.decisions.date_events import date_events
from pipelines.decisions.find_stops import find_stops
from pipelines.decisions.keep_current import keep_current

KEYS = ("business_date", "dossier_id", "debtor_id")
"""Columns that stand before the facts."""


def gather_facts(tables: Mapping[str, pl.DataFrame], *, business_date: date) -> pl.DataFrame:
    """The documented facts of every dossier on the business date.

    Args:
        tables: By name: `dossiers`, `balances` and `gates` of the business date; `claims`, `debtors` (all versions; the
            newest known one counts), `payments`; `events` that count (first result of `divide_events`); `creditors`,
            the settings of each: creditor_id, country, bailiff_office, threshold_cents, asks_collection_costs; `terms`
            of the notices: event_id, until_date.
        business_date: Day that is decided.

    Returns:
        One row per dossier: `KEYS` and then the facts of `mappings.profile_facts.FACTS`, sorted by dossier_id.
    """
    dossiers, balances, claims = tables["dossiers"], tables["balances"], tables["claims"]
    events = keep_current(tables["events"], balances, claims)
    parts = (
        (_debtors(tables["debtors"], business_date), "debtor_id"),
        (_creditors(tables["creditors"]), "creditor_id"),
        (_products(claims), "dossier_id"),
        (_money(tables["payments"], business_date), "dossier_id"),
        (find_stops(events, business_date=business_date), "dossier_id"),
        (date_events(events, tables["terms"]), "dossier_id"),
        (cover_claims(balances, claims, events, business_date=business_date), "dossier_id"),
        (_limitations(tables["gates"]), "dossier_id"),
    )
    gathered = dossiers
    for part, key in parts:
        gathered = gathered.join(part, on=key, how="left", validate="m:1")
    filled = gathered.with_columns(
        pl.col("payment_count", "reversal_count").fill_null(0),
        pl.col("has_email", "has_address", "has_bailiff_office", "asks_collection_costs").fill_null(value=False),
        days_overdue=(pl.lit(business_date) - pl.col("oldest_due_date")).dt.total_days(),
        days_since_payment=(pl.lit(business_date) - pl.col("last_payment_date")).dt.total_days(),
        age_years=_age(business_date),
    )
    return filled.select(*KEYS, *(pl.col(name).cast(dtype) for name, dtype in FACT_SCHEMA.items())).sort("dossier_id")


def _limitations(gates: pl.DataFrame) -> pl.DataFrame:
    """The oldest limitation among a dossier's claims: what asks for money may not name such a claim."""
    passed = gates.filter(gate="limitation_passed").sort("since_date", "claim_id")
    return passed.group_by("dossier_id", maintain_order=True).agg(
        limited_since=pl.col("since_date").first(), limitation_rule=pl.col("rule_id").first()
    )


def _creditors(creditors: pl.DataFrame) -> pl.DataFrame:
    """The settings of creditors that rules may read."""
    return creditors.select(
        "creditor_id",
        country="country",
        has_bailiff_office=pl.col("bailiff_office").is_not_null(),
        creditor_threshold_cents=pl.col("threshold_cents").fill_null(0),
        asks_collection_costs="asks_collection_costs",
    )


def _debtors(debtors: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """The newest version of each debtor that was known on the business date."""
    return (
        debtors.filter(pl.col("known_at") <= business_date)
        .sort("delivery_id", "line_number")
        .unique("debtor_id", keep="last", maintain_order=True)
        .select(
            "debtor_id",
            "debtor_type",
            "language",
            "postcode",
            "birth_date",
            debtor_country="country",
            postcode_digits=pl.col("postcode").str.extract(r"(\d+)").cast(pl.Int64, strict=False),
            has_email=pl.col("email").is_not_null(),
            has_address=pl.col("postcode").is_not_null() & pl.col("city").is_not_null(),
        )
    )


def _products(claims: pl.DataFrame) -> pl.DataFrame:
    """The product of a dossier, where all its claims name the same one."""
    one = pl.when(pl.col("product").n_unique() == 1).then(pl.col("product").first())
    return claims.group_by("dossier_id").agg(product=one)


def _money(payments: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Counts and newest days of payments that stand, and of reversals."""
    known = payments.filter((pl.col("known_at") <= business_date) & (pl.col("effective_date") <= business_date))
    reversals = known.filter(kind="reversal")
    standing = known.filter(kind="payment").join(
        reversals, left_on="payment_id", right_on="reverses_payment_id", how="anti"
    )
    paid = standing.group_by("dossier_id").agg(payment_count=pl.len(), last_payment_date=pl.col("effective_date").max())
    taken_back = reversals.group_by("dossier_id").agg(
        reversal_count=pl.len(), last_reversal_date=pl.col("effective_date").max()
    )
    # Money in suspense has no dossier and would only meet other money in suspense.
    return paid.join(taken_back, on="dossier_id", how="full", coalesce=True).drop_nulls("dossier_id")


def _age(business_date: date) -> pl.Expr:
    """Full years since the day of birth."""
    born = pl.col("birth_date")
    had_birthday = (
        born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    ) <= business_date.month * 100 + business_date.day
    return business_date.year - born.dt.year() - (~had_birthday).cast(pl.Int32)
