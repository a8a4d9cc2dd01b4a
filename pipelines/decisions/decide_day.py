"""The stage `decisions` as one step: facts, profiles, actions and work items of a business date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from mappings.profile_rules import Profile
from pipelines.decisions.assign_profiles import assign_profiles
from pipelines.decisions.choose_steps import choose_steps
from pipelines.decisions.divide_events import divide_events
from pipelines.decisions.gather_facts import gather_facts
from pipelines.decisions.list_work_items import list_work_items


def decide_day(
    tables: Mapping[str, pl.DataFrame], profiles: Sequence[Profile], *, business_date: date
) -> dict[str, pl.DataFrame]:
    """The tables of the stage for one business date.

    Args:
        tables: By name: `balances` and `dossiers` of the business date; `claims`, `debtors`, `payments` and `events`
            as known; `creditors` (creditor_id, country, bailiff_office, threshold_cents); `terms` of the notices
            (event_id, until_date); `findings` and `deliveries` as known.
        profiles: Profiles in order of priority (`mappings.profile_rules.load_profiles`).
        business_date: Day to decide.

    Returns:
        `profiles`, `actions` and `work_items`, each as its table.
    """
    before, sent_today = divide_events(tables["events"], business_date=business_date)
    facts = gather_facts({**tables, "events": before}, business_date=business_date)
    assigned = assign_profiles(facts, profiles)
    actions = choose_steps(facts, assigned, profiles, sent_today, business_date=business_date)
    items = list_work_items(
        actions, facts, tables["payments"], tables["findings"], tables["deliveries"], business_date=business_date
    )
    return {"profiles": assigned, "actions": actions, "work_items": items}
