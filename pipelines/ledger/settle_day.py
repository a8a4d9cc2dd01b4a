"""The stage `ledger` on a business date: facts assembled, settled, and shaped as the tables of the warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from mappings.law import Law
from pipelines.ledger.count_ledger import count_ledger
from pipelines.ledger.state_day import state_day


def settle_day(
    facts: Mapping[str, pl.DataFrame], terms: pl.DataFrame, law: Law, *, business_date: date
) -> dict[str, pl.DataFrame]:
    """The ledger of a business date. Its interest lines stay in the engine: whoever shows them asks `state_day`.

    Args:
        facts: `claims`, `debtors`, `payments` and `events` of `canonical`, as known on the date.
        terms: Terms of the creditors (`mappings.terms.TERMS`).
        law: Law tables.
        business_date: Day of the statement.

    Returns:
        `balances`, `dossiers`, `costs`, `allocations` and `gates`, each as its table, and `controls`.

    Raises:
        LawGapError: A rate or scale is needed on a day that the law tables do not cover.
    """
    day = state_day(facts, terms, law, business_date=business_date)
    tables = day.tables()
    payments = facts["payments"].filter(pl.col("known_at") <= business_date)
    counted = {**tables, "claims": day.claims, "payments": _in_dossiers(payments, day.claims)}
    return {**tables, "controls": count_ledger(counted, business_date=business_date)}


def _in_dossiers(payments: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    return payments.join(claims.select("dossier_id").unique(), on="dossier_id", how="semi")
