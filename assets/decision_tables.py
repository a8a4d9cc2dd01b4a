"""What the decisions of a day read besides facts and ledger: settings of creditors, kinds of holds, days of contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.hold_rules import hold_table, load_holds
from mappings.law import load_law
from mappings.law_due import law_due
from mappings.partner_tables import creditor_table, expected_table, team_table
from mappings.silence_rules import answer_table
from mappings.terms import terms_table
from pipelines.addressees import address_representatives
from pipelines.contact_days import closed_today
from pipelines.ledger.date_notices import date_notices

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

    from assets.hub import Hub
    from mappings.plan_rules import PlanRules


def decision_tables(hub: Hub, known: Mapping[str, pl.DataFrame], business_date: date) -> dict[str, pl.DataFrame]:
    """The tables that decisions read, with those that are known already.

    Args:
        hub: The open hub: its partners, law and kinds of holds.
        known: Facts as known, and the ledger of the business date; at least `events`, `claims`, `debtors` and
            `roles`.
        business_date: Day that is decided.

    Raises:
        LawError: The law names hours of contact, but not for this day.
    """
    law, terms = load_law(hub.home.mapping_roots), terms_table(hub.partners.creditors)
    return {
        **known,
        "addressees": addressees_of(known, business_date),
        "creditors": creditor_table(hub.partners.creditors),
        "expected": expected_table(hub.partners),
        "teams": team_table(hub.partners.agency),
        "answers": answer_table(hub.partners),
        "law_due": law_due(law, business_date, days=hub.partners.agency.silence.law_days),
        "hold_rules": hold_table(load_holds(hub.home.mapping_roots)),
        "contact": closed_today(law, hub.partners.agency, business_date),
        "terms": date_notices(known["events"], known["claims"], terms, law),
    }


def addressees_of(known: Mapping[str, pl.DataFrame], business_date: date) -> pl.DataFrame:
    """The debtors as letters address them on a business date.

    Args:
        known: `debtors`, `claims` and `roles` as known.
        business_date: The date.
    """
    return address_representatives(known["debtors"], known["claims"], known["roles"], business_date=business_date)


def plan_rules(hub: Hub) -> dict[str, PlanRules]:
    """The rules of arrangements and promises by creditor."""
    return {name: creditor.plans for name, creditor in hub.partners.creditors.items() if creditor.plans}
