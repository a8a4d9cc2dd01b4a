"""What is true outside the hub: who owes what, who is held, who pays. The world writes it, the invariants read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

STOPS: Final = {"vulnerable": "pressure", "wrong_address": "print"}
"""What a hold of a kind stops, as the issue has it; every other kind stops everything."""

FOLLOWS_PERSON: Final = ("counselling", "bankruptcy", "wsnp", "ccr", "administration", "deceased", "vulnerable")
"""Kinds of holds that are on a person with all debts."""


@dataclass(frozen=True)
class Debtor:
    """Who owes: a person may be a debtor of several creditors."""

    debtor_id: str
    creditor_id: str
    person: str
    debtor_type: str
    country: str
    has_email: bool
    has_address: bool
    has_phone: bool = False


@dataclass(frozen=True)
class Claim:
    """An amount due, with the day on which the hub knew it."""

    claim_id: str
    dossier_id: str
    debtor_id: str
    creditor_id: str
    due_date: date
    cents: int
    known: date


@dataclass
class Hold:
    """A hold on a creditor, person, dossier or claim; `known` is its first day for the hub."""

    kind: str
    scope: str
    target: str
    known: date
    until: date | None = None
    lifted: date | None = None

    def is_on(self, day: date) -> bool:
        """Return whether it is in force on a day."""
        in_time = self.until is None or day <= self.until
        return self.known <= day and in_time and (self.lifted is None or day < self.lifted)


@dataclass
class Money:
    """A payment, with the day on which it was taken back, if it was."""

    payment_id: str
    dossier_id: str
    day: date
    known: date
    cents: int
    is_all: bool = False
    back_on: date | None = None


@dataclass
class Plan:
    """An arrangement or a promise."""

    plan_id: str
    dossier_id: str
    kind: str
    agreed: date
    parts: list[tuple[date, int]]
    is_proposal: bool = False
    forced: date | None = None
    declined: date | None = None
    ended: date | None = None


@dataclass
class Truth:
    """All of it."""

    debtors: dict[str, Debtor] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    posted_cents: dict[str, int] = field(default_factory=dict)
    returned: dict[tuple[str, str], date] = field(default_factory=dict)
    unreachable: set[tuple[str, str]] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    refused_email: set[str] = field(default_factory=set)
    with_bailiff: dict[str, set[str]] = field(default_factory=dict)
    handed_over: dict[str, set[str]] = field(default_factory=dict)
    given_back: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)

    def claims_of(self, dossier_id: str) -> list[Claim]:
        """Return the claims of a dossier."""
        return [claim for claim in self.claims.values() if claim.dossier_id == dossier_id]

    def holds_on(self, claim: Claim, day: date) -> list[Hold]:
        """Return the holds that reach a claim on a day, whatever they are on."""
        person = self.debtors[claim.debtor_id].person
        reached = {
            ("claim", claim.claim_id),
            ("dossier", claim.dossier_id),
            ("person", person),
            ("creditor", claim.creditor_id),
        }
        return [hold for hold in self.holds if (hold.scope, hold.target) in reached and hold.is_on(day)]

    def reopened(self, dossier_id: str) -> None:
        """Take note that something of a dossier is open again: what was paid in full is so no more."""
        for money in self.money:
            if money.dossier_id == dossier_id:
                money.is_all = False

    def moved(self, debtor_id: str) -> None:
        """Take note that a debtor has another address: what came back says nothing any more."""
        self.found.add(debtor_id)
        self.unreachable -= {(debtor_id, "email"), (debtor_id, "print")}
