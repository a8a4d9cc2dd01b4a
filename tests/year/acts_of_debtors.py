"""What debtors, and those who speak for them, do: each act is told to the hub and written down as true."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from tests.year.truth import FOLLOWS_PERSON, Hold, Money, Plan, Truth

_MOST_PAYMENTS: Final = 3
_HOLDS: Final = ("complaint", "counselling", "bankruptcy", "wsnp", "deceased", "vulnerable", "wrong_address", "other")


class ActsOfDebtors:
    """Acts by dossier; `facts` is what the hub is told next, `agenda` what is to come."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.truth = Truth()
        self.today = date.min
        self.counts: dict[str, int] = defaultdict(int)
        self.agenda: dict[date, list[Callable[[], Any]]] = defaultdict(list)
        self.facts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.open_cents: dict[str, int] = {}
        self.debtor_rows: dict[str, dict[str, Any]] = {}
        self._number = 0

    def after(self, days: int, act: Callable[..., Any], *given: Any) -> None:
        """Put an act on the agenda."""
        self.agenda[self.today + timedelta(days=days)].append(partial(act, *given))

    def tell(self, kind: str, dossier_id: str | None, more: dict[str, Any] | None = None) -> None:
        """Tell the hub of an event of today."""
        self.counts[kind] += 1
        row = {"event_id": self._name("e"), "kind": kind, "dossier_id": dossier_id, "effective_date": self.today}
        creditor = {} if dossier_id is None else {"creditor_id": self._creditor(dossier_id)}
        self.facts["events"].append(row | creditor | (more or {}))

    def decide(self, kind: str, item_id: str, subject: dict[str, str], decision: str) -> None:
        """Decide on a work item."""
        self.counts[f"{kind} {decision}"] += 1
        answer = {"item_id": item_id, "item_kind": kind, "subject": json.dumps(subject), "decision": decision}
        self.facts["operator_decisions"].append(answer | {"decided_by": "B. Visser", "remark": "gezien"})

    def lives(self, dossier_id: str) -> bool:
        """Return whether a debtor still does something: a long history makes long days."""
        return sum(paid.dossier_id == dossier_id for paid in self.truth.money) < _MOST_PAYMENTS

    def pay_all(self, dossier_id: str) -> None:
        """All is paid, and a little more: the interest of the days until it is booked."""
        self._pay(dossier_id, self._whole(dossier_id), is_all=True)

    def pay_part(self, dossier_id: str) -> None:
        """A part is paid."""
        self._pay(dossier_id, self._part(dossier_id))

    def pay_told_late(self, dossier_id: str) -> None:
        """A part was paid some weeks ago."""
        self._pay(dossier_id, self._part(dossier_id), days_ago=self.rng.randint(2, 25))

    def pay_and_take_back(self, dossier_id: str) -> None:
        """A direct debit that the bank takes back later."""
        is_all = self.rng.random() < 0.5
        cents = self._whole(dossier_id) if is_all else self._part(dossier_id)
        self.after(self.rng.randint(2, 30), self._take_back, self._pay(dossier_id, cents, is_all=is_all))

    def dispute(self, dossier_id: str) -> None:
        """A claim, or all of a dossier, is disputed; most disputes are settled some weeks later."""
        claim_id = None if self.rng.random() < 0.3 else self.rng.choice(self.truth.claims_of(dossier_id)).claim_id
        hold = Hold("dispute", "claim" if claim_id else "dossier", claim_id or dossier_id, self.today)
        self.truth.holds.append(hold)
        self.tell("dispute_opened", dossier_id, {"claim_id": claim_id, "detail": "klopt niet"})
        if self.rng.random() < 0.8:
            self.after(self.rng.randint(5, 70), self._settle_dispute, dossier_id, claim_id)

    def promise(self, dossier_id: str) -> None:
        """A promise to pay by a day: kept, kept in part or forgotten."""
        cents, until = self._part(dossier_id), self.today + timedelta(days=self.rng.randint(4, 15))
        plan_id = self._name("e")
        self.truth.plans.append(Plan(plan_id, dossier_id, "promise", self.today, [(until, cents)], forced=self.today))
        more = {"event_id": plan_id, "amount_cents": cents, "until_date": until}
        self.tell("promise_made", dossier_id, more)
        kept = self.rng.choice((cents, cents, cents // 2, 0))
        if kept:
            self.after((until - self.today).days, self._pay, dossier_id, kept)

    def arrange(self, dossier_id: str) -> None:
        """The creditor agreed instalments; some are paid, some are not."""
        self._arrange(dossier_id, is_proposal=False)

    def propose(self, dossier_id: str) -> None:
        """Instalments are proposed; what the hub does not accept by itself, a person answers."""
        plan = self._arrange(dossier_id, is_proposal=True)
        self.after(self.rng.randint(3, 9), self._answer_proposal, plan)

    def be_held(self, dossier_id: str) -> None:
        """A hold of some kind, on the person or the dossier, with or without an end."""
        kind = self.rng.choice(_HOLDS)
        debtor = self.truth.debtors[self.truth.claims_of(dossier_id)[0].debtor_id]
        is_personal = kind in FOLLOWS_PERSON
        target = debtor.person if is_personal else dossier_id
        if any(hold.kind == kind and hold.target == target and hold.is_on(self.today) for hold in self.truth.holds):
            return
        about = {"dossier_id": dossier_id, "creditor_id": debtor.creditor_id}
        if is_personal and self.rng.random() < 0.5:
            about = {"debtor_id": debtor.debtor_id, "creditor_id": debtor.creditor_id}
        until = self.today + timedelta(days=self.rng.randint(3, 60)) if self.rng.random() < 0.4 else None
        hold = self.place_hold(kind, "person" if is_personal else "dossier", target, about, until)
        if until is None and self.rng.random() < 0.7:
            self.after(self.rng.randint(5, 80), self._lift, hold, about)

    def place_hold(self, kind: str, scope: str, target: str, about: dict[str, Any], until: date | None) -> Hold:
        """Place a hold."""
        hold = Hold(kind, scope, target, self.today, until)
        self.truth.holds.append(hold)
        more = about | {"hold_kind": kind, "until_date": until, "owner": "A. Bakker"}
        self.tell("hold_placed", about.get("dossier_id"), more)
        return hold

    def withdraw(self, dossier_id: str) -> None:
        """The creditor takes a claim back."""
        claim_id = self.rng.choice(self.truth.claims_of(dossier_id)).claim_id
        self.truth.withdrawn.add(claim_id)
        self.tell("withdrawal", dossier_id, {"claim_id": claim_id})

    def refuse_email(self, dossier_id: str) -> None:
        """The debtor wants no e-mails."""
        self.truth.refused_email.add(self.truth.claims_of(dossier_id)[0].debtor_id)
        self.tell("contact_refused", dossier_id, {"channel": "email"})

    def credit(self, dossier_id: str) -> None:
        """The creditor credits a part of a claim."""
        claim = self.rng.choice(self.truth.claims_of(dossier_id))
        row = self._money("credit_note", dossier_id, self._name("n"), claim.cents // 5)
        self.facts["payments"].append(row | {"claim_id": claim.claim_id})

    def return_message(self, message: dict[str, Any]) -> None:
        """A message comes back; some debtors are found at another address later."""
        dossier_id, channel = message["dossier_id"], message["channel"]
        self.truth.returned[(dossier_id, message["batch_id"])] = self.today
        self.truth.unreachable.add((message["debtor_id"], channel))
        self.tell("message_returned", dossier_id, {"channel": channel, "batch_id": message["batch_id"]})
        if self.rng.random() < 0.6:
            self.after(self.rng.randint(5, 25), self._move, message["debtor_id"])

    def _pay(self, dossier_id: str, cents: int, *, days_ago: int = 0, is_all: bool = False) -> Money:
        day = self.today - timedelta(days=days_ago)
        money = Money(self._name("p"), dossier_id, day, self.today, cents, is_all)
        self.counts["payment"] += 1
        self.truth.money.append(money)
        row = self._money("payment", dossier_id, money.payment_id, cents)
        self.facts["payments"].append(row | {"effective_date": day})
        return money

    def _take_back(self, money: Money) -> None:
        self.counts["reversal"] += 1
        money.back_on = self.today
        self.truth.reopened(money.dossier_id)
        row = self._money("reversal", money.dossier_id, f"{money.payment_id}-back", money.cents)
        self.facts["payments"].append(row | {"reverses_payment_id": money.payment_id})

    def _money(self, kind: str, dossier_id: str, payment_id: str, cents: int) -> dict[str, Any]:
        place = {"dossier_id": dossier_id, "creditor_id": self._creditor(dossier_id), "effective_date": self.today}
        source = {"source": self.rng.choice(("agency", "creditor")), "is_from_start": False}
        return place | source | {"kind": kind, "payment_id": payment_id, "amount_cents": cents}

    def _whole(self, dossier_id: str) -> int:
        """More than all: costs and interest of the days until it is booked come on top."""
        return self.open_cents[dossier_id] * 3 // 2 + 20_000

    def _part(self, dossier_id: str) -> int:
        return max(1, self.open_cents[dossier_id] * self.rng.randint(10, 70) // 100)

    def _settle_dispute(self, dossier_id: str, claim_id: str | None) -> None:
        own = {claim.claim_id for claim in self.truth.claims_of(dossier_id)} if claim_id is None else set()
        for hold in self.truth.holds:
            if hold.kind == "dispute" and hold.target in {claim_id or dossier_id} | own and hold.lifted is None:
                hold.lifted = self.today
        self.tell("dispute_closed", dossier_id, {"claim_id": claim_id})

    def _lift(self, hold: Hold, about: dict[str, Any]) -> None:
        hold.lifted = self.today
        self.tell("hold_lifted", about.get("dossier_id"), about | {"hold_kind": hold.kind})

    def _arrange(self, dossier_id: str, *, is_proposal: bool) -> Plan:
        count, open_cents = self.rng.randint(2, 6), self.open_cents[dossier_id]
        first = self.today + timedelta(days=self.rng.randint(5, 20))
        cents = open_cents // count
        parts = [(first + timedelta(days=30 * n), max(1, cents)) for n in range(count)]
        parts[-1] = (parts[-1][0], max(1, open_cents - cents * (count - 1)))
        plan = Plan(self._name("a"), dossier_id, "arrangement", self.today, parts, is_proposal)
        plan.forced = None if is_proposal else self.today
        self.truth.plans.append(plan)
        self._tell_plan(plan)
        kept = count if self.rng.random() < 0.4 else self.rng.randint(0, count - 1)
        for due, due_cents in parts[:kept]:
            days = (due - self.today).days + self.rng.choice((-2, 0, 0, 3, 6))
            self.after(max(1, days), self._pay, dossier_id, due_cents)
        return plan

    def _tell_plan(self, plan: Plan) -> None:
        creditor_id, parts = self._creditor(plan.dossier_id), plan.parts
        keys = {"arrangement_id": plan.plan_id, "dossier_id": plan.dossier_id, "creditor_id": creditor_id}
        days = {"first_due_date": parts[0][0], "last_due_date": parts[-1][0], "agreed_date": plan.agreed}
        sums = {"total_cents": sum(cents for _, cents in parts), "instalment_count": len(parts)}
        self.counts["proposal" if plan.is_proposal else "arrangement"] += 1
        self.facts["arrangements"].append(keys | days | sums | {"is_proposal": plan.is_proposal})
        self.facts["instalments"] += [
            keys | {"instalment_number": number, "due_date": due, "amount_cents": cents}
            for number, (due, cents) in enumerate(parts, start=1)
        ]

    def _answer_proposal(self, plan: Plan) -> None:
        if plan.forced is not None:
            return
        is_accepted = self.rng.random() < 0.5
        plan.forced, plan.declined = (self.today, None) if is_accepted else (None, self.today)
        decision = "accept" if is_accepted else "decline"
        self.decide("proposal", f"proposal:{plan.plan_id}", {"arrangement_id": plan.plan_id}, decision)

    def _move(self, debtor_id: str) -> None:
        """The debtor is found again: another address and another e-mail address."""
        row = self.debtor_rows[debtor_id] | {"street": "Plein", "city": "Stad", "postcode": "4321 CD"}
        row["house_number"], row["email"] = str(len(self.facts) + self._number), f"{self._name('m')}@example.com"
        self.debtor_rows[debtor_id] = row
        self.facts["debtors"].append(row)
        self.truth.moved(debtor_id)

    def _creditor(self, dossier_id: str) -> str:
        return self.truth.claims_of(dossier_id)[0].creditor_id

    def _name(self, letter: str) -> str:
        self._number += 1
        return f"{letter}{self._number:05d}"
