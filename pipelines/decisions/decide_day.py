"""The stage `decisions` for a business date: a profile and an action for every dossier, holds, work items, controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from mappings.profile_rules import Profile
from pipelines.decisions.assign_profiles import assign_profiles
from pipelines.decisions.choose_steps import choose_steps
from pipelines.decisions.count_decisions import count_decisions, count_parties, count_work_items
from pipelines.decisions.divide_events import divide_events
from pipelines.decisions.find_overrides import find_overrides
from pipelines.decisions.follow_decisions import follow_decisions
from pipelines.decisions.list_work_items import list_work_items
from pipelines.decisions.relate_debtors import relate_debtors
from pipelines.decisions.take_standing import newest_versions, take_standing


def decide_day(
    tables: Mapping[str, pl.DataFrame], profiles: Sequence[Profile], *, business_date: date
) -> dict[str, pl.DataFrame]:
    """What happens to every dossier on a business date, and why.

    Args:
        tables: By name: `dossiers`, `balances`, `costs` and `gates` of the business date; `claims`, `debtors`,
            `payments` and `events` as known; `creditors` (`mappings.partner_tables`); `hold_rules`
            (`mappings.hold_rules`); `contact`: why no message may reach whom today (`mappings.contact_hours`); `terms`:
            event_id, until_date of the statutory notices; `findings`, `corrections`, `waiting`, `deliveries` and
            `operator_decisions` as known; `expected`: when files should come; `teams`: who takes which work items.
        profiles: Profiles in order of priority.
        business_date: Day that is decided.

    Returns:
        `profiles`, `holds`, `actions`, `left_out`, `parties`, `work_items` and `controls`, each as its table.
    """
    counting, dispatched = divide_events(tables["events"], business_date=business_date)
    decided = tables["operator_decisions"]
    parties, reviews = relate_debtors(tables["debtors"], decided, business_date=business_date)
    known = {**tables, "debtors": newest_versions(tables["debtors"], business_date=business_date)}
    standing = take_standing(known, counting, parties, business_date=business_date)
    assigned = assign_profiles(standing.facts, profiles, find_overrides(counting, business_date=business_date))
    actions, left_out = choose_steps(
        standing, assigned, profiles, {**known, "dispatched": dispatched}, business_date=business_date
    )
    causes = list_work_items(actions, standing.facts, reviews, tables, business_date=business_date)
    items = follow_decisions(causes, decided, tables["teams"], business_date=business_date)
    return {
        "profiles": assigned,
        "holds": standing.holds,
        "actions": actions,
        "left_out": left_out,
        "parties": parties,
        "work_items": items,
        "controls": pl.concat(
            [
                count_decisions(tables["dossiers"], assigned, actions, business_date=business_date),
                count_parties(parties, business_date=business_date),
                count_work_items(items, business_date=business_date),
            ]
        ),
    }
