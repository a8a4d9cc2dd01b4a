"""A full snapshot against the stock: what is new, what changed, and what follows from claims that are lower or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.book_later_facts import BookedBatch, book_later_facts
from pipelines.canonical.compare_snapshot import Snapshot
from pipelines.canonical.delivery import Stock
from pipelines.canonical.derive_changes import derive_changes
from pipelines.canonical.join_open_dossiers import join_open_dossiers
from pipelines.canonical.split_records import new_events, split_claims
from pipelines.canonical.update_claims import update_claims
from pipelines.keys import number_dossiers

if TYPE_CHECKING:
    from pipelines.canonical.read_records import Records


def book_snapshot(records: Records, stock: Stock, snapshot: Snapshot) -> BookedBatch:
    """The rows that a snapshot adds, the faults of records against the stock, and what had waited for its claims.

    Args:
        records: Its valid records.
        stock: What was booked before.
        snapshot: The snapshot, compared with that stock.
    """
    assert records.claims is not None, "a snapshot holds claims"
    listed = update_claims(join_open_dossiers(records.claims.sort("row_key"), stock), stock, snapshot)
    numbers = number_dossiers(listed.new["dossier_key"], stock.claims)
    added = split_claims(listed.new, numbers, stock, known=listed.moved)
    events = new_events(listed.known, stock)
    added = added.plus(Stock(events=events)).plus(derive_changes(snapshot, listed.known))
    deliveries = records.claims.select("delivery_id", "sequence", "known_at").unique()
    later = book_later_facts(None, stock.plus(added), added.claims, deliveries, partner_kind="creditor")
    return later._replace(facts=added.plus(later.facts), faults=listed.faults.cast(FAULTS))
