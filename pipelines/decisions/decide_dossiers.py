"""The step that decides about dossiers: their plans to pay, profile, holds and next step, each from the facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from mappings.plan_rules import PlanRules, plan_table
from mappings.profile_rules import Profile
from pipelines.decisions.assign_profiles import assign_profiles
from pipelines.decisions.choose_steps import choose_steps
from pipelines.decisions.divide_events import divide_events
from pipelines.decisions.find_overrides import find_overrides
from pipelines.decisions.find_reach import find_reach
from pipelines.decisions.follow_plans import Followed, follow_plans, tell_checks
from pipelines.decisions.match_entries import match_entries
from pipelines.decisions.take_standing import Standing, newest_versions, take_standing
from pipelines.decisions.weigh_proposals import weigh_proposals


class Decided(NamedTuple):
    """What is decided about dossiers.

    Args:
        standing: What was known of them, with the holds.
        assigned: `decisions.profiles`.
        followed: Their plans to pay (`follow_plans`), with the proposals that the hub accepts today.
        checks: `decisions.arrangement_checks`.
        actions: `decisions.actions`.
        left_out: `decisions.left_out`.
        listed: Debtors whom lists name, or may name (`match_entries`).
    """

    standing: Standing
    assigned: pl.DataFrame
    followed: Followed
    checks: pl.DataFrame
    actions: pl.DataFrame
    left_out: pl.DataFrame
    listed: pl.DataFrame


def decide_dossiers(
    tables: Mapping[str, pl.DataFrame],
    parties: pl.DataFrame,
    profiles: Sequence[Profile],
    plan_rules: Mapping[str, PlanRules],
    *,
    business_date: date,
) -> Decided:
    """What happens to dossiers on a business date, and what led to it.

    Args:
        tables: As for `decide_day`.
        parties: `decisions.parties`.
        profiles: Profiles in order of priority.
        plan_rules: Rules of arrangements and promises by creditor.
        business_date: Day that is decided.
    """
    counting, dispatched = divide_events(tables["events"], business_date=business_date)
    versions = tables.get("addressees", tables["debtors"]).filter(pl.col("known_at") <= business_date)
    told = (tables["list_entries"], tables["debtors"], tables["claims"], tables["operator_decisions"])
    listed = match_entries(*told, business_date=business_date)
    known = {
        **tables,
        "listed": listed,
        "debtors": newest_versions(versions, business_date=business_date),
        "reach": find_reach(versions, counting, tables["claims"]),
    }
    of_plans = {**tables, "events": counting, "parties": parties, "plan_days": plan_table(plan_rules)}
    followed = follow_plans(of_plans, business_date=business_date)
    standing = _stand(known, followed, counting, parties, business_date)
    assigned = assign_profiles(standing.facts, profiles, find_overrides(counting, business_date=business_date))
    weighed = weigh_proposals(followed, standing.facts, assigned, plan_rules, business_date=business_date)
    if weighed["is_accepted"].any():
        followed = follow_plans(of_plans, weighed.filter("is_accepted"), business_date=business_date)
        standing = _stand(known, followed, counting, parties, business_date)
    actions, left_out = choose_steps(
        standing,
        assigned,
        profiles,
        {**known, "dispatched": dispatched, "plan_messages": followed.messages},
        business_date=business_date,
    )
    checks = tell_checks(followed, weighed, business_date=business_date)
    return Decided(standing, assigned, followed, checks, actions, left_out, listed)


def _stand(
    known: Mapping[str, pl.DataFrame],
    followed: Followed,
    counting: pl.DataFrame,
    parties: pl.DataFrame,
    business_date: date,
) -> Standing:
    """The standing of the dossiers with what their plans say."""
    with_plans = {**known, "plan_facts": followed.facts, "plan_holds": followed.holds}
    return take_standing(with_plans, counting, parties, business_date=business_date)
