"""The records of a batch of deliveries against the stock: what is booked, what was known, what is refused."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.book_later_facts import BookedBatch, book_later_facts
from pipelines.canonical.check_claims import check_claims
from pipelines.canonical.delivery import Stock
from pipelines.canonical.join_open_dossiers import join_open_dossiers
from pipelines.canonical.split_records import split_claims
from pipelines.keys import number_dossiers


class Batch(NamedTuple):
    """Valid records of deliveries that do not depend on each other, in order of delivery and line.

    Args:
        claims: Claim records with their ids; none where the feed books no claims.
        facts: Fact records; none where the feed books no facts.
        partner_kind: Kind of the partner that sent them.
        forms: Forms of arrangements by creditor (`mappings.plan_rules.template_forms`); none where none is known.
    """

    claims: pl.DataFrame | None
    facts: pl.DataFrame | None
    partner_kind: str
    forms: pl.DataFrame | None = None


def book_facts(batch: Batch, stock: Stock) -> BookedBatch:
    """The rows that a batch adds, the faults of the records that it does not book, and what had waited for it.

    The claims of a batch are booked before its facts, so that one workbook can bring both; then what had waited for
    these claims, and then its own facts.

    Args:
        batch: The batch.
        stock: What was booked before.
    """
    added, faults = Stock(), [pl.DataFrame(schema=FAULTS)]
    if batch.claims is not None and batch.claims.height:
        new, found = check_claims(join_open_dossiers(batch.claims, stock), stock)
        numbers = number_dossiers(new["dossier_key"], stock.claims)
        added = split_claims(new, numbers, stock)
        faults.append(found)
    later = book_later_facts(
        batch.facts,
        stock.plus(added),
        added.claims,
        _deliveries(batch),
        partner_kind=batch.partner_kind,
        forms=batch.forms,
    )
    return later._replace(facts=added.plus(later.facts), faults=pl.concat([*faults, later.faults]))


def _deliveries(batch: Batch) -> pl.DataFrame:
    """The deliveries of a batch: `delivery_id`, `sequence`, `known_at`."""
    frames = [frame for frame in (batch.claims, batch.facts) if frame is not None]
    return pl.concat(frame.select("delivery_id", "sequence", "known_at").unique() for frame in frames).unique()
