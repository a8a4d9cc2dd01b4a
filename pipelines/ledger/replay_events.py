"""The history of many dossiers, replayed event by event: the n-th event of every dossier at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from mappings.law import Law
from pipelines.dated import Periods
from pipelines.ledger import order_events as phases
from pipelines.ledger.accrue_interest import accrue_interest
from pipelines.ledger.allocate_money import allocate_money
from pipelines.ledger.measure_costs import measure_costs
from pipelines.ledger.measure_lines import Convention
from pipelines.ledger.number_facts import Book
from pipelines.ledger.withdraw_claims import withdraw_claims

_EVENT: Final = ("day", "phase", "s", "named", "money")
_CREDITS: Final = {"s": pl.UInt32, "d": pl.UInt32, "named": pl.UInt32, "money": pl.Int64}


@dataclass(frozen=True)
class Replay:
    """Where the dossiers stand, and how they came there.

    Args:
        claims: State of the claims by `c`.
        costs: State of the costs by `k`.
        credits: Money that pays nothing yet: `s`, `d`, `named`, `money`.
        lines: Interest lines.
        allocations: Where money went.
    """

    claims: pl.DataFrame
    costs: pl.DataFrame
    credits: pl.DataFrame
    lines: tuple[pl.DataFrame, ...] = ()
    allocations: tuple[pl.DataFrame, ...] = ()


@dataclass(frozen=True)
class Rulebook:
    """What every step of a replay needs besides the state."""

    law: Law
    periods: Periods
    convention: Convention
    cost_claims: pl.DataFrame


def replay_events(book: Book, events: pl.DataFrame, rulebook: Rulebook) -> Replay:
    """The state of every dossier at the end of its statement.

    Args:
        book: Numbered facts of dossiers with one rounding convention.
        events: Their events.
        rulebook: Law, rates and convention.

    Returns:
        The final state, with all claims accrued to the end of the statement.
    """
    replay = _open(book, events, rulebook.convention)
    ended: list[Replay] = []
    ranks = events.sort("rank").partition_by("rank", include_key=False, maintain_order=True)
    for rank, at in enumerate(ranks):
        active, done = _split(replay, pl.col("event_count") > rank)
        ended.append(replace(done, lines=(), allocations=()))
        replay = _step(active, at, rulebook)
    ended.append(replay)
    final = Replay(
        pl.concat(part.claims for part in ended).sort("c"),
        pl.concat(part.costs for part in ended).sort("k"),
        replay.credits,
        replay.lines,
        replay.allocations,
    )
    closed = final.claims.with_columns(day="as_of", end=_end("as_of", counts=True))
    claims, lines = accrue_interest(closed, rulebook.periods, rulebook.convention)
    return replace(final, claims=claims, lines=(*final.lines, lines))


def _open(book: Book, events: pl.DataFrame, convention: Convention) -> Replay:
    """The state before anything happened."""
    counts = events.group_by("d").agg(event_count=pl.len())
    zero = pl.lit(0, pl.Int64)
    claims = book.claims.join(counts, on="d", how="left", maintain_order="left").with_columns(
        pl.col("event_count").fill_null(0),
        principal=pl.col("principal_cents"),
        until=pl.col("interest_from"),
        accrued=pl.lit(0, convention.dtype),
        capital=pl.lit(0, convention.dtype),
        periods=pl.lit(0, pl.Int32),
        **dict.fromkeys(("interest_cents", "interest_paid", "principal_paid", "credited", "waived"), zero),
    )
    costs = book.costs.join(counts, on="d", how="left", maintain_order="left").with_columns(
        pl.col("event_count").fill_null(0),
        group=pl.coalesce(pl.col("c").cast(pl.Int64), -pl.col("d").cast(pl.Int64) - 1),
    )
    return Replay(claims, costs, pl.DataFrame(schema=_CREDITS))


def _split(replay: Replay, condition: pl.Expr) -> tuple[Replay, Replay]:
    """The replay of the dossiers that fulfil a condition, and of the others; both keep what is common."""
    inside = replace(replay, claims=replay.claims.filter(condition), costs=replay.costs.filter(condition))
    outside = replace(replay, claims=replay.claims.filter(~condition), costs=replay.costs.filter(~condition))
    return inside, outside


def _step(replay: Replay, at: pl.DataFrame, rulebook: Rulebook) -> Replay:
    """One event of every dossier that has one."""
    at = at.rename({"amount": "money"}).select("d", *_EVENT)
    moved = replace(
        replay,
        claims=replay.claims.join(at, on="d", how="left", maintain_order="left"),
        costs=replay.costs.join(at, on="d", how="left", maintain_order="left"),
    )
    parts: list[Replay] = []
    for phase in at["phase"].unique().sort():
        part, moved = _split(moved, pl.col("phase") == phase)
        part = _HANDLERS[phase](part, rulebook)
        moved = replace(moved, credits=part.credits, lines=part.lines, allocations=part.allocations)
        parts.append(part)
    columns = {"claims": replay.claims.columns, "costs": replay.costs.columns}
    claims = pl.concat(part.claims.select(columns["claims"]) for part in parts)
    costs = pl.concat(part.costs.select(columns["costs"]) for part in parts)
    if len(parts) > 1:
        claims, costs = claims.sort("c"), costs.sort("k")
    return replace(moved, claims=claims, costs=costs)


def _pay(replay: Replay, rulebook: Rulebook) -> Replay:
    """A payment: accrue to its end, allocate, keep the rest as credit."""
    accrued = _accrue(replay, rulebook, counts=True)
    costs = accrued.costs.with_columns(takes_part=pl.col("due_date") <= pl.col("day"))
    done = allocate_money(accrued.claims, costs, rulebook.convention)
    rest = done.left.filter(pl.col("left") > 0)
    named = replay.claims.select("s", "named").unique("s")
    credit = rest.join(named, on="s", how="left").select("s", "d", "named", money="left")
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
        replay = replace(
            used,
            claims=pl.concat([used.claims, outside.claims.select(used.claims.columns)]).sort("c"),
            costs=pl.concat([used.costs, outside.costs.select(used.costs.columns)]).sort("k"),
        )
    return replay


def _pay_oldest(replay: Replay, oldest: pl.DataFrame, rulebook: Rulebook) -> Replay:
    """One credit per dossier, allocated; what is left of it stays credit."""
    columns = replay.claims.columns
    accrued = _accrue(replay, rulebook, counts=False)
    claims = accrued.claims.drop("s", "named", "money").join(oldest, on="d", how="left", maintain_order="left")
    before_costs = pl.col("phase") == phases.CREDIT_OPENED
    due = pl.col("due_date") < pl.col("day")
    costs = accrued.costs.with_columns(takes_part=due | ((pl.col("due_date") == pl.col("day")) & ~before_costs))
    done = allocate_money(claims, costs, rulebook.convention)
    rest = oldest.join(done.left.select("s", "left"), on="s").filter(pl.col("left") > 0)
    others = accrued.credits.join(oldest, on="s", how="anti")
    return replace(
        accrued,
        claims=done.claims.select(columns),
        costs=done.costs.drop("takes_part"),
        credits=pl.concat([others, rest.select("s", "d", "named", money="left")]),
        allocations=(*accrued.allocations, done.allocations),
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
    claims = replay.claims.with_columns(end=_end("day", counts=counts))
    claims, lines = accrue_interest(claims, rulebook.periods, rulebook.convention)
    return replace(replay, claims=claims.drop("end"), lines=(*replay.lines, lines))


def _end(day: str, *, counts: bool) -> pl.Expr:
    """Day after the last day that bears interest: a payment's own day counts where the regime says so."""
    if not counts:
        return pl.col(day)
    return pl.when(pl.col("counts_day") == 1).then(pl.col(day).dt.offset_by("1d")).otherwise(day)


_HANDLERS: Final[dict[int, Callable[[Replay, Rulebook], Replay]]] = {
    phases.WITHDRAWAL: _withdraw,
    phases.CREDIT_NOTE: _credit_note,
    phases.CREDIT_OPENED: _use_credit,
    phases.COSTS_DUE: _measure,
    phases.CREDIT_COSTS: _use_credit,
    phases.PAYMENT: _pay,
}
