"""The world outside the hub, from a seed: claims come in, debtors act, bailiffs and operators answer."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import Any, Final

from tests.year.acts_of_debtors import ActsOfDebtors
from tests.year.fact_log import FactLog
from tests.year.hub_in_memory import Day
from tests.year.stock import draw_stock

_ACTS: Final = {
    "pay_all": 14,
    "pay_part": 14,
    "pay_told_late": 4,
    "pay_and_take_back": 10,
    "dispute": 12,
    "promise": 10,
    "arrange": 12,
    "propose": 8,
    "be_held": 16,
    "withdraw": 2,
    "refuse_email": 2,
    "credit": 3,
}
_RATE: Final = 0.03
"""Acts of a debtor per dossier and day."""

_CREDITOR_HOLD: Final = ("telecom-brabo", date(2025, 5, 12), date(2025, 5, 23))


class World(ActsOfDebtors):
    """The world: what is true in it, and what it tells the hub, day by day."""

    def __init__(self, seed: int, log: FactLog) -> None:
        super().__init__(Random(seed))
        self._log = log
        self._stock = draw_stock(self.rng)
        creditor_id, first, last = _CREDITOR_HOLD
        about = {"creditor_id": creditor_id}
        self.agenda[first].append(lambda: self.place_hold("other", "creditor", creditor_id, about, last))

    def morning(self, day: date) -> None:
        """Tell the hub what came up since its last order."""
        self.today = day
        while self._stock and self._stock[0][0] <= day:
            self._claim_comes()
        for act in self.agenda.pop(day, []):
            act()
        for dossier_id in sorted(self.open_cents):
            if self.open_cents[dossier_id] > 0 and self.rng.random() < _RATE and self.lives(dossier_id):
                name = self.rng.choices(list(_ACTS), list(_ACTS.values()))[0]
                getattr(self, name)(dossier_id)
        self._tell()

    def noon(self) -> None:
        """Tell the hub of money that came between two orders of one day."""
        for dossier_id in sorted(self.open_cents):
            if self.open_cents[dossier_id] > 0 and self.rng.random() < 0.05 and self.lives(dossier_id):
                self.pay_part(dossier_id)
        self._tell()

    def evening(self, made: Day) -> None:
        """Take note of what the hub sent, and plan what follows on it."""
        self.open_cents = dict(made.ledger["dossiers"].select("dossier_id", "open_cents").rows())
        for row in made.messages.iter_rows(named=True):
            if self.rng.random() < 0.06:
                self.after(self.rng.randint(1, 4), self.return_message, row)
        for row in made.transfers.iter_rows(named=True):
            self._hand_over(row)
        accepted = made.decisions["arrangement_checks"].filter(decided_by="limits")["arrangement_id"].to_list()
        for plan in self.truth.plans:
            if plan.plan_id in accepted:
                plan.forced = made.business_date
                self.counts["accepted by limits"] += 1
        for batch_id in made.waiting["batch_id"].unique().sort():
            self.after(self.rng.randint(1, 5), self._answer_release, batch_id)

    def _tell(self) -> None:
        self._log.deliver(self.today, self.facts)
        self.facts.clear()

    def _claim_comes(self) -> None:
        _, debtor_row, claim_row, debtor, claim = self._stock.pop(0)
        if debtor_row is not None:
            self.facts["debtors"].append(debtor_row)
            self.debtor_rows[debtor.debtor_id] = debtor_row
            self.truth.debtors[debtor.debtor_id] = debtor
        self.facts["claims"].append(claim_row)
        self.truth.claims[claim.claim_id] = claim

    def _hand_over(self, row: dict[str, Any]) -> None:
        """A bailiff gets a dossier: he takes it, or gives it back; he asks for costs, and collects."""
        dossier_id, told = row["dossier_id"], {"partner_id": row["partner_id"]}
        handed = {f"{row['creditor_id']}:{claim['reference']}" for claim in json.loads(row["facts"])["claims"]}
        for had in (self.truth.with_bailiff, self.truth.handed_over):
            had.setdefault(dossier_id, set()).update(handed)
        days = self.rng.randint(2, 8)
        fate = self.rng.random()
        if fate < 0.2:
            self.after(days, self._give_back, dossier_id, told)
            return
        self.after(days, self.tell, "bailiff_accepted", dossier_id, told)
        if fate < 0.3:
            self.after(days + 20, self._lose_debtor, dossier_id, told)
        if fate > 0.5:
            self.after(days + 5, self._post_cost, dossier_id, told)

    def _give_back(self, dossier_id: str, told: dict[str, Any]) -> None:
        self.truth.given_back.add(dossier_id)
        self.truth.with_bailiff.pop(dossier_id, None)
        self.tell("bailiff_refused", dossier_id, told)

    def _lose_debtor(self, dossier_id: str, told: dict[str, Any]) -> None:
        self.truth.given_back.add(dossier_id)
        self.tell("untraceable", dossier_id, told)

    def _post_cost(self, dossier_id: str, told: dict[str, Any]) -> None:
        cents = self.rng.randint(3_000, 12_000)
        self.truth.posted_cents[dossier_id] = self.truth.posted_cents.get(dossier_id, 0) + cents
        self.truth.reopened(dossier_id)
        self.tell("cost_posted", dossier_id, told | {"amount_cents": cents, "detail": "dagvaarding"})

    def _answer_release(self, batch_id: str) -> None:
        """An operator releases or refuses a batch, mostly in time; some are forgotten."""
        decision = self.rng.choices(["release", "refuse", None], [7, 2, 1])[0]
        if decision:
            self.counts[decision] += 1
            self.decide("release", f"release:{batch_id}", {"batch_id": batch_id}, decision)
