"""A small day for tests of the outbox: three dossiers that leave by print, e-mail and bailiff."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from mappings.agency import Agency
from mappings.partner_blocks import Address
from mappings.partner_tables import TEAMS, agency_table, creditor_table
from mappings.partners import Creditor
from mappings.profile_rules import load_profiles, step_table
from mappings.terms import read_terms
from mappings.yaml_block import Block
from pipelines.ledger.state_day import LINES
from tests.pipelines.decisions.builders import nothing_waits, table
from warehouse.schemas.canonical import Claims, Debtors, Events, Payments
from warehouse.schemas.decisions import Actions, ArrangementChecks, LeftOut, WorkItems
from warehouse.schemas.inbox import Deliveries
from warehouse.schemas.ledger import Balances, Costs, Dossiers
from warehouse.schemas.outbox import Lines

DAY = date(2026, 11, 16)
IBAN = "NL91ABNA0417164300"
ADDRESS = Address("Kade", "12", "3011 XX", "Rotterdam", "nl")


def creditor(creditor_id: str, country: str) -> Creditor:
    """Return a creditor."""
    terms = read_terms(Block(Path("creditor.yaml"), 1, {}, {}, []), country=country)
    known = (creditor_id, "creditor", f"Energie {country}", {}, ADDRESS, country, "nl", "12345678", None, "debtor")
    return Creditor(*known, "deur", 0, terms)


AGENCY = Agency(
    name="Voorbeeld Incasso B.V.",
    address=ADDRESS,
    phone="010 123 45 67",
    email="post@voorbeeld.example",
    website="voorbeeld.example",
    iban=IBAN,
    company_number="12345678",
    registration="1000123",
    payment_link="https://betaal.voorbeeld.example/?reference={reference}&amount={amount}",
    complaints={"nl": "Schrijf ons.", "fr": "Écrivez-nous."},
)
EARLIER = {"batch_id": pl.String, "business_date": pl.Date, "creditor_id": pl.String, "step_id": pl.String}
TODAY = {"batch_id": pl.String, "debtor_id": pl.String}
EARLIER |= {"row_count": pl.Int64, "amount_cents": pl.Int64}
SENDS: tuple[dict[str, Any], ...] = (
    {"dossier_id": "1000000001", "step_id": "fourteen_day_notice", "event_kind": "fourteen_day_notice_sent"}
    | {"channel": "print", "template": "fourteen_day_notice", "creditor_id": "nl1", "profile_id": "nl_consumer"},
    {"dossier_id": "1000000002", "step_id": "first_reminder", "event_kind": "first_reminder_sent"}
    | {"channel": "email", "template": "first_reminder", "creditor_id": "be1", "profile_id": "be_consumer"},
    {"dossier_id": "1000000003", "step_id": "bailiff", "event_kind": "transferred"}
    | {"channel": "bailiff", "creditor_id": "nl1", "profile_id": "nl_consumer"},
    {"dossier_id": "1000000004", "step_id": "reminder", "event_kind": "reminder_sent"}
    | {"channel": "print", "template": "reminder", "creditor_id": "nl1", "profile_id": "nl_consumer"},
)
ITEMS: list[dict[str, Any]] = [
    {"item_id": "suspense:p1", "kind": "suspense", "amount_cents": 700, "team_id": "money"},
    {"item_id": "step:1", "kind": "step", "amount_cents": 14_123, "team_id": "rest", "deadline_date": DAY},
    {"item_id": "step:2", "kind": "step", "amount_cents": 5, "team_id": "rest", "snoozed_until": date(2026, 11, 20)},
    {"item_id": "credit:3", "kind": "credit", "amount_cents": 30, "team_id": "rest", "creditor_id": "nl1"},
]
CENTS = {"principal_open_cents": 10_000, "interest_open_cents": 123, "costs_open_cents": 4_000, "open_cents": 14_123}
INTEREST = {"interest_total_cents": 123}


def day(*more: dict[str, Any], **changes: Any) -> dict[str, pl.DataFrame]:
    """Return the tables of a day; changes overwrite columns of every dossier."""
    sends = [row | {"debtor_id": f"d{row['dossier_id']}"} for row in (*SENDS, *more)]
    claims = [
        {"creditor_id": row["creditor_id"], "dossier_id": row["dossier_id"], "claim_id": f"c{row['dossier_id']}"}
        | {"claim_reference": f"F{row['dossier_id']}", "due_date": date(2026, 9, 1), "principal_cents": 10_000}
        for row in sends
    ]
    shared = {"business_date": DAY}
    announced = {"notice_costs_cents": 4_000, "notice_vat_cents": None, "clause_cents": 2_000}
    terms = {"clause_rate_ppm": 105_000, "clause_term_days": 14}
    dossiers = table(Dossiers, sends, **shared, **CENTS, principal_cents=10_000, claim_count=1).with_columns(
        pl.lit(value, pl.Int64).alias(name) for name, value in (announced | terms | changes).items()
    )
    line = {"from_date": date(2026, 9, 2), "until_date": DAY, "days": 75, "base_cents": 10_000, "rate_ppm": 60_000}
    return {
        "actions": table(Actions, sends, **shared, outcome="send", reason="due", open_cents=14_123, asked_cents=14_123),
        "left_out": table(LeftOut, []),
        "arrangement_checks": table(ArrangementChecks, []),
        "dossiers": dossiers,
        "balances": table(Balances, claims, **shared, **CENTS, **INTEREST),
        "claims": table(Claims, claims),
        "lines": table(Lines, [row | line for row in claims], rate_per="year", interest_cents=123).select(*LINES),
        "costs": table(
            Costs,
            [row | {"cost_id": "k", "kind": "nl_bik", "due_date": DAY, "open_cents": 4_000} for row in sends],
            **shared,
        ),
        "events": table(
            Events,
            [
                {"event_id": f"e{row['dossier_id']}", "dossier_id": row["dossier_id"], "kind": "last_demand_sent"}
                | {"effective_date": date(2026, 10, 30), "channel": "print"}
                for row in sends
            ],
        ),
        "debtors": pl.concat([debtor_table(row) for row in sends]),
        "creditors": creditor_table({"nl1": creditor("nl1", "nl"), "be1": creditor("be1", "be")}),
        "agency": agency_table(AGENCY),
        "work_items": table(WorkItems, ITEMS, **shared, reason="why", subject="{}", since_date=DAY),
        "steps": step_table(load_profiles()),
        "payments": table(Payments, []),
        "deliveries": table(Deliveries, []),
        "teams": pl.DataFrame([("rest", None, 5)], schema=TEAMS, orient="row"),
        "earlier": pl.DataFrame(schema=EARLIER),
        "today": pl.DataFrame(schema=TODAY),
        **nothing_waits(),
        "templates": pl.DataFrame(
            [
                {"template": name, "language": "nl", "template_sha256": "a" * 64}
                for name in ("reminder", "fourteen_day_notice", "first_reminder")
            ]
        ),
    }


def debtor_table(row: dict[str, Any]) -> pl.DataFrame:
    """Return the debtor of an action; the postcode falls as the dossier's number rises."""
    number = int(row["dossier_id"]) % 10
    debtor = {"debtor_id": row["debtor_id"], "name": f"J. de Vries-{number}", "postcode": f"{9 - number}000 AA"}
    address = {"street": "Laan", "house_number": "1", "city": "Dorp", "country": "nl", "email": "a@example.com"}
    rest = {"debtor_type": "consumer", "language": "nl", "debtor_reference": f"K{number}", "known_at": DAY}
    return table(Debtors, [debtor | address | rest], delivery_id="D00000001-00000000")
