"""A slow and simple check of plans to pay, one payment after the other: what the vectorised one is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Paid:
    """Money for a dossier: when, how much, and when it was taken back."""

    day: date
    cents: int
    reversed_on: date | None = None


@dataclass(frozen=True)
class Part:
    """What became of an instalment."""

    last_date: date
    paid_cents: int
    outcome: str


def follow_plan(
    start: date, parts: list[tuple[date, int]], money: list[Paid], *, grace_days: int, today: date
) -> list[Part]:
    """What became of each instalment of a plan in force, by its definition."""
    grace = timedelta(days=grace_days)
    mine = [paid for paid in money if start <= paid.day <= today]
    found, before = [], 0
    for due, cents in parts:
        needed = before + cents
        last, late_from = due + grace, due + timedelta(days=1)
        backs = [paid.reversed_on for paid in mine if paid.day <= last and paid.reversed_on]
        if _sum(mine, last) < needed <= sum(paid.cents for paid in mine if paid.day <= last):
            last, late_from = max(last, max(backs) + grace), max(late_from, *backs)
        total = _sum(mine, today)
        found.append(Part(last, min(max(total - before, 0), cents), _outcome(mine, needed, last, late_from, today)))
        before = needed
    return found


def break_day(parts: list[Part], breach_after: int) -> date | None:
    """The day on which a plan broke; none while it did not."""
    missed = sorted(part.last_date for part in parts if part.outcome in ("missed", "paid_late"))
    return missed[breach_after - 1] + timedelta(days=1) if len(missed) >= breach_after else None


def _outcome(money: list[Paid], needed: int, last: date, late_from: date, today: date) -> str:
    if _sum(money, last) >= needed:
        return "kept"
    if today < late_from:
        return "open"
    if today <= last:
        return "late"
    return "paid_late" if _sum(money, today) >= needed else "missed"


def _sum(money: list[Paid], until: date) -> int:
    """What stands of the money up to a day."""
    total = 0
    for paid in money:
        if paid.day <= until and paid.reversed_on is None:
            total += paid.cents
    return total
