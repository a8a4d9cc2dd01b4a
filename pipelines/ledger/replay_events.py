"""The history of many dossiers, replayed event by event: the n-th event of every dossier at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from mappings.law import Law
from pipelines.ledger import order_events as phases
from pipelines.ledger.accrue_interest import accrue_interest
from pipelines.ledger.allocate_money import Terms, allocate_money
from pipelines.ledger.line_up import line_up
from pipelines.ledger.measure_costs import measure_costs
from pipelines.ledger.measure_interest import Convention
from pipelines.ledger.number_facts import Book
from pipelines.ledger.withdraw_claims import withdraw_claims

_EVENT: Final = ("day", "phase", "s", "named", "money")
_CREDITS: Final = {"s": pl.UInt32, "d": pl.UInt32, "named": pl.UInt32, "money": pl.Int64}


@dataclass(frozen=True)
class Replay:
    """Where the dossiers stand, and how they came there.

    Args:
        claims: State of the claims.
        costs: State of the costs.
        credits: Money that pays nothing yet: `s`, `d`, `named`, `money`.
        lines: Interest lines.
        allocations: Where payments went.
        credit_uses: Where credit went when it was used later.
    """

    claims: pl.DataFrame
    costs: pl.DataFrame
    credits: pl.DataFrame
    lines: tuple[pl.DataFrame, ...] = ()
    allocations: tuple[pl.DataFrame, ...] = ()
    credit_uses: tuple[pl.DataFrame, ...] = ()


@dataclass(frozen=True)
class Rulebook:
    """What every step of a replay needs besides the state."""

    law: Law
    stretches: pl.DataFrame
    convention: Convention
    terms: Terms
    cost_claims: pl.DataFrame


def replay_events(book: Book, events: pl.DataFrame, rulebook: Rulebook) -> Replay:
    """The state of every dossier at the end of its statement.

    Args:
        book: Numbered facts of dossiers with the same terms.
        events: Their events.
        rulebook: Law, terms and convention.

    Returns:
        The final state, with all claims accrued to the end of the statement.
    """
    lineup = line_up(book, events, rulebook.convention)
    replay = Replay(lineup.claims, lineup.costs, pl.DataFrame(schema=_CREDITS))
    ended: list[Replay] = []
    for rank in lineup.ranks:
        ended.append(replace(replay, claims=replay.claims.slice(rank.claims), costs=replay.costs.slice(rank.costs)))
        active = replace(replay, claims=replay.claims.head(rank.claims), costs=replay.costs.head(rank.costs))
        replay = _step(active, rank.events, rulebook)
    parts = [replay, *reversed(ended)]
    final = replace(
        replay,
        claims=pl.concat(part.claims for part in parts),
        costs=pl.concat(part.costs for part in parts),
    )
    closed = replace(final, claims=final.claims.with_columns(day="as_of"))
    return _accrue(closed, rulebook, counts=True)


def _split(replay: Replay, condition: pl.Expr) -> tuple[Replay, Replay]:
    """The replay of the dossiers that fulfil a condition, and of the others; both keep what is common."""
    inside = replace(replay, claims=replay.claims.filter(condition), costs=replay.costs.filter(condition))
    outside = replace(replay, claims=replay.claims.filter(~condition), costs=replay.costs.filter(~condition))
    return inside, outside


def _join(replay: Replay, parts: list[Replay], like: Replay) -> Replay:
    """A replay with the claims and costs of its parts, in order, with the columns of another."""
    claims = pl.concat(part.claims.select(like.claims.columns) for part in parts)
    costs = pl.concat(part.costs.select(like.costs.columns) for part in parts)
    if len(parts) > 1:
        claims, costs = claims.sort("row"), costs.sort("row")
    return replace(replay, claims=claims, costs=costs)


def _step(replay: Replay, at: pl.DataFrame, rulebook: Rulebook) -> Replay:
    """One event of every dossier that has one."""
    event = [pl.lit(at[name]).gather(pl.col("slot")).alias(name) for name in _EVENT]
    moved = replace(replay, claims=replay.claims.with_columns(event), costs=replay.costs.with_columns(event))
    parts: list[Replay] = []
    present = at["phase"].unique().sort().to_list()
    for phase in present:
        part, moved = (moved, moved) if len(present) == 1 else _split(moved, pl.col("phase") == phase)
        part = _HANDLERS[phase](part, rulebook)
        moved = replace(part, claims=moved.claims, costs=moved.costs)
        parts.append(part)
    return _join(moved, parts, like=replay)


def _pay(replay: Replay, rulebook: Rulebook) -> Replay:
    """A payment: accrue to its end, allocate, keep the rest as credit."""
    accrued = _accrue(replay, rulebook, counts=True)
    costs = accrued.costs.with_columns(takes_part=pl.col("due_date") <= pl.col("day"))
    done = allocate_money(accrued.claims, costs, rulebook.terms, rulebook.convention)
    credit = done.left.filter(pl.col("money") > 0)
    return replace(
        accrued,
        claims=done.claims,
        costs=done.costs,
        credits=pl.concat([accrued.credits, credit]),
        allocations=(*accrued.allocations, done.allocations),
    )


def _credit_note(replay: Replay, rulebook: Rulebook) -> Replay:
    """A credit note: accrue to its day, take it off the principal, keep the rest (all without a claim) as credit."""
    accrued = _accrue(replay, rulebook, counts=False)
    is_noted = (pl.col("named") == pl.col("c")).fill_null(value=False)
    taken = pl.when(is_noted).then(pl.min_horizontal("principal", "money")).otherwise(0)
    claims = accrued.claims.with_columns(taken=taken)
    credit = (
        claims.group_by("d", maintain_order=True)
        .agg(pl.col("s", "money").first(), pl.col("taken").sum())
        .filter(pl.col("money") > pl.col("taken"))
        .select("s", "d", named=pl.lit(None, pl.UInt32), money=pl.col("money") - pl.col("taken"))
    )
    claims = claims.with_columns(
        principal=pl.col("principal") - pl.col("taken"), credited=pl.col("credited") + pl.col("taken")
    ).drop("taken")
    return replace(accrued, claims=claims, credits=pl.concat([accrued.credits, credit]))


def _use_credit(replay: Replay, rulebook: Rulebook) -> Replay:
    """Credit, oldest first, for the dossiers that have some; the day itself bears interest for nobody."""
    waiting = replay.credits.join(replay.claims.select("d").unique(), on="d", how="semi").sort("d", "s")
    while waiting.height:
        oldest = waiting.unique("d", keep="first", maintain_order=True)
        has_credit = pl.col("d").is_in(oldest["d"].implode())
        inside, outside = _split(replay, has_credit)
        used = _pay_oldest(inside, oldest, rulebook)
        left = used.credits.join(oldest, on="s", how="semi")["d"]
        waiting = waiting.join(oldest, on="s", how="anti").filter(~pl.col("d").is_in(left.implode()))
        replay = _join(used, [used, outside], like=replay)
    return replay


def _pay_oldest(replay: Replay, oldest: pl.DataFrame, rulebook: Rulebook) -> Replay:
    """One credit per dossier, allocated; what is left of it stays credit."""
    accrued = _accrue(replay, rulebook, counts=False)
    claims = accrued.claims.drop("s", "named", "money").join(oldest, on="d", how="left", maintain_order="left")
    before_costs = pl.col("phase") == phases.CREDIT_OPENED
    due = pl.col("due_date") < pl.col("day")
    costs = accrued.costs.with_columns(takes_part=due | ((pl.col("due_date") == pl.col("day")) & ~before_costs))
    done = allocate_money(claims, costs, rulebook.terms, rulebook.convention)
    others = accrued.credits.join(oldest, on="s", how="anti")
    return replace(
        accrued,
        claims=done.claims,
        costs=done.costs,
        credits=pl.concat([others, done.left.filter(pl.col("money") > 0)]),
        credit_uses=(*accrued.credit_uses, done.allocations),
    )


def _measure(replay: Replay, rulebook: Rulebook) -> Replay:
    """Costs that follow from the open principal and fall due today."""
    is_due = (pl.col("due_date") == pl.col("day")) & (pl.col("kind") != "amount")
    costs = replay.costs.with_columns(is_measured_now=is_due)
    return replace(replay, costs=measure_costs(costs, replay.claims, rulebook.cost_claims, rulebook.law))


def _withdraw(replay: Replay, rulebook: Rulebook) -> Replay:
    accrued = _accrue(replay, rulebook, counts=False)
    claims, costs = withdraw_claims(accrued.claims, accrued.costs, rulebook.convention)
    return replace(accrued, claims=claims, costs=costs)


def _accrue(replay: Replay, rulebook: Rulebook, *, counts: bool) -> Replay:
    """Claims accrued to the event's day; a payment's own day bears interest where the regime says so."""
    end = pl.col("day").to_physical()
    if counts:
        end += pl.col("counts_day").cast(pl.Int32)
    claims = replay.claims.with_columns(end=pl.from_epoch(end, time_unit="d"))
    claims, lines = accrue_interest(claims, rulebook.stretches, rulebook.convention)
    return replace(replay, claims=claims.drop("end"), lines=(*replay.lines, *lines))


_HANDLERS: Final[dict[int, Callable[[Replay, Rulebook], Replay]]] = {
    phases.WITHDRAWAL: _withdraw,
    phases.CREDIT_NOTE: _credit_note,
    phases.CREDIT_OPENED: _use_credit,
    phases.COSTS_DUE: _measure,
    phases.CREDIT_COSTS: _use_credit,
    phases.PAYMENT: _pay,
}
