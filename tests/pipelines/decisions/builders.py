"""Frames for tests of decisions: a table from a few columns, the rest filled with what does not matter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandera.polars as pa
import polars as pl

from mappings.contact_hours import ContactHours, contact_table
from mappings.hold_rules import hold_table, load_holds
from mappings.law_due import LAW_DUE
from mappings.plan_rules import load_plan_rules, plan_table
from mappings.profile_rules import Profile, load_profiles
from mappings.silence_rules import ANSWERS
from pipelines.decisions.announce_plans import NO_MESSAGES
from pipelines.decisions.assign_profiles import assign_profiles
from pipelines.decisions.choose_steps import choose_steps
from pipelines.decisions.divide_events import divide_events
from pipelines.decisions.find_overrides import find_overrides
from pipelines.decisions.find_reach import find_reach
from pipelines.decisions.match_entries import MATCHES
from pipelines.decisions.recall_plans import NO_PLANS
from pipelines.decisions.relate_debtors import relate_debtors
from pipelines.decisions.rest_steps import NO_HOLDS
from pipelines.decisions.take_standing import Standing, newest_versions, take_standing
from pipelines.releases import follow_releases
from warehouse.schemas.canonical import (
    Arrangements,
    Claims,
    Debtors,
    Events,
    Instalments,
    ListEntries,
    OperatorDecisions,
    Payments,
)
from warehouse.schemas.decisions import Actions, Parties, WorkItems
from warehouse.schemas.ledger import Balances, Costs, Dossiers, Gates
from warehouse.schemas.outbox import Lines, Messages, Releases, Transfers

DAY = date(2026, 11, 16)
TERM_DAYS = 17


def table(model: type[pa.DataFrameModel], rows: list[dict[str, Any]], **defaults: Any) -> pl.DataFrame:
    """Return a table of a model; columns that neither a row nor the defaults give are empty, 0 or False."""
    columns = {name: column.dtype.type for name, column in model.to_schema().columns.items()}
    blanks: dict[Any, Any] = {pl.Int64: 0, pl.Boolean: False}
    filled = [
        {
            name: row.get(
                name, defaults.get(name, None if model.to_schema().columns[name].nullable else blanks.get(kind))
            )
            for name, kind in columns.items()
        }
        for row in rows
    ]
    return pl.DataFrame(filled, schema=columns, orient="row")


def days_ago(days: int) -> date:
    """Return the day so many days before the business date."""
    return DAY - timedelta(days=days)


def event(kind: str, days: int, *, dossier: str = "1", **more: Any) -> dict[str, Any]:
    """Return an event of so many days ago."""
    row = {"kind": kind, "dossier_id": dossier, "effective_date": days_ago(days), "known_at": days_ago(days)}
    key = f"{kind}-{days}-{dossier}-{more.get('claim_id')}"
    return {"event_id": key, "creditor_id": "c", "delivery_id": "D00000002-00000000", "line_number": 1} | row | more


def limitation(since: date) -> dict[str, Any]:
    """Return the gate of a claim of dossier 1 that nobody can enforce since a day."""
    gate = {"creditor_id": "c", "dossier_id": "1", "claim_id": "k1", "gate": "limitation_passed"}
    return gate | {"rule_id": "nl_limitation", "reason": "passed", "since_date": since}


class Stock:
    """A small stock of dossiers, of one claim each, and what was known of them."""

    def __init__(self, **dossier: Any) -> None:
        self.dossiers: list[dict[str, Any]] = []
        self.claims: list[dict[str, Any]] = []
        self.debtors: list[dict[str, Any]] = []
        self.payments: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.gates: list[dict[str, Any]] = []
        self.costs: list[dict[str, Any]] = []
        self.hours: list[ContactHours] = []
        self.arrangements: list[dict[str, Any]] = []
        self.instalments: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.entries: list[dict[str, Any]] = []
        self.creditor = {
            "country": "nl",
            "bailiff_office": "office",
            "threshold_cents": 0,
            "waiting_days": 7,
            "asks_collection_costs": True,
        }
        self.add("1", **dossier)

    def add(self, dossier_id: str, *, days_overdue: int = 30, open_cents: int = 20_000, **debtor: Any) -> None:
        """Add a dossier with one claim and its debtor."""
        keys = {"creditor_id": "c", "dossier_id": dossier_id, "debtor_id": f"d{dossier_id}"}
        self.dossiers.append(
            keys
            | {
                "claim_count": 1,
                "open_claim_count": 1,
                "oldest_due_date": days_ago(days_overdue),
                "principal_cents": open_cents,
                "principal_open_cents": open_cents,
                "open_cents": open_cents,
            }
        )
        cents = {"open_cents": open_cents, "principal_open_cents": open_cents}
        self.add_claim(dossier_id, claim_id=f"k{dossier_id}", days_overdue=days_overdue, **cents)
        defaults = {"debtor_type": "consumer", "language": "nl", "email": "a@example.com", "postcode": "1234 AB"}
        own = {"debtor_id": f"d{dossier_id}", "creditor_id": "c", "city": "Dorp", "name": f"A. Debtor-{dossier_id}"}
        self.debtors.append(own | defaults | debtor)

    def add_claim(self, dossier_id: str, *, claim_id: str, days_overdue: int, **more: Any) -> None:
        """Add a claim to a dossier."""
        self.claims.append(
            {"creditor_id": "c", "claim_id": claim_id, "dossier_id": dossier_id, "due_date": days_ago(days_overdue)}
            | {"delivery_id": "D00000001-00000000", "open_cents": 20_000, "principal_open_cents": 20_000}
            | more
        )

    def add_plan(self, plan_id: str, agreed: date, *parts: tuple[date, int], dossier: str = "1", **more: Any) -> None:
        """Add an arrangement with its instalments: due date and cents of each."""
        keys = {"creditor_id": "c", "dossier_id": dossier, "delivery_id": "D00000002-00000000", "line_number": 1}
        dates = {"first_due_date": parts[0][0], "last_due_date": parts[-1][0], "agreed_date": agreed}
        sums = {"total_cents": sum(cents for _, cents in parts), "instalment_count": len(parts)}
        self.arrangements.append(keys | {"arrangement_id": plan_id} | dates | sums | more)
        self.instalments += [
            keys | {"arrangement_id": plan_id, "instalment_number": place, "due_date": due, "amount_cents": cents}
            for place, (due, cents) in enumerate(parts, start=1)
        ]

    def add_payment(self, payment_id: str, day: date, cents: int, *, dossier: str = "1", **more: Any) -> None:
        """Add a payment."""
        row = {"payment_id": payment_id, "kind": "payment", "dossier_id": dossier, "effective_date": day}
        place = {"delivery_id": "D00000003-00000000", "line_number": len(self.payments) + 1}
        self.payments.append(row | place | {"amount_cents": cents} | more)

    def add_reversal(self, payment_id: str, day: date, cents: int, *, dossier: str = "1") -> None:
        """Take a payment back."""
        reverses = {"kind": "reversal", "reverses_payment_id": payment_id}
        self.add_payment(f"{payment_id}-back", day, cents, dossier=dossier, **reverses)

    def tables(self, day: date = DAY) -> dict[str, pl.DataFrame]:
        """Return the stock as tables."""
        creditors = pl.DataFrame([{"creditor_id": "c"} | self.creditor], schema_overrides={"bailiff_office": pl.String})
        return {
            "dossiers": table(Dossiers, self.dossiers, business_date=day),
            "balances": table(Balances, self.claims, business_date=day),
            "claims": table(Claims, self.claims, known_at=date(2026, 1, 1)),
            "debtors": table(Debtors, self.debtors, known_at=date(2026, 1, 1), delivery_id="D00000001-00000000"),
            "payments": self.payment_table(),
            "events": self.event_table(),
            "creditors": creditors,
            "terms": self.terms(),
            **nothing_waits(),
            "gates": table(Gates, self.gates, business_date=day),
            "costs": table(Costs, self.costs, business_date=day, creditor_id="c", kind="nl_bik"),
            "plan_facts": NO_PLANS,
            "plan_holds": NO_HOLDS,
            "plan_messages": NO_MESSAGES,
            "of_plans": table(WorkItems, []).drop("business_date"),
            "silent": table(WorkItems, []).drop("business_date"),
            "answers": pl.DataFrame(schema=ANSWERS),
            "law_due": pl.DataFrame(schema=LAW_DUE),
            "unsent": table(Transfers, []),
            "of_lists": table(WorkItems, []).drop("business_date"),
            "list_entries": table(ListEntries, self.entries, is_listed=True, known_at=date(2026, 1, 1)),
            "listed": pl.DataFrame(schema=MATCHES),
            "arrangements": table(Arrangements, self.arrangements, known_at=date(2026, 1, 1)),
            "instalments": table(Instalments, self.instalments, known_at=date(2026, 1, 1)),
            "operator_decisions": table(OperatorDecisions, self.answers, item_kind="proposal", decided_by="A"),
            "parties": table(Parties, [], business_date=day),
            "plan_days": plan_table({"c": load_plan_rules()["standard"]}),
            "hold_rules": hold_table(load_holds()),
            "contact": contact_table({"nl": self.hours, "be": self.hours}, {"nl": [], "be": []}, day),
        }

    def standing(self, day: date = DAY) -> Standing:
        """Return the standing of the stock."""
        before, _ = divide_events(self.event_table(), business_date=day)
        tables = self.tables(day)
        parties, _ = relate_debtors(tables["debtors"], table(OperatorDecisions, []), business_date=day)
        known = tables["debtors"].filter(pl.col("known_at") <= day)
        tables["reach"] = find_reach(known, before, tables["claims"])
        tables["debtors"] = newest_versions(tables["debtors"], business_date=day)
        return take_standing(tables, before, parties, business_date=day)

    def facts(self, day: date = DAY) -> pl.DataFrame:
        """Return the facts of the stock."""
        return self.standing(day).facts

    def assigned(self, profiles: tuple[Profile, ...] | None = None, day: date = DAY) -> pl.DataFrame:
        """Return the profiles of the stock."""
        before, _ = divide_events(self.event_table(), business_date=day)
        overrides = find_overrides(before, business_date=day)
        return assign_profiles(self.facts(day), profiles or load_profiles(), overrides)

    def event_table(self) -> pl.DataFrame:
        """Return the events."""
        return table(Events, self.events)

    def payment_table(self) -> pl.DataFrame:
        """Return the payments."""
        return table(Payments, self.payments, known_at=date(2026, 1, 1), creditor_id="c", source="agency")

    def terms(self) -> pl.DataFrame:
        """Return terms of seventeen days for every notice."""
        notices = self.event_table().filter(pl.col("kind").is_in(["fourteen_day_notice_sent", "first_reminder_sent"]))
        return notices.select("event_id", until_date=pl.col("effective_date") + pl.duration(days=TERM_DAYS))

    def decided(
        self, day: date = DAY, profiles: tuple[Profile, ...] | None = None
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the actions of the stock, and the claims that they leave out."""
        rules = profiles or load_profiles()
        _, today = divide_events(self.event_table(), business_date=day)
        tables = self.tables(day) | {"dispatched": today}
        return choose_steps(self.standing(day), self.assigned(rules, day), rules, tables, business_date=day)

    def actions(self, day: date = DAY, profiles: tuple[Profile, ...] | None = None) -> pl.DataFrame:
        """Return the actions of the stock."""
        return self.decided(day, profiles)[0]

    def left_out(self, day: date = DAY, profiles: tuple[Profile, ...] | None = None) -> dict[str, str]:
        """Return the cause by claim that the actions leave out."""
        return dict(self.decided(day, profiles)[1].select("claim_id", "cause").rows())

    def action(self, day: date = DAY, dossier: str = "1") -> dict[str, Any]:
        """Return the action of one dossier."""
        return self.actions(day).filter(dossier_id=dossier).row(0, named=True)


def nothing_waits() -> dict[str, pl.DataFrame]:
    """Return the tables of batches that wait for a release: none do."""
    return {
        "standing": follow_releases(table(Releases, []), table(OperatorDecisions, []), business_date=DAY, rest_days=7),
        "shown_messages": table(Messages, []),
        "shown_transfers": table(Transfers, []),
        "shown_lines": table(Lines, []),
        "offered_actions": table(Actions, []),
    }


def stock(*events: dict[str, Any], **dossier: Any) -> Stock:
    """Return a stock of one dossier with events."""
    made = Stock(**dossier)
    made.events.extend(events)
    return made
