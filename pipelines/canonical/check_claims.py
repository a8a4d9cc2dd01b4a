"""Claims against the stock: what is new, what came before, and what came before with other content."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.delivery import Stock
from pipelines.canonical.derive_events import derive_events
from warehouse.findings import CODES

CLAIM_CONTENT: Final = (
    "debtor_id",
    "dossier_key",
    "contract_reference",
    "contract_date",
    "product",
    "description",
    "invoice_date",
    "due_date",
    "interest_from",
    "principal_cents",
    "clause_ppm",
    "clause_minimum_cents",
)
"""What makes a claim the same claim; `extra` does not."""

DEBTOR_CONTENT: Final = (
    "debtor_id",
    "debtor_reference",
    "debtor_type",
    "name",
    "birth_date",
    "language",
    "street",
    "house_number",
    "postcode",
    "city",
    "country",
    "email",
    "phone",
    "company_number",
    "vat_number",
    "iban",
)
"""What makes a version of a debtor the same version."""


def check_claims(claims: pl.DataFrame, stock: Stock) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The claims to book, and a fault for every other one: 3001 when it is the same, 3002 when it differs.

    The first record of a claim counts. A later one is the same when the claim, each date of what was done before, and
    the debtor, in any version that was known by then, are the same.

    Args:
        claims: Valid claim records with their ids, in order of delivery and line.
        stock: What was booked before.

    Returns:
        The new claims, in the same order, and the `FAULTS` of the others.
    """
    known = stock.claims["claim_id"]
    is_new = claims["claim_id"].is_first_distinct()
    if known.len():
        is_new &= ~claims["claim_id"].is_in(known.implode())
    if is_new.all():
        return claims, pl.DataFrame(schema=FAULTS)
    new, again = claims.filter(is_new), claims.filter(~is_new)
    before = stock.claims.join(again.select("claim_id"), on="claim_id", how="semi")
    differences = pl.concat(
        [_other_claims(again, new, before), _other_debtors(again, new, stock), _other_events(again, new, stock)]
    )
    told = differences.group_by("row_key").agg(detail=pl.col("difference").unique().sort().str.join(", "))
    faults = again.select("row_key").join(told, on="row_key", how="left", maintain_order="left")
    is_same = pl.col("detail").is_null()
    return new, faults.select(
        "row_key",
        code=pl.when(is_same).then(CODES["known"]).otherwise(CODES["differs"]).cast(pl.Int64),
        field=pl.lit("claim_reference"),
        detail=pl.when(~is_same).then("Different: " + pl.col("detail") + "."),
    )


def _other_claims(again: pl.DataFrame, new: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Fields of the claim that differ from those of the claim that counts."""
    counts = pl.concat([before.select("claim_id", *CLAIM_CONTENT), new.select("claim_id", *CLAIM_CONTENT)])
    met = again.join(counts, on="claim_id", suffix=" before")
    return pl.concat(
        met.filter(pl.col(name).ne_missing(pl.col(f"{name} before"))).select("row_key", difference=pl.lit(name))
        for name in CLAIM_CONTENT
    )


def _other_debtors(again: pl.DataFrame, new: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """Records whose debtor has never been known with this content."""
    asked = again.select("debtor_id")
    known = stock.debtors.join(asked, on="debtor_id", how="semi").select(*DEBTOR_CONTENT, known_by=pl.lit(0, pl.Int64))
    added = new.join(asked, on="debtor_id", how="semi").select(*DEBTOR_CONTENT, known_by="sequence")
    versions = pl.concat([known, added]).group_by(DEBTOR_CONTENT).agg(pl.col("known_by").min())
    met = again.join(versions, on=DEBTOR_CONTENT, how="left", nulls_equal=True)
    is_known = (pl.col("known_by") <= pl.col("sequence")).fill_null(value=False)
    return met.filter(~is_known).select("row_key", difference=pl.lit("debtor"))


def _other_events(again: pl.DataFrame, new: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """Dates of what was done before that were not booked."""
    place = ["event_id", "effective_date"]
    booked = pl.concat([stock.events.select(place), derive_events(new).select(place)])
    return derive_events(again).join(booked, on=place, how="anti").select("row_key", difference="kind")
