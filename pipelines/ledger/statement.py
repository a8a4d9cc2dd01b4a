"""The statement: what every claim and dossier stands at, as a pure function of facts, law and a date."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

import polars as pl

from mappings.law import Law
from pipelines.ledger.check_statement import check_statement
from pipelines.ledger.facts import Facts
from pipelines.ledger.find_gaps import find_gaps
from pipelines.ledger.list_rates import Rates, list_rates
from pipelines.ledger.number_facts import Book, number_facts
from pipelines.ledger.order_events import order_events
from pipelines.ledger.part_book import Part, choose_dossiers, part_book
from pipelines.ledger.present import (
    present_allocations,
    present_balances,
    present_costs,
    present_dossiers,
    present_lines,
)
from pipelines.ledger.replay_events import Replay, Rulebook, replay_events

_STATED: Final = ("c", "principal", "credited", "principal_paid", "interest_cents", "interest_paid", "waived")


@dataclass(frozen=True)
class Statement:
    """What dossiers stand at; columns as in `warehouse.schemas.ledger`, less what the warehouse knows besides.

    Args:
        balances: One row per claim.
        dossiers: One row per dossier.
        costs: One row per cost that counts.
        allocations: One row per payment, claim or cost, and bucket.
        list_lines: Lines of some dossiers, or of all (None): they are many, so they are not kept: these dossiers are
            replayed once more. Whoever needs lines asks once, for all dossiers whose lines are needed.
    """

    balances: pl.DataFrame
    dossiers: pl.DataFrame
    costs: pl.DataFrame
    allocations: pl.DataFrame
    list_lines: Callable[[pl.Series | None], pl.DataFrame]

    @property
    def lines(self) -> pl.DataFrame:
        """One row per interest line of every dossier."""
        return self.list_lines(None)


def statement(facts: Facts, law: Law, *, as_of: date | None = None) -> Statement:
    """The statement of many dossiers at once.

    Args:
        facts: Facts of the dossiers. Reversed payments are left out by the caller.
        law: Law tables.
        as_of: Day of the statement; None: each dossier's own `as_of`.

    Returns:
        The frames of the statement, each in any order.

    Raises:
        LawGapError: A rate or scale is needed on a day that the law tables do not cover; all gaps are named.
        UsageError: An amount outgrows what the ledger can hold.
    """
    if as_of is not None:
        dossiers = facts.dossiers.with_columns(as_of=pl.lit(as_of, pl.Date))
        facts = Facts(dossiers, facts.claims, facts.costs, facts.payments, facts.credit_notes)
    rates = list_rates(law)
    book = number_facts(facts, rates)
    replay = _in_book_order(_replay(book, law))
    find_gaps(book, replay, rates, law)
    with ThreadPoolExecutor(max_workers=2) as pool:
        checked = pool.submit(check_statement, book, replay)
        allocations = pool.submit(present_allocations, book, replay)
        balances = present_balances(book, replay)
        dossiers, costs = present_dossiers(book, replay, balances), present_costs(book, replay)
        checked.result()
        lines = partial(_list_lines, book, law, rates, replay.claims.select("c", "interest_cents"))
        return Statement(balances.drop("d"), dossiers, costs, allocations.result(), lines)


def _list_lines(
    book: Book, law: Law, rates: Rates, interest: pl.DataFrame, dossier_ids: pl.Series | None = None
) -> pl.DataFrame:
    """Lines of dossiers: these are replayed once more, and their lines must add up to the interest of the statement."""
    if dossier_ids is not None:
        chosen = choose_dossiers(book, book.dossiers.filter(pl.col("dossier_id").is_in(dossier_ids.implode())))
        interest = interest.join(chosen.claims.select("c"), on="c", how="semi")
    else:
        chosen = book
    parts = _replay(chosen, law, lists_lines=True).lines if interest.height else ()
    return present_lines(book, parts, interest, rates)


def _replay(book: Book, law: Law, *, lists_lines: bool = False) -> Replay:
    """Every dossier replayed under its own terms, the parts of the book side by side.

    Lines are many: they are kept where they are asked for, and where the law has no rate for them.
    """
    is_unknown = pl.col("rate_ppm").is_null() & (pl.col("from_date") <= book.dossiers["as_of"].max())
    stretches = book.stretches.with_columns(
        pl.col("rate_ppm").fill_null(0), is_listed=pl.lit(value=True) if lists_lines else is_unknown
    )
    parts = part_book(replace(book, stretches=stretches))
    with ThreadPoolExecutor(max_workers=pl.thread_pool_size()) as pool:
        replays = list(pool.map(lambda part: _replay_part(part, law), parts))
    return Replay(
        pl.concat(replay.claims for replay in replays),
        pl.concat(replay.costs for replay in replays),
        pl.concat(replay.credits for replay in replays),
        tuple(lines for replay in replays for lines in replay.lines),
        tuple(rows for replay in replays for rows in replay.allocations),
        tuple(rows for replay in replays for rows in replay.credit_uses),
    )


def _replay_part(part: Part, law: Law) -> Replay:
    """A part replayed, units of `exact` brought back to cents."""
    book, convention, terms = part
    rulebook = Rulebook(law, book.stretches, convention, terms, book.cost_claims)
    replay = replay_events(book, order_events(book), rulebook)
    unpaid = convention.cents(pl.col("accrued") + pl.col("capital"))
    claims = replay.claims.select(*_STATED, interest_open=unpaid, capital=convention.cents(pl.col("capital")))
    return replace(replay, claims=claims)


def _in_book_order(replay: Replay) -> Replay:
    """The replay of a whole book, with row c of its claims for claim c."""
    rows = pl.int_range(replay.claims.height, dtype=pl.UInt32, eager=True)
    return replace(replay, claims=replay.claims[rows.scatter(replay.claims["c"], rows)])
