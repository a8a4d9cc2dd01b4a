"""A hub without disk, store and Dagster: the same steps as a day of the hub, on frames, with the receipt fed back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import polars as pl

from mappings.hold_rules import hold_table, load_holds
from mappings.law import load_law
from mappings.law_due import law_due
from mappings.partner_tables import EXPECTED, agency_table, creditor_table, team_table
from mappings.partners import load_partners
from mappings.profile_rules import load_profiles, step_table
from mappings.release_rules import load_release_rules
from mappings.silence_rules import answer_table
from mappings.templates import template_table
from mappings.terms import terms_table
from mappings.tree import SHIPPED
from pipelines.addressees import address_representatives
from pipelines.contact_days import closed_today
from pipelines.controls import imbalances
from pipelines.decisions.decide_day import decide_day
from pipelines.ledger.announce_costs import announce_costs
from pipelines.ledger.date_notices import date_notices
from pipelines.ledger.settle_day import settle_day
from pipelines.ledger.state_day import state_day
from pipelines.outbox.compose_day import compose_day
from pipelines.outbox.dispatch_receipt import dispatch_receipt
from pipelines.outbox.leave_out_claims import leave_out_claims
from pipelines.releases import follow_releases
from pipelines.returned_messages import without_returned
from tests.year.fact_log import FactLog
from warehouse.tables import empty

PARTNERS: Final = load_partners([SHIPPED])
LAW: Final = load_law()
TERMS: Final = terms_table(PARTNERS.creditors)
PROFILES: Final = load_profiles()
RULES: Final = load_release_rules()

_SETTINGS: Final = {
    "creditors": creditor_table(PARTNERS.creditors),
    "agency": agency_table(PARTNERS.agency),
    "teams": team_table(PARTNERS.agency),
    "hold_rules": hold_table(load_holds()),
    "steps": step_table(PROFILES),
    "templates": template_table([SHIPPED]),
    "expected": pl.DataFrame(schema=EXPECTED),
    "answers": answer_table(PARTNERS),
    "unsent": empty("outbox.transfers"),
    "list_entries": empty("canonical.list_entries"),
    **{name: empty(f"inbox.{name}") for name in ("findings", "corrections", "waiting", "deliveries")},
}
_PLAN_RULES: Final = {name: creditor.plans for name, creditor in PARTNERS.creditors.items() if creditor.plans}
_SHOWN: Final = ("messages", "transfers", "lines")
_EARLIER: Final = ["batch_id", "business_date", "creditor_id", "step_id"]
_SUMS: Final = {"row_count": pl.len().cast(pl.Int64), "amount_cents": pl.col("open_cents").sum()}


class Day(NamedTuple):
    """What an order of a day made.

    Args:
        business_date: The day.
        number: Number of the order on that day.
        ledger: Tables of the ledger.
        decisions: Tables of the decisions.
        messages: Rows of `outbox.messages` that left.
        transfers: Rows of `outbox.transfers` that left.
        waiting: What is in batches that wait from this order on: batch_id, dossier_id.
    """

    business_date: date
    number: int
    ledger: Mapping[str, pl.DataFrame]
    decisions: Mapping[str, pl.DataFrame]
    messages: pl.DataFrame
    transfers: pl.DataFrame
    waiting: pl.DataFrame


class Hub:
    """The hub: what it knows, and what it made."""

    def __init__(self, log: FactLog) -> None:
        self.log = log
        self._made = {name: empty(f"outbox.{name}") for name in (*_SHOWN, "releases")}

    def run(self, day: date, number: int) -> Day:
        """Run an order of a day, and feed its receipt back as a delivery."""
        order_id = self.log.deliver(day, {})
        known = self.log.known()
        known["events"] = without_returned(known["events"])
        ledger = settle_day(known, TERMS, LAW, business_date=day)
        standing = follow_releases(
            self._made["releases"], known["operator_decisions"], business_date=day, rest_days=RULES.rest_days
        )
        tables = _SETTINGS | known | ledger | self._offered(standing) | _of_day(known, day)
        tables["standing"] = standing
        decisions = decide_day(tables, PROFILES, _PLAN_RULES, business_date=day)
        left = self._compose(known, ledger, decisions, standing, day, number, order_id)
        for name in self._made:
            self._made[name] = pl.concat([self._made[name], left[name]])
        for frames in (ledger, decisions, left):
            wrong = imbalances(frames["controls"])
            assert wrong.is_empty(), f"{day}: {wrong}"
        waiting = left["releases"].filter(state="waiting").select("batch_id")
        gone = {name: left[name].join(waiting, on="batch_id", how="anti") for name in ("messages", "transfers")}
        shown = pl.concat(left[name].select("batch_id", "dossier_id") for name in gone)
        receipt = dispatch_receipt(gone["messages"], gone["transfers"], decisions["arrangement_checks"])
        self.log.deliver(day, {"events": [_event(line, day, number) for line in enumerate(receipt.splitlines())]})
        return Day(
            day, number, ledger, decisions, gone["messages"], gone["transfers"], shown.join(waiting, on="batch_id")
        )

    def _offered(self, standing: pl.DataFrame) -> dict[str, pl.DataFrame]:
        """What is in batches that wait or rest."""
        return {f"shown_{name}": self._made[name].join(standing, on="batch_id", how="semi") for name in _SHOWN[:2]}

    def _compose(
        self,
        known: Mapping[str, pl.DataFrame],
        ledger: Mapping[str, pl.DataFrame],
        decisions: Mapping[str, pl.DataFrame],
        standing: pl.DataFrame,
        day: date,
        number: int,
        order_id: str,
    ) -> dict[str, pl.DataFrame]:
        """What leaves; where nothing is sent and no batch was decided on, that is nothing."""
        leaving = decisions["actions"].filter(outcome="send")
        released = standing.filter(state="released")
        if leaving.is_empty() and standing.filter(pl.col("state").is_in(["released", "refused", "lapsed"])).is_empty():
            nothing = {name: empty(f"outbox.{name}") for name in (*_SHOWN, "releases")}
            return nothing | {"controls": ledger["controls"].clear()}
        facts = {
            name: frame.join(leaving, on="debtor_id" if name == "debtors" else "dossier_id", how="semi")
            for name, frame in known.items()
            if name in ("claims", "debtors", "payments", "events", "roles")
        }
        names = ("dossiers", "balances", "costs", "actions", "left_out", "arrangement_checks")
        of_day = {**ledger, **decisions}
        cut = {name: of_day[name].join(leaving, on="dossier_id", how="semi") for name in names}
        narrowed = leave_out_claims({**cut, "events": facts["events"]})
        own = {name: frame for name, frame in narrowed.items() if name != "events"}
        shown = {f"shown_{name}": self._made[name].join(released, on="batch_id", how="semi") for name in _SHOWN}
        offered = pl.concat([shown["shown_messages"]["dossier_id"], shown["shown_transfers"]["dossier_id"]])
        tables = {
            **_SETTINGS,
            **facts,
            **narrowed,
            **shown,
            "addressees": _addressees(facts, day),
            "dossiers": announce_costs(facts | own, TERMS, LAW, business_date=day),
            "lines": state_day(facts, TERMS, LAW, business_date=day).lines(),
            "work_items": decisions["work_items"],
            "standing": standing,
            "offered_actions": decisions["actions"].filter(pl.col("dossier_id").is_in(offered.implode())),
            **self._earlier(day),
        }
        return compose_day(tables, business_date=day, batch_number=number, order_id=order_id, rules=RULES)

    def _earlier(self, day: date) -> dict[str, pl.DataFrame]:
        """What left by earlier orders."""
        waited = self._made["releases"].filter(state="waiting")
        left = [self._made[name].join(waited, on="batch_id", how="anti") for name in ("messages", "transfers")]
        rows = pl.concat(frame.select(*_EARLIER, "open_cents") for frame in left)
        return {
            "earlier": rows.group_by(_EARLIER).agg(**_SUMS).sort(_EARLIER),
            "today": left[0].filter(business_date=day).select("batch_id", "debtor_id"),
        }


def _of_day(known: Mapping[str, pl.DataFrame], day: date) -> dict[str, pl.DataFrame]:
    """What decisions read of a day besides facts and ledger."""
    return {
        "addressees": _addressees(known, day),
        "law_due": law_due(LAW, day, days=PARTNERS.agency.silence.law_days),
        "contact": closed_today(LAW, PARTNERS.agency, day),
        "terms": date_notices(known["events"], known["claims"], TERMS, LAW),
    }


def _addressees(known: Mapping[str, pl.DataFrame], day: date) -> pl.DataFrame:
    return address_representatives(known["debtors"], known["claims"], known["roles"], business_date=day)


def _event(numbered: tuple[int, bytes], day: date, number: int) -> dict[str, Any]:
    """The event that a line of a receipt is booked as."""
    place, line = numbered
    told = json.loads(line)
    creditor_id, claim = told["creditor_id"], told.get("claim_reference")
    copied = ("kind", "dossier_id", "creditor_id", "step_id", "channel", "batch_id", "partner_id", "arrangement_id")
    return {name: told.get(name) for name in copied} | {
        "event_id": f"hub:{day}:{number}:{place}",
        "claim_id": f"{creditor_id}:{claim}" if claim else None,
        "effective_date": date.fromisoformat(told["effective_date"]),
    }
