"""Why a dossier gets what it gets on a day: its profile and no other, its next step, and what holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from assets.day_orders import orders_of
from assets.decision_tables import decision_tables, plan_rules
from mappings.law import load_law
from mappings.profile_facts import EVENT_FACTS
from mappings.profile_rules import load_profiles
from mappings.terms import terms_table
from pipelines.decisions.decide_dossiers import decide_dossiers
from pipelines.decisions.explain_profile import explain_profile, explain_steps
from pipelines.decisions.relate_debtors import relate_debtors
from pipelines.ledger.state_day import state_day
from pipelines.returned_messages import without_returned
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from assets.hub import Hub

_FACTS: Final = ("claims", "payments", "events", "debtors", "arrangements", "instalments", "roles")
_TOLD: Final = ("kind", "scope", "stops", "since_date", "until_date", "claim_id", "owner", "reason", "hold_id")


def why_on(hub: Hub, dossier_id: str, day: date | None) -> dict[str, Any]:
    """What is decided about a dossier on a day, with every rule, step and hold that led to it.

    It is decided anew from the facts known on that day, by the profiles of now. What was decided on the day itself
    stands beside it where that is kept.

    Args:
        hub: The open hub.
        dossier_id: Dossier.
        day: Day of the decision; none for the newest business date.

    Raises:
        UsageError: No dossier has this number, nothing of it was known then, or no day was ever run.
        LawError: A rate is needed on a day that the law tables do not cover.
    """
    as_of = day or max(hub.store.business_dates(), default=None)
    if as_of is None:
        raise UsageError("no business date was run yet", place=dossier_id, cure="Name a day with --date.")
    facts = _read_facts(hub, dossier_id, as_of)
    law, profiles = load_law(hub.home.mapping_roots), load_profiles(hub.home.mapping_roots)
    stated = state_day(facts, terms_table(hub.partners.creditors), law, business_date=as_of)
    tables = decision_tables(hub, facts | stated.tables(), as_of)
    parties, _ = relate_debtors(tables["debtors"], tables["operator_decisions"], business_date=as_of)
    decided = decide_dossiers(tables, parties, profiles, plan_rules(hub), business_date=as_of)
    own = decided.standing.facts.filter(dossier_id=dossier_id)
    choice = decided.assigned.filter(dossier_id=dossier_id).row(0, named=True)
    action = decided.actions.filter(dossier_id=dossier_id).row(0, named=True)
    chosen = next(profile for profile in profiles if profile.profile_id == choice["profile_id"])
    taken = {kind: own[fact][0] for kind, fact in EVENT_FACTS.items()}
    return {
        "dossier_id": dossier_id,
        "business_date": as_of,
        "creditor_id": choice["creditor_id"],
        "debtor_id": action["debtor_id"],
        "profile": {name: choice[name] for name in ("profile_id", "rule", "reason")},
        "profiles": explain_profile(own, profiles, chosen.profile_id),
        "action": {name: value for name, value in action.items() if name not in {"business_date", "dossier_id"}},
        "steps": explain_steps(own, chosen, action, taken),
        "holds": _holds(decided.standing.holds, action, dossier_id),
        "left_out": decided.left_out.filter(dossier_id=dossier_id)
        .drop("business_date", "creditor_id", "dossier_id")
        .to_dicts(),
        "facts": own.drop("business_date", "dossier_id", "debtor_id").row(0, named=True),
        "decided_then": _decided(hub, dossier_id, as_of),
    }


def _read_facts(hub: Hub, dossier_id: str, day: date) -> dict[str, pl.DataFrame]:
    """Facts known on a day of the dossier, and of the others of the same person: a hold may come from there."""
    owner = hub.store.read("canonical.claims", columns=["debtor_id"], where="dossier_id = ?", parameters=[dossier_id])
    if owner.is_empty():
        cure = 'Look it up: incassohub sql "select dossier_id from ledger.dossiers".'
        raise UsageError("no dossier has this number", place=dossier_id, cure=cure)
    debtors = _same_person(hub, owner["debtor_id"][0])
    marks = ", ".join("?" for _ in debtors)
    last = max((order.delivery_id for order in orders_of(hub.archive.log()) if order.business_date == day), default="E")
    known = "known_at <= ? AND delivery_id <= ?"
    of_dossiers = f"dossier_id IN (SELECT dossier_id FROM canonical.claims WHERE debtor_id IN ({marks}))"
    wide = f"(dossier_id IS NULL AND (debtor_id IN ({marks}) OR debtor_id IS NULL))"
    where = {
        "claims": (f"debtor_id IN ({marks})", debtors),
        "debtors": (f"debtor_id IN ({marks})", debtors),
        **dict.fromkeys(("payments", "arrangements", "instalments", "roles"), (of_dossiers, debtors)),
        "events": (f"({of_dossiers} OR {wide})", debtors * 2),
    }
    found = {
        name: hub.store.read(
            f"canonical.{name}", where=f"{known} AND {where[name][0]}", parameters=[day, last, *where[name][1]]
        )
        for name in _FACTS
    }
    for name in ("operator_decisions", "list_entries"):
        found[name] = hub.store.read(f"canonical.{name}", where=known, parameters=[day, last])
    found["events"] = without_returned(found["events"])
    if found["claims"].filter(dossier_id=dossier_id).is_empty():
        raise UsageError("nothing of this dossier was known then", place=str(day), cure="Name a later day.")
    return found


def _same_person(hub: Hub, debtor_id: str) -> list[str]:
    """The debtors that are the same person or company, by the newest day that told."""
    newest = "business_date = (SELECT max(business_date) FROM decisions.parties)"
    own = f"party_id IN (SELECT party_id FROM decisions.parties WHERE {newest} AND debtor_id = ?)"
    same = hub.store.read(
        "decisions.parties", columns=["debtor_id"], where=f"{newest} AND {own}", parameters=[debtor_id]
    )
    return sorted({debtor_id, *same["debtor_id"].to_list()})


def _holds(holds: pl.DataFrame, action: dict[str, Any], dossier_id: str) -> list[dict[str, Any]]:
    """The holds that reach the dossier."""
    scope = pl.col("scope")
    reaches = (
        (scope.is_in(["claim", "dossier"]) & (pl.col("dossier_id") == dossier_id))
        | ((scope == "debtor") & (pl.col("debtor_id") == action["debtor_id"]))
        | ((scope == "creditor") & (pl.col("creditor_id") == action["creditor_id"]))
    )
    return holds.filter(reaches.fill_null(value=False)).select(_TOLD).to_dicts()


def _decided(hub: Hub, dossier_id: str, day: date) -> dict[str, Any] | None:
    """What was decided on the day itself; none where that is not kept."""
    kept = hub.store.read(
        "decisions.actions",
        columns=["profile_id", "step_id", "outcome", "reason"],
        where="business_date = ? AND dossier_id = ?",
        parameters=[day, dossier_id],
    )
    return kept.row(0, named=True) if kept.height else None
