"""The stage as one step gives all its tables, and they balance."""

from __future__ import annotations

import polars as pl

from mappings.partner_tables import EXPECTED, TEAMS
from mappings.plan_rules import load_plan_rules
from mappings.profile_rules import load_profiles
from pipelines.controls import SCHEMA, imbalances
from pipelines.decisions.decide_day import decide_day
from tests.pipelines.decisions.builders import DAY, Stock, event, table
from warehouse.schemas.canonical import OperatorDecisions
from warehouse.schemas.decisions import Actions, ArrangementChecks, Parties, Profiles, WorkItems
from warehouse.schemas.inbox import Corrections, Deliveries, Findings, Waiting

INBOX = {
    "findings": table(Findings, []),
    "corrections": table(Corrections, []),
    "waiting": table(Waiting, []),
    "deliveries": table(Deliveries, []),
    "expected": pl.DataFrame(schema=EXPECTED),
    "operator_decisions": table(OperatorDecisions, []),
    "teams": pl.DataFrame([("operators", None, 5)], schema=TEAMS, orient="row"),
}
RULES = {"c": load_plan_rules()["standard"]}


def test_a_day_gives_every_table_of_the_stage() -> None:
    stock = Stock(open_cents=3_000_000)
    stock.add("2", days_overdue=60, email="b@example.com")
    stock.events = [event("transferred", 3, dossier="2")]
    day = decide_day(stock.tables() | INBOX, load_profiles(), RULES, business_date=DAY)
    assert Profiles.validate(day["profiles"])["profile_id"].to_list() == ["large_claim", "nl_consumer"]
    assert Actions.validate(day["actions"])["outcome"].to_list() == ["person", "held"]
    assert WorkItems.validate(day["work_items"])["kind"].to_list() == ["step"]
    assert day["controls"].schema == SCHEMA
    assert imbalances(day["controls"]).is_empty()


def test_a_day_of_an_empty_stock_has_empty_tables() -> None:
    empty = {name: frame.clear() for name, frame in Stock().tables().items()}
    day = decide_day(empty | INBOX, load_profiles(), RULES, business_date=DAY)
    assert all(frame.is_empty() for frame in day.values())
    Actions.validate(day["actions"])
    WorkItems.validate(day["work_items"])
    Parties.validate(day["parties"])
    ArrangementChecks.validate(day["arrangement_checks"])
