"""Dossiers lined up for the replay: those with most events first, so that those still active are always on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from pipelines.ledger.measure_interest import Convention
from pipelines.ledger.number_facts import Book

_CLAIM = ("c", "d", "as_of", "opens", "end_date", "keep_costs", "counts_day", "stretch")
_COST = (
    *("k", "d", "c", "kind", "due_date", "with_vat", "limit_cents"),
    *("clause_ppm", "clause_minimum_cents", "is_consumer"),
    *("base", "amount", "vat", "paid", "waived"),
)


class Rank(NamedTuple):
    """The n-th event of every dossier that has so many, by slot; how many rows their claims and costs are."""

    events: pl.DataFrame
    claims: int
    costs: int


@dataclass(frozen=True)
class Lineup:
    """The state before anything happened.

    Args:
        claims: Claims by `row`: dossiers by `slot`, those with most events first, each with its claims in order.
        costs: Costs by `row`, in the same order of dossiers.
        ranks: The events, rank by rank.
    """

    claims: pl.DataFrame
    costs: pl.DataFrame
    ranks: list[Rank]


def line_up(book: Book, events: pl.DataFrame, convention: Convention) -> Lineup:
    """The dossiers before their first event.

    Args:
        book: Numbered facts of dossiers with the same terms.
        events: Their events.
        convention: How interest is rounded.
    """
    slots, slot_of = _number_slots(book.dossiers["d"], events)
    claims = _by_slot(book.claims.select(*_CLAIM, principal="principal_cents", until="interest_from"), slot_of)
    zero, none = pl.lit(0, pl.Int64), pl.lit(0, convention.dtype)
    claims = claims.with_columns(
        accrued=none,
        capital=none,
        **dict.fromkeys(("interest_cents", "interest_paid", "principal_paid", "credited", "waived"), zero),
    )
    costs = _by_slot(book.costs.select(_COST), slot_of).with_columns(
        group=pl.coalesce(pl.col("c").cast(pl.Int64), -pl.col("d").cast(pl.Int64) - 1)
    )
    return Lineup(claims, costs, _list_ranks(events, slots, claims, costs))


def _number_slots(dossiers: pl.Series, events: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The dossiers with their number of events, most first, and the row of the first; the slot of each dossier."""
    none = pl.repeat(0, dossiers.item(-1) + 1, dtype=pl.UInt32, eager=True)
    lasts = events.with_row_index("row").filter(pl.col("d").ne_missing(pl.col("d").shift(-1)))
    counts = none.clone().scatter(lasts["d"], lasts["rank"] + 1)
    firsts = none.clone().scatter(lasts["d"], lasts["row"] - lasts["rank"])
    slots = pl.DataFrame({"d": dossiers, "count": counts.gather(dossiers), "first": firsts.gather(dossiers)})
    slots = slots.sort("count", descending=True, maintain_order=True).with_row_index("slot")
    return slots, none.scatter(slots["d"], slots["slot"])


def _by_slot(rows: pl.DataFrame, slot_of: pl.Series) -> pl.DataFrame:
    slots = rows.with_columns(slot=pl.lit(slot_of).gather(pl.col("d")))
    return slots.sort("slot", maintain_order=True).with_row_index("row")


def _list_ranks(events: pl.DataFrame, slots: pl.DataFrame, claims: pl.DataFrame, costs: pl.DataFrame) -> list[Rank]:
    """The events of each rank: the n-th of every dossier stands n rows below the dossier's first."""
    taken = events.select("day", "phase", "s", "named", "money")
    most = slots["count"].max()
    assert isinstance(most, int)
    ranks: list[Rank] = []
    for rank in range(most):
        active = int((slots["count"] > rank).sum())
        claim_rows, cost_rows = (int(rows["slot"].search_sorted(active)) for rows in (claims, costs))
        ranks.append(Rank(taken[slots["first"].head(active) + rank], claim_rows, cost_rows))
    return ranks
