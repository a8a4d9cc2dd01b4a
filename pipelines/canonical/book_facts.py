"""The records of a batch of deliveries against the stock: what is booked, what was known, what is refused."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.check_batches import check_batches
from pipelines.canonical.check_claims import check_claims
from pipelines.canonical.check_facts import check_credits, check_known
from pipelines.canonical.delivery import Stock
from pipelines.canonical.find_dossiers import find_dossiers
from pipelines.canonical.identify_facts import identify_facts
from pipelines.canonical.join_open_dossiers import join_open_dossiers
from pipelines.canonical.match_payments import match_payments
from pipelines.canonical.match_reversals import match_reversals
from pipelines.canonical.split_records import SOURCES, split_claims, split_facts
from pipelines.keys import number_dossiers
from warehouse.findings import CODES


class Batch(NamedTuple):
    """Valid records of deliveries that do not depend on each other, in order of delivery and line.

    Args:
        claims: Claim records with their ids; none where the feed books no claims.
        facts: Fact records; none where the feed books no facts.
        partner_kind: Kind of the partner that sent them.
    """

    claims: pl.DataFrame | None
    facts: pl.DataFrame | None
    partner_kind: str


def book_facts(batch: Batch, stock: Stock) -> tuple[Stock, pl.DataFrame]:
    """The rows that a batch adds to the canonical tables, and the faults of the records that it does not book.

    The claims of a batch are booked before its facts, so that one workbook can bring both.

    Args:
        batch: The batch.
        stock: What was booked before.

    Returns:
        The new rows, and the `FAULTS`.
    """
    added, faults = Stock(), [pl.DataFrame(schema=FAULTS)]
    if batch.claims is not None and batch.claims.height:
        new, found = check_claims(join_open_dossiers(batch.claims, stock), stock)
        numbers = number_dossiers(new["dossier_key"], stock.claims)
        added = split_claims(new, numbers, stock)
        faults.append(found)
    if batch.facts is not None and batch.facts.height:
        paid, found = _book_later_facts(batch.facts, stock.plus(added), batch.partner_kind)
        added = added.plus(paid)
        faults.append(found)
    return added, pl.concat(faults)


def _book_later_facts(facts: pl.DataFrame, stock: Stock, partner_kind: str) -> tuple[Stock, pl.DataFrame]:
    """Payments and events of fact records, and the faults of the others."""
    identified = identify_facts(facts).with_columns(source=pl.lit(SOURCES[partner_kind]))
    if partner_kind == "bank":
        homed, lost = _match_bank(identified, stock)
    else:
        homed, lost = find_dossiers(identified, stock.claims)
    new, known = check_known(homed, stock)
    if partner_kind == "bank":
        new, doubled = check_batches(new, stock.payments)
        known = pl.concat([known, doubled])
    new, exceeding = check_credits(new, stock, stock.claims)
    reversible = _payments(new, stock) if (new["kind"] == "reversal").any() else stock.payments
    new, unfit = match_reversals(new, reversible)
    homeless = new.filter((pl.col("kind") == "payment") & pl.col("dossier_id").is_null())
    told = homeless.select(
        "row_key",
        code=pl.lit(CODES["no_home"], pl.Int64),
        field=pl.lit("dossier_reference"),
        detail=pl.lit(None, pl.String),
    )
    return split_facts(new), pl.concat([lost, known, exceeding, unfit, told])


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
