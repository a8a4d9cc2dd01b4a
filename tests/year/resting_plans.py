"""When plans to pay rest the steps of a dossier, from what is true: by the slow reference, plan by plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from tests.reference.plans import Paid, Part, break_day, follow_plan
from tests.year.truth import Plan, Truth

_GRACE_DAYS: Final = {"arrangement": 10, "promise": 3}
_RESUME_DAYS: Final = {"arrangement": 7, "promise": 0}


def rests(truth: Truth, dossier_id: str, day: date, open_cents: Mapping[str, int]) -> bool:
    """Return whether a plan rests the steps of a dossier on a day: one that runs, is proposed, or just broke.

    Args:
        truth: What is true.
        dossier_id: Dossier.
        day: The day.
        open_cents: Cents that are open of each claim.
    """
    plans = [plan for plan in truth.plans if plan.dossier_id == dossier_id and plan.agreed <= day]
    return any(_rests(truth, plan, plans, day, open_cents) for plan in plans)


def _rests(truth: Truth, plan: Plan, plans: list[Plan], day: date, open_cents: Mapping[str, int]) -> bool:
    if plan.declined is not None and plan.declined <= day:
        return False
    if plan.forced is None or plan.forced > day:
        return True
    if any(_replaces(other, plan, day) for other in plans):
        return False
    claims = [claim for claim in truth.claims_of(plan.dossier_id) if claim.known <= plan.agreed]
    is_settled = not any(open_cents.get(claim.claim_id, 0) for claim in claims)
    parts = _parts(truth, plan, day)
    broken = break_day(parts, 1)
    if broken is not None and broken <= day:
        return day < broken + timedelta(days=_RESUME_DAYS[plan.kind]) and not is_settled
    return not is_settled and any(part.outcome not in ("kept", "paid_late") for part in parts)


def _parts(truth: Truth, plan: Plan, day: date) -> list[Part]:
    money = [
        Paid(paid.day, paid.cents, paid.back_on if paid.back_on and paid.back_on <= day else None)
        for paid in truth.money
        if paid.dossier_id == plan.dossier_id and paid.known <= day
    ]
    return follow_plan(plan.agreed, plan.parts, money, grace_days=_GRACE_DAYS[plan.kind], today=day)


def _replaces(other: Plan, plan: Plan, day: date) -> bool:
    """Whether a later plan of the same kind stands in the place of a plan."""
    if other is plan or other.kind != plan.kind or other.forced is None or other.forced > day or plan.forced is None:
        return False
    return (other.forced, other.agreed, other.plan_id) > (plan.forced, plan.agreed, plan.plan_id)
