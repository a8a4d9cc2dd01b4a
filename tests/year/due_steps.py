"""The invariant that every due step is sent, held or explained: the next step walked once more, dossier by dossier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import polars as pl
import yaml

from mappings.tree import SHIPPED
from tests.year.hub_in_memory import PARTNERS, Day
from tests.year.law_in_plain_words import costs_from, is_closed
from tests.year.resting_plans import rests
from tests.year.truth import STOPS, Claim, Debtor, Truth
from tests.year.watch import NOTICES, PLAN_KINDS, Watch

_PROFILES: Final = {
    name: yaml.safe_load((SHIPPED / "profiles" / f"{name}.yaml").read_text(encoding="utf-8"))
    for name in ("nl_consumer", "nl_housing_arrears", "nl_business", "be_consumer", "be_business")
}
_LARGE_CENTS: Final = 1_000_000
_LONGEST_DAYS: Final = 35
_WAITS: Final = ("waits for the release of batch", "was refused by", "has no claim to ask for")
_PRESSING: Final = ("call", "last_demand", "bailiff")


class Due(NamedTuple):
    """The next step of a dossier, and the day from which it may be taken; none where none is left."""

    step: dict[str, Any] | None
    day: date


def due_faults(made: Day, truth: Truth, watch: Watch) -> list[str]:
    """Return every dossier whose step is due and neither sent nor held nor explained, or that leaves too early.

    Args:
        made: What an order made.
        truth: What is true.
        watch: What left before this order.
    """
    day = made.business_date
    open_cents = dict(made.ledger["balances"].select("claim_id", "open_cents").rows())
    found = list(_told_apart(made, truth))
    for action in made.decisions["actions"].iter_rows(named=True):
        told = [
            *_phantoms(action, made, truth, open_cents),
            *_waiting(action, day),
            *_finished(action, truth, open_cents),
            *_alone(action, made, truth, watch, open_cents),
        ]
        found += [f"{day} {action['dossier_id']} {action['outcome']} {action['step_id']}: {fault}" for fault in told]
    return found


def _told_apart(made: Day, truth: Truth) -> Iterator[str]:
    """Every dossier has an action with a reason; what is sent left, or waits in a batch, and nothing else did."""
    actions = made.decisions["actions"]
    if sorted(actions["dossier_id"]) != sorted({claim.dossier_id for claim in truth.claims.values()}):
        yield f"{made.business_date}: not every dossier has one action"
    if actions["reason"].null_count() or (actions["reason"] == "").any():
        yield f"{made.business_date}: an action has no reason"
    sent = set(actions.filter(outcome="send")["dossier_id"])
    left = {*made.messages["dossier_id"], *made.transfers["dossier_id"], *made.waiting["dossier_id"]}
    if sent != left:
        yield f"{made.business_date}: decided and left differ: {sorted(sent ^ left)}"


def _phantoms(action: dict[str, Any], made: Day, truth: Truth, open_cents: dict[str, int]) -> Iterator[str]:
    """A hold that an action names is in force."""
    if action["hold_id"] is None:
        return
    day, dossier_id = made.business_date, action["dossier_id"]
    kinds = {hold.kind for claim in truth.claims_of(dossier_id) for hold in truth.holds_on(claim, day)}
    if rests(truth, dossier_id, day, open_cents):
        kinds |= {"arrangement", "promise"}
    named = made.decisions["holds"].filter(hold_id=action["hold_id"])["kind"].to_list()
    if len(named) != 1 or named[0] not in kinds:
        yield f"names hold {action['hold_id']} {named}, in force are {sorted(kinds)}"


def _waiting(action: dict[str, Any], day: date) -> Iterator[str]:
    """What waits is not due yet, or says what it waits for; and it does not wait for ever."""
    if action["outcome"] != "waiting":
        return
    if action["due_date"] is None or action["due_date"] > day + timedelta(days=_LONGEST_DAYS):
        yield f"waits until {action['due_date']}: {action['reason']}"
    elif action["due_date"] <= day and not any(text in action["reason"] for text in _WAITS):
        yield f"is due since {action['due_date']}: {action['reason']}"


def _finished(action: dict[str, Any], truth: Truth, open_cents: dict[str, int]) -> Iterator[str]:
    """Nothing is done any more only where nothing is open, or a bailiff had all that is."""
    dossier_id, outcome = action["dossier_id"], action["outcome"]
    still = {claim.claim_id for claim in truth.claims_of(dossier_id) if open_cents[claim.claim_id]}
    if outcome == "closed" and (still or action["open_cents"]):
        yield f"{action['open_cents']} is open"
    if outcome == "finished" and not still <= truth.handed_over.get(dossier_id, set()):
        yield f"no bailiff had {sorted(still - truth.handed_over.get(dossier_id, set()))}"


def _alone(action: dict[str, Any], made: Day, truth: Truth, watch: Watch, open_cents: dict[str, int]) -> Iterator[str]:
    """A dossier of one claim takes its next step on the day it is due, and not before."""
    day, dossier_id = made.business_date, action["dossier_id"]
    claim, *more = truth.claims_of(dossier_id)
    debtor = truth.debtors[claim.debtor_id]
    is_led = claim.creditor_id == "woonstichting-delta" and any(
        paid.back_on for paid in truth.money if paid.dossier_id == dossier_id
    )
    if more or is_led or claim.cents >= _LARGE_CENTS:
        return
    due = _next_step(claim, debtor, truth, watch, day)
    is_sent = action["outcome"] == "send" and action["event_kind"] not in PLAN_KINDS
    if is_sent and (due.step is None or due.day > day or due.step["step"] != action["step_id"]):
        yield f"should take {due}"
    if due.step is None or due.day > day or not open_cents[claim.claim_id] or is_sent:
        return
    if action["outcome"] == "sent" or _is_explained(action, due.step, claim, debtor, truth, made):
        return
    stopping = [hold for hold in truth.holds_on(claim, day) if hold.kind not in STOPS]
    if not stopping and not rests(truth, dossier_id, day, open_cents):
        yield f"{due.step['step']} is due since {due.day}, but: {action['reason']}"


def _next_step(claim: Claim, debtor: Debtor, truth: Truth, watch: Watch, day: date) -> Due:
    """The step after the furthest that was taken, counted from its day; the first one from the due date."""
    profile = _profile(debtor)
    steps = [step for step in profile["steps"] if debtor.has_phone or step.get("condition") != "reaches_call"]
    taken = [item for item in watch.counted(claim.dossier_id, truth, day) if item.day < day]
    start, place, term = claim.due_date, 0, date.min
    for number, step in enumerate(steps):
        days = [item.day for item in taken if item.kind == step["event"]]
        if days:
            start, place = max(days), number + 1
    if place == len(steps):
        return Due(None, day)
    step = steps[place]
    if "not_before" in step:
        notices = [item for item in taken if item.kind == NOTICES[debtor.country]]
        term = min((costs_from(debtor.country, item.channel, item.day) for item in notices), default=date.max)
    due = max(start + timedelta(days=step["after_days"]), term)
    messages = [item.day for item in taken if item.kind != "transferred" and item.kind not in PLAN_KINDS]
    if messages and step["channels"] != ["bailiff"]:
        due = max(due, max(messages) + timedelta(days=profile["rest_days"]))
    return Due(step, due)


def _profile(debtor: Debtor) -> dict[str, Any]:
    if debtor.debtor_type != "consumer":
        return _PROFILES[f"{debtor.country}_business"]
    is_rent = debtor.creditor_id == "woonstichting-delta"
    return _PROFILES["nl_housing_arrears" if is_rent else f"{debtor.country}_consumer"]


def _is_explained(
    action: dict[str, Any], step: dict[str, Any], claim: Claim, debtor: Debtor, truth: Truth, made: Day
) -> bool:
    """Whether something that is true keeps a step that is due, and the outcome says so."""
    day, outcome = made.business_date, action["outcome"]
    holds = {hold.kind for hold in truth.holds_on(claim, day)}
    creditor = PARTNERS.creditors[claim.creditor_id]
    is_message = step["channels"] != ["bailiff"]
    if claim.dossier_id in truth.given_back:
        return outcome == "person"
    if claim.claim_id in truth.with_bailiff.get(claim.dossier_id, ()):
        return outcome == "held"
    if outcome == "below_threshold":
        return bool(action["open_cents"] < max(step.get("threshold_cents", 0), creditor.threshold_cents))
    if outcome == "held":
        return is_message and is_closed(debtor.country, day)
    if outcome == "person":
        is_pressed = "vulnerable" in holds and step["step"] in _PRESSING
        return is_pressed or not (_reaches(debtor, truth, holds) if is_message else creditor.bailiff)
    if outcome == "waiting":
        return any(text in action["reason"] for text in _WAITS[:2])
    return _costs_only(made, claim.dossier_id) and outcome == "person"


def _reaches(debtor: Debtor, truth: Truth, holds: set[str]) -> bool:
    """Whether an e-mail or a letter reaches."""
    is_found = debtor.debtor_id in truth.found
    wants = debtor.debtor_id not in truth.refused_email
    by_email = (debtor.has_email or is_found) and wants and (debtor.debtor_id, "email") not in truth.unreachable
    by_post = (debtor.has_address or is_found) and (debtor.debtor_id, "print") not in truth.unreachable
    return by_email or (by_post and "wrong_address" not in holds)


def _costs_only(made: Day, dossier_id: str) -> bool:
    balance = made.ledger["balances"].filter(pl.col("open_cents") > 0, dossier_id=dossier_id)
    return balance.is_empty()
