"""The step that takes stock of the dossiers before anything is decided: facts, claims, holds, and what these stop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from pipelines.decisions.follow_claims import follow_claims
from pipelines.decisions.gather_facts import gather_facts
from pipelines.decisions.list_holds import list_holds
from pipelines.decisions.place_claims import place_claims
from pipelines.decisions.sum_stops import sum_stops


class Standing(NamedTuple):
    """What is known of the dossiers before a step is chosen.

    Args:
        facts: Facts of the dossiers (`gather_facts`).
        placed: Open claims with what stops them (`place_claims`).
        followed: The claims that the steps go by (`follow_claims`).
        holds: `decisions.holds`.
        stops: What stops dossiers (`sum_stops`).
    """

    facts: pl.DataFrame
    placed: pl.DataFrame
    followed: pl.DataFrame
    holds: pl.DataFrame
    stops: pl.DataFrame


def take_standing(
    tables: Mapping[str, pl.DataFrame], events: pl.DataFrame, parties: pl.DataFrame, *, business_date: date
) -> Standing:
    """The standing of all dossiers on the business date.

    Args:
        tables: As for `decide_day`, with the newest version of each debtor in `debtors`; and what is known of plans to
            pay: `plan_facts` and `plan_holds` (`follow_plans`).
        events: Events that count (first result of `divide_events`).
        parties: `decisions.parties`.
        business_date: Day that is decided.
    """
    holds = list_holds(tables, tables["debtors"], parties, business_date=business_date)
    placed = place_claims(tables, events, holds)
    followed = follow_claims(placed)
    facts = gather_facts(tables, events, placed, followed, holds, business_date=business_date)
    stops = sum_stops(tables["dossiers"], placed, holds, tables["hold_rules"])
    return Standing(facts, placed, followed, holds, stops)


def newest_versions(debtors: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The newest version of each debtor that was known on the business date.

    Args:
        debtors: `canonical.debtors`, all versions.
        business_date: Day that is decided.
    """
    return (
        debtors.filter(pl.col("known_at") <= business_date)
        .sort("delivery_id", "line_number")
        .unique("debtor_id", keep="last", maintain_order=True)
    )
