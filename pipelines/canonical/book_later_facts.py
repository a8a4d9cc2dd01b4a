"""Facts about claims that are known: payments and events, with those that had waited for these claims."""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from mappings.fields import FACT_FIELDS
from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.check_batches import check_batches
from pipelines.canonical.check_facts import check_credits, check_held, check_known
from pipelines.canonical.check_open import check_open
from pipelines.canonical.check_plans import check_plans
from pipelines.canonical.check_shares import check_shares
from pipelines.canonical.delivery import Stock
from pipelines.canonical.find_dossiers import find_dossiers
from pipelines.canonical.gather_source import PLACE
from pipelines.canonical.hold_facts import hold_facts
from pipelines.canonical.identify_facts import identify_facts, name_arrangements
from pipelines.canonical.match_payments import match_payments
from pipelines.canonical.match_reversals import match_reversals
from pipelines.canonical.recall_facts import recall_facts
from pipelines.canonical.split_records import SOURCES, split_facts
from warehouse.findings import CODES

RELEASED: Final = pl.Schema(
    {
        "delivery_id": pl.String,
        "first_delivery_id": pl.String,
        "line_number": pl.Int64,
        "record_type": pl.String,
        "fact_id": pl.String,
        "creditor_id": pl.String,
        "cents": pl.Int64,
        "code": pl.Int64,
        "detail": pl.String,
    }
)
"""Facts that had waited and were tried again: with which delivery, and what refuses them (no code: they are booked)."""

_WAITS: Final = (CODES["waits_for_claim"], CODES["waits_for_payment"])
_TOLD: Final = tuple(CODES[name] for name in ("no_home", "nothing_open"))


class BookedBatch(NamedTuple):
    """What became of the records of a batch.

    Args:
        facts: The new rows of the canonical tables, and of `inbox.waiting`.
        faults: `FAULTS` of the records of the batch.
        released: `RELEASED`.
    """

    facts: Stock
    faults: pl.DataFrame
    released: pl.DataFrame


def book_later_facts(
    facts: pl.DataFrame | None,
    stock: Stock,
    claims: pl.DataFrame,
    deliveries: pl.DataFrame,
    *,
    partner_kind: str,
    forms: pl.DataFrame | None = None,
) -> BookedBatch:
    """Payments and events of fact records, and of those that had waited; the faults of the others.

    Args:
        facts: Valid fact records in order of delivery and line; none where the feed books no facts.
        stock: What was booked before, the new claims included.
        claims: Rows of `canonical.claims` that are new.
        deliveries: `delivery_id`, `sequence` and `known_at` of the deliveries in the batch.
        partner_kind: Kind of the partner that sent them.
        forms: Forms of arrangements by creditor (`mappings.plan_rules.template_forms`); none where none is known.
    """
    own = None
    if facts is not None and facts.height:
        own = identify_facts(facts).with_columns(
            source=pl.lit(SOURCES[partner_kind]), first_delivery_id=pl.lit(None, pl.String)
        )
    recalled = _recalled(own, stock, claims, deliveries)
    parts = [part for part in (recalled, own) if part is not None]
    if not parts:
        return BookedBatch(Stock(), pl.DataFrame(schema=FAULTS), pl.DataFrame(schema=RELEASED))
    columns = [*PLACE, *FACT_FIELDS, "is_repeat_real", "fact_id", "source", "first_delivery_id"]
    lined_up = pl.concat([part.select(columns) for part in parts]).sort("sequence", "row_key")
    booked, faults = _book(name_arrangements(lined_up), stock, partner_kind, forms)
    waits = faults.filter(pl.col("code").is_in(_WAITS) & (pl.col("row_key") >= 0))
    if waits.height:
        held = hold_facts(lined_up.join(waits, on="row_key", how="semi", maintain_order="left"), waits)
        booked = booked.plus(Stock(waiting=held))
    is_own = pl.col("row_key") >= 0
    return BookedBatch(booked, faults.filter(is_own), _released(recalled, faults.filter(~is_own)))


def _recalled(
    own: pl.DataFrame | None, stock: Stock, claims: pl.DataFrame, deliveries: pl.DataFrame
) -> pl.DataFrame | None:
    """Facts that waited for what is new; none where nothing waits, as on most days."""
    if stock.waiting.is_empty() or (own is None and claims.is_empty()):
        return None
    paid = pl.Series("fact_id", [], pl.String) if own is None else own.filter(kind="payment")["fact_id"]
    recalled = recall_facts(stock.waiting, claims, paid, deliveries)
    return recalled if recalled.height else None


def _book(
    facts: pl.DataFrame, stock: Stock, partner_kind: str, forms: pl.DataFrame | None
) -> tuple[Stock, pl.DataFrame]:
    """Payments and events of facts, and the faults of the others."""
    is_bank = partner_kind == "bank"
    homed, lost = _match_bank(facts, stock) if is_bank else find_dossiers(facts, stock.claims)
    new, known = check_known(homed, stock)
    if is_bank:
        new, doubled = check_batches(new, stock.payments)
        known = pl.concat([known, doubled])
    new, unplanned = check_plans(new, forms, stock.events)
    new, exceeding = check_credits(new, stock, stock.claims)
    new, too_much = check_shares(new, stock)
    payments = _payments(new, stock) if (new["kind"] == "reversal").any() else stock.payments
    new, unfit = match_reversals(new, payments)
    waits = pl.concat([lost, _without_payment(facts, unfit, payments)])
    held = check_held(facts.join(waits.filter(pl.col("code").is_in(_WAITS)), on="row_key"), new, stock)
    waits = waits.join(held, on="row_key", how="anti", maintain_order="left")
    unfit = unfit.join(waits, on="row_key", how="anti", maintain_order="left")
    homeless = new.filter((pl.col("kind") == "payment") & pl.col("dossier_id").is_null())
    told = homeless.select(
        "row_key",
        code=pl.lit(CODES["no_home"], pl.Int64),
        field=pl.lit("dossier_reference"),
        detail=pl.lit(None, pl.String),
    )
    faults = [waits, held, known, unplanned, exceeding, too_much, unfit, told, check_open(new, stock)]
    return split_facts(new), pl.concat(faults)


def _match_bank(facts: pl.DataFrame, stock: Stock) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Entries of a bank with their dossiers; none is lost, as money without a home waits in suspense."""
    matched = match_payments(facts, stock.claims, stock.debtors)
    return matched.select(*facts.columns, "claim_id", "dossier_id", "match_rule"), pl.DataFrame(schema=FAULTS)


def _payments(new: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """Payments that a reversal can take back: those of the stock and the new ones, and the reversals in the stock."""
    paid = split_facts(
        new.filter(pl.col("kind") == "payment").with_columns(reverses_payment_id=pl.lit(None, pl.String))
    )
    return pl.concat([stock.payments, paid.payments])


def _without_payment(facts: pl.DataFrame, unfit: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """Reversals that fit no payment and name one that nobody has heard of: it can still come.

    A bank tells of payments before it takes them back; what it names otherwise is not ours.
    """
    if unfit.is_empty():
        return unfit
    named = facts.filter(pl.col("source") != SOURCES["bank"]).select(
        "row_key", payment_id=pl.concat_str("partner_id", "reverses_reference", separator=":")
    )
    early = named.drop_nulls().join(payments, on="payment_id", how="anti")
    return unfit.join(early, on="row_key", how="semi", maintain_order="left").with_columns(
        code=pl.lit(CODES["waits_for_payment"], pl.Int64)
    )


def _released(recalled: pl.DataFrame | None, faults: pl.DataFrame) -> pl.DataFrame:
    """What became of facts that were tried again; those that wait on are left out."""
    if recalled is None:
        return pl.DataFrame(schema=RELEASED)
    on = recalled.join(faults.filter(pl.col("code").is_in(_WAITS)), on="row_key", how="anti", maintain_order="left")
    refusals = faults.filter(~pl.col("code").is_in(_TOLD)).unique("row_key", keep="first", maintain_order=True)
    met = on.join(refusals.select("row_key", "code", "detail"), on="row_key", how="left", maintain_order="left")
    return met.with_columns(cents=pl.col("amount_cents").fill_null(0)).select(
        pl.col(name).cast(kind) for name, kind in RELEASED.items()
    )
