"""An invented stock of dossiers for the benchmarks: the same for the same size, on every machine."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl

from pipelines.ledger.facts import Facts

AS_OF: Final = date(2026, 11, 20)
"""Day of the statement."""

_TEN_YEARS: Final = 3652
_PRIME: Final = 2**31 - 1
_CLAIM_DAYS: Final = 60
"""Claims of a dossier fall due within so many days."""


def invent_stock(claim_count: int, *, with_costs: bool = False) -> Facts:
    """Dossiers of up to ten years old, with eight claims to five dossiers and six payments to five claims.

    Dutch consumer claims and, every third dossier, commercial ones. Payments come after the last claim has fallen due.

    Args:
        claim_count: Number of claims.
        with_costs: Whether each dossier also has collection costs by the Dutch scale.

    Returns:
        Facts for the ledger.
    """
    dossiers = _invent_dossiers(claim_count * 5 // 8)
    claims = _invent_claims(claim_count, dossiers)
    facts = Facts(
        dossiers.select("dossier_id", "order", "across", "rounding", "as_of"),
        claims,
        payments=_invent_payments(claim_count * 6 // 5, dossiers),
    )
    if not with_costs:
        return facts
    costs = claims.group_by("dossier_id", maintain_order=True).agg(
        claim_ids=pl.col("claim_id"),
        due_date=pl.col("due_date").max() + timedelta(days=30),
        cost_id=pl.lit("costs"),
        kind=pl.lit("nl_bik"),
        with_vat=pl.lit(value=True),
    )
    return Facts(facts.dossiers, claims, costs, facts.payments)


def _invent_dossiers(count: int) -> pl.DataFrame:
    number = pl.int_range(count, eager=True)
    return pl.DataFrame({"number": number}).select(
        "number",
        dossier_id=pl.format("{}", pl.col("number") + 1_000_000_000),
        opened=pl.lit(AS_OF - timedelta(days=_TEN_YEARS)) + pl.duration(days=scatter(number, 1, _TEN_YEARS - 120)),
        regime=pl.when(pl.col("number") % 3 == 0).then(pl.lit("nl_commercial")).otherwise(pl.lit("nl_consumer")),
        order=pl.lit(["costs", "interest", "principal"]),
        across=pl.lit("claim_by_claim"),
        rounding=pl.lit("line"),
        as_of=pl.lit(AS_OF),
    )


def _invent_claims(count: int, dossiers: pl.DataFrame) -> pl.DataFrame:
    number = pl.int_range(count, eager=True)
    owner = dossiers[number % dossiers.height]
    return owner.select(
        "dossier_id",
        "regime",
        claim_id=pl.format("creditor:{}", number),
        principal_cents=1_000 + scatter(number, 2, 500_000),
        due_date=pl.col("opened") + pl.duration(days=scatter(number, 3, _CLAIM_DAYS)),
    )


def _invent_payments(count: int, dossiers: pl.DataFrame) -> pl.DataFrame:
    number = pl.int_range(count, eager=True)
    owner = dossiers[scatter(number, 4, dossiers.height)]
    first = pl.col("opened") + timedelta(days=_CLAIM_DAYS)
    span = (pl.lit(AS_OF) - first).dt.total_days()
    return owner.select(
        "dossier_id",
        payment_id=pl.format("payment-{}", number),
        claim_id=pl.lit(None, pl.String),
        amount_cents=500 + scatter(number, 5, 60_000),
        effective_date=first + pl.duration(days=scatter(number, 6, 1_000_000) % span),
    )


def scatter(number: pl.Series, seed: int, below: int) -> pl.Series:
    """Whole numbers from 0 up to a bound, scattered.

    Args:
        number: Numbers of the rows.
        seed: Another one scatters otherwise.
        below: First number that is too large.
    """
    mixed = number + seed * 1_000_003
    for _ in range(3):
        mixed = (mixed * mixed + 2_654_435_761 * (mixed + 1)) % _PRIME
    return mixed % below
