"""From the canonical tables to what the ledger takes in: the facts that count on a business date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from mappings.law import Law
from pipelines.ledger.cover_notices import cover_notices, list_void_notices
from pipelines.ledger.date_limitation import date_limitation
from pipelines.ledger.facts import Facts
from pipelines.ledger.gate_contracts import gate_contracts
from pipelines.ledger.gate_costs import gate_costs
from pipelines.ledger.gate_interest import gate_interest
from pipelines.ledger.limit_acts import limit_acts

_TERMS = (
    *("country", "surcharge_ppm", "rate_ppm", "rate_per", "compounding", "part_month", "day_count"),
    *("regime_consumer", "regime_business", "bik_consumer", "bik_business", "vat_on_bik", "is_sme"),
    *("bik_accumulation", "limitation_class", "contract_approved_on", "older_contract_margin"),
)


def assemble_facts(tables: Mapping[str, pl.DataFrame], terms: pl.DataFrame, law: Law, *, business_date: date) -> Facts:
    """Facts of every dossier on a business date.

    Payments that were taken back are left out. Money that no dossier was found for is not in the ledger.

    Args:
        tables: By name: `claims`, `debtors` (all versions), `payments` and `events` of `canonical`.
        terms: Terms of the creditors (`mappings.terms.TERMS`).
        law: Law tables.
        business_date: Day of the statement.

    Returns:
        Input of `statement`, with `as_of` the business date. The claims also carry what `list_gates` reads.
    """
    claims = gate_contracts(_describe_claims(tables, terms), law, business_date=business_date)
    events = tables["events"].filter(pl.col("effective_date") <= business_date)
    covered = cover_notices(events, claims, terms, law)
    claims = gate_interest(claims, covered, business_date=business_date)
    void = list_void_notices(events, claims, terms, law)
    gated = date_limitation(_add_notices(claims, covered, void), events, law, business_date=business_date)
    return Facts(
        _list_dossiers(claims, terms, business_date),
        gated.join(_list_withdrawals(events, claims), on="claim_id", how="left"),
        pl.concat(
            [_list_posted(events, claims, law), gate_costs(claims, covered, law, business_date=business_date)],
            how="diagonal_relaxed",
        ),
        _list_payments(tables["payments"], claims),
        _list_credit_notes(tables["payments"], claims),
    )


def newest_debtors(debtors: pl.DataFrame) -> pl.DataFrame:
    """The newest version of each debtor.

    Args:
        debtors: `canonical.debtors`.
    """
    ordered = debtors.sort("debtor_id", "known_at", "delivery_id", "line_number")
    return ordered.unique("debtor_id", keep="last", maintain_order=True)


def _describe_claims(tables: Mapping[str, pl.DataFrame], terms: pl.DataFrame) -> pl.DataFrame:
    """Claims with the debtor's type and the creditor's terms."""
    types = newest_debtors(tables["debtors"]).select("debtor_id", is_consumer=pl.col("debtor_type") == "consumer")
    claims = tables["claims"].select(
        *("dossier_id", "claim_id", "creditor_id", "debtor_id", "delivery_id", "principal_cents", "due_date"),
        *("interest_from", "clause_ppm", "clause_minimum_cents", "contract_reference", "contract_date"),
        product=pl.col("product").str.to_lowercase(),
    )
    described = claims.join(types, on="debtor_id", how="left").join(
        terms.select("creditor_id", *_TERMS), on="creditor_id", how="left"
    )
    homeless = described.filter(pl.col("is_consumer").is_null() | pl.col("country").is_null())
    assert homeless.is_empty(), f"claims without debtor or terms: {homeless['claim_id'].head(3).to_list()}"
    # Belgian law itself keeps the older margin; for a Dutch contract it is practice, and the creditor's to follow.
    counts = (pl.col("country") == "be") | pl.col("older_contract_margin")
    return _class_products(described, terms).with_columns(
        regime=pl.when("is_consumer").then("regime_consumer").otherwise("regime_business"),
        contract_date=pl.when(counts).then("contract_date"),
    )


def _class_products(claims: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """Claims with the limitation class of their product, where the terms name one."""
    by_product = terms.select("creditor_id", "limitation_by_product").explode("limitation_by_product")
    classes = by_product.drop_nulls().select(
        "creditor_id",
        product=pl.col("limitation_by_product").struct.field("product"),
        _of_product=pl.col("limitation_by_product").struct.field("limitation_class"),
    )
    if classes.is_empty():
        return claims.drop("product")
    return (
        claims.join(classes, on=["creditor_id", "product"], how="left", maintain_order="left")
        .with_columns(limitation_class=pl.coalesce("_of_product", "limitation_class"))
        .drop("_of_product", "product")
    )


def _add_notices(claims: pl.DataFrame, covered: pl.DataFrame, void: pl.DataFrame) -> pl.DataFrame:
    """Claims with the first day on which their notice and their first reminder open costs, and with void ones."""
    kinds = {"notice": "fourteen_day_notice_sent", "reminder": "first_reminder_sent"}
    for name, kind in kinds.items():
        days = covered.filter(pl.col("kind") == kind).select("claim_id", pl.col("claimable_from").alias(f"{name}_from"))
        faults = void.filter(pl.col("kind") == kind).select("claim_id", pl.col("fault").alias(f"{name}_fault"))
        claims = claims.join(days, on="claim_id", how="left", maintain_order="left")
        if faults.is_empty():
            claims = claims.with_columns(pl.lit(None, pl.String).alias(f"{name}_fault"))
        else:
            claims = claims.join(faults, on="claim_id", how="left", maintain_order="left")
    return claims


def _list_dossiers(claims: pl.DataFrame, terms: pl.DataFrame, business_date: date) -> pl.DataFrame:
    return (
        claims.select("dossier_id", "creditor_id")
        .unique("dossier_id", keep="any")
        .join(terms, on="creditor_id")
        .select(
            *("dossier_id", "order", "across", "rounding"),
            keep_costs="keep_costs_on_withdrawal",
            as_of=pl.lit(business_date, pl.Date),
        )
    )


def _list_withdrawals(events: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The day on which each withdrawn claim ended; an event without a claim withdraws the dossier as then known."""
    withdrawals = events.filter(pl.col("kind") == "withdrawal")
    of_claim = withdrawals.filter(pl.col("claim_id").is_not_null()).select("claim_id", "effective_date")
    of_dossier = (
        withdrawals.filter(pl.col("claim_id").is_null())
        .select("dossier_id", "effective_date", event_delivery="delivery_id")
        .join(claims.select("dossier_id", "claim_id", "delivery_id"), on="dossier_id")
        .filter(pl.col("delivery_id") <= pl.col("event_delivery"))
        .select("claim_id", "effective_date")
    )
    return pl.concat([of_claim, of_dossier]).group_by("claim_id").agg(end_date=pl.col("effective_date").min())


def _list_posted(events: pl.DataFrame, claims: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Costs that were posted: a bailiff's act, at most its tariff; a court fee, the charge for a reversal."""
    vat = claims.select("dossier_id", with_vat="vat_on_bik").unique("dossier_id", keep="any")
    posted = (
        events.filter(pl.col("kind") == "cost_posted", pl.col("amount_cents") > 0)
        .join(vat, on="dossier_id")
        .select(
            *("dossier_id", "claim_id", "act", "with_vat"),
            cost_id="event_id",
            kind=pl.lit("amount"),
            due_date="effective_date",
            posted_cents="amount_cents",
        )
    )
    return limit_acts(posted, law).with_columns(amount_cents=pl.min_horizontal("posted_cents", "tariff_cents"))


def _list_payments(payments: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    taken_back = payments.filter(pl.col("kind") == "reversal").select(payment_id="reverses_payment_id")
    return (
        payments.filter(pl.col("kind") == "payment")
        .join(taken_back, on="payment_id", how="anti")
        .join(claims.select("dossier_id").unique(), on="dossier_id", how="semi")
        .select("dossier_id", "payment_id", "claim_id", "amount_cents", "effective_date")
    )


def _list_credit_notes(payments: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    taken_back = payments.filter(pl.col("kind") == "reversal").select(payment_id="reverses_payment_id")
    return (
        payments.filter(pl.col("kind") == "credit_note")
        .join(taken_back, on="payment_id", how="anti")
        .join(claims.select("dossier_id").unique(), on="dossier_id", how="semi")
        .select("dossier_id", "payment_id", "claim_id", "amount_cents", "effective_date", "is_from_start")
    )
