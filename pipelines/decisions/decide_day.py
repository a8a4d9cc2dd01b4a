"""The stage `decisions` for a business date: a profile and an action for every dossier, holds, work items, controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from mappings.plan_rules import PlanRules
from mappings.profile_rules import Profile
from mappings.silence_rules import USUAL, SilenceRules
from pipelines.decisions.await_releases import await_releases
from pipelines.decisions.count_decisions import count_checks, count_decisions, count_parties, count_work_items
from pipelines.decisions.decide_dossiers import Decided, decide_dossiers
from pipelines.decisions.follow_decisions import follow_decisions
from pipelines.decisions.list_listed import list_listed
from pipelines.decisions.list_plan_items import list_plan_items
from pipelines.decisions.list_silence import list_silence
from pipelines.decisions.list_work_items import list_work_items
from pipelines.decisions.relate_debtors import relate_debtors
from pipelines.releases import find_changes, list_offers


def decide_day(
    tables: Mapping[str, pl.DataFrame],
    profiles: Sequence[Profile],
    plan_rules: Mapping[str, PlanRules],
    *,
    business_date: date,
    silence: SilenceRules = USUAL,
) -> dict[str, pl.DataFrame]:
    """What happens to every dossier on a business date, and why.

    Args:
        tables: By name: `dossiers`, `balances`, `costs` and `gates` of the business date; `claims`, `debtors`,
            `payments`, `events`, `arrangements`, `instalments` and `list_entries` as known; `creditors`
            (`mappings.partner_tables`); `hold_rules` (`mappings.hold_rules`); `contact`: why no message may reach whom
            today (`mappings.contact_hours`); `terms`: event_id, until_date of the statutory notices; `findings`,
            `corrections`, `waiting`, `deliveries` and `operator_decisions` as known; `expected`: when files should
            come; `teams`: who takes which work items; `standing`: batches that wait for a release
            (`pipelines.releases.follow_releases`), and `shown_messages` and `shown_transfers`, what is in them;
            `addressees`: the debtors as letters address them (`pipelines.addressees`), where somebody may act for one;
            `answers`: who owes an answer (`mappings.silence_rules`); `law_due`: values of the law that are missing
            (`mappings.law_due`); `unsent`: what stands in earlier batches and is not known to have left.
        profiles: Profiles in order of priority.
        plan_rules: Rules of arrangements and promises by creditor.
        business_date: Day that is decided.
        silence: After how many days silence is told; the usual ones when not given.

    Returns:
        `profiles`, `holds`, `actions`, `left_out`, `arrangement_checks`, `parties`, `work_items` and `controls`, each
        as its table.
    """
    told = tables["operator_decisions"]
    parties, reviews = relate_debtors(tables["debtors"], told, business_date=business_date)
    decided = decide_dossiers(tables, parties, profiles, plan_rules, business_date=business_date)
    checks = decided.checks
    offers = list_offers(tables["standing"], tables["shown_messages"], tables["shown_transfers"])
    changed = find_changes(offers, decided.actions, tables, business_date=business_date)
    actions = await_releases(decided.actions, changed)
    items = _list_items(decided, actions, reviews, tables, silence, business_date=business_date)
    counted = [
        count_decisions(tables["dossiers"], decided.assigned, actions, business_date=business_date),
        count_checks(checks, business_date=business_date),
        count_parties(parties, business_date=business_date),
        count_work_items(items, business_date=business_date),
    ]
    return {
        "profiles": decided.assigned,
        "holds": decided.standing.holds,
        "actions": actions,
        "left_out": decided.left_out,
        "arrangement_checks": checks,
        "parties": parties,
        "work_items": items,
        "controls": pl.concat(counted),
    }


def _list_items(
    decided: Decided,
    actions: pl.DataFrame,
    reviews: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    silence: SilenceRules,
    *,
    business_date: date,
) -> pl.DataFrame:
    """What a person must look at, from every stage, with what was decided about it."""
    facts = decided.standing.facts
    of_more = {
        "of_plans": list_plan_items(decided.checks, facts, decided.followed.holds),
        "of_lists": list_listed(decided.listed, facts),
        "silent": list_silence(decided, actions, tables, silence, business_date=business_date),
    }
    causes = list_work_items(actions, facts, reviews, {**tables, **of_more}, business_date=business_date)
    return follow_decisions(causes, tables["operator_decisions"], tables["teams"], business_date=business_date)
