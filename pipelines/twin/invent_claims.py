"""Invented claims with their debtors and what the creditor did before."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from mappings.fields import CLAIM_FIELDS
from mappings.twin_words import Words
from pipelines.twin.draws import Draws
from pipelines.twin.invent_debtors import invent_debtors

REFERENCE_DATE: Final = date(2026, 11, 16)
"""The day that all dates of synthetic files are counted back from."""

_CLAIMS_PER_DEBTOR: Final = (8, 5)
# How many percent of the claims that are old enough have had a step of the creditor, and how long after the due date.
_HISTORY: Final = {
    "reminder_date": (70, 10, 25),
    "first_reminder_date": (80, 8, 20),
    "notice_date": (45, 26, 60),
    "demand_date": (20, 90, 120),
    "last_demand_date": (14, 125, 170),
    "transferred_date": (6, 190, 260),
}


def invent_claims(
    *,
    creditor_id: str,
    country: str,
    seed: int,
    count: int,
    words: dict[str, Words],
    types: dict[str, int],
    first: int = 0,
) -> pl.DataFrame:
    """Claims of a creditor; a claim is the same whatever the count.

    Args:
        creditor_id: Whose claims.
        country: Country of the debtors.
        seed: Seed.
        count: How many.
        words: Words by language of the debtors.
        types: Weight of each type of debtor.
        first: How many claims come before the first one that is returned.

    Returns:
        One row per claim with every field of `ClaimRecord`; a debtor's claims stand together.
    """
    draws = Draws(seed, creditor_id)
    total = first + count
    many, few = _CLAIMS_PER_DEBTOR
    debtors = invent_debtors(
        draws, country=country, count=total * few // many + 1, words=words, types=types
    ).with_row_index("debtor_number")
    claims = _claims(draws, total, words).with_columns(
        debtor_number=(pl.int_range(total) * few // many).cast(pl.get_index_type())
    )
    joined = claims.join(debtors, on="debtor_number", how="left", maintain_order="left").slice(first)
    return _with_history(joined, draws, first, country).select(
        pl.col(name).cast(field.dtype) if name in joined.columns or name in _HISTORY or name in _MORE
        else pl.lit(None, field.dtype).alias(name)
        for name, field in CLAIM_FIELDS.items()
    )  # fmt: skip


_MORE: Final = ("notice_channel", "currency", "clause_ppm", "clause_minimum_cents")


def _claims(draws: Draws, count: int, words: dict[str, Words]) -> pl.DataFrame:
    products = next(iter(words.values())).lists["products"]
    due = pl.lit(REFERENCE_DATE) - pl.duration(days=pl.lit(draws.numbers("age", 4, 620, count)))
    return pl.DataFrame({"number": pl.int_range(1, count + 1, eager=True)}).select(
        claim_reference=pl.format("F{}", (pl.col("number") + 260_000_000).cast(pl.String)),
        principal_cents=draws.amounts("principal", count),
        due_date=due,
        invoice_date=due - pl.duration(days=14),
        contract_reference="C" + (pl.col("number") // 2 + 50_000).cast(pl.String),
        product=draws.choose("product", products, count),
        description=draws.choose("product", products, count) + " " + (due - pl.duration(days=14)).dt.strftime("%m-%Y"),
    )


def _with_history(claims: pl.DataFrame, draws: Draws, first: int, country: str) -> pl.DataFrame:
    """The claims with the steps that the creditor took; one that needs another is only there with it."""
    total = first + claims.height
    dates = {}
    for name, (percent, low, high) in _HISTORY.items():
        taken = draws.chance(f"{name}/taken", percent, total).slice(first)
        days = pl.lit(draws.numbers(f"{name}/days", low, high, total).slice(first))
        on = pl.col("due_date") + pl.duration(days=days)
        dates[name] = pl.when(taken & (on < REFERENCE_DATE)).then(on)
    told = claims.with_columns(**dates)
    before = pl.col("first_reminder_date" if country == "be" else "notice_date").is_not_null()
    return told.with_columns(
        pl.when(before | (pl.col("debtor_type") == "business")).then(name).alias(name)
        for name in ("demand_date", "last_demand_date", "transferred_date")
    ).with_columns(
        notice_channel=draws.choose("channel", ["print", "email"], total).slice(first),
        currency=pl.lit("EUR"),
        clause_ppm=pl.lit(100_000, pl.Int64),
        clause_minimum_cents=pl.lit(2_000, pl.Int64),
    )
