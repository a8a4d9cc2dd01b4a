"""The invariants of the year: what must hold of every message, from what is true and from the law, not from the hub."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import polars as pl

from tests.year.hub_in_memory import Day
from tests.year.law_in_plain_words import costs_from, is_closed, scale_cents
from tests.year.resting_plans import rests
from tests.year.truth import STOPS, Truth

PLAN_KINDS: Final = (
    *("arrangement_confirmed_sent", "instalment_reminder_sent", "instalment_missed_sent", "arrangement_broken_sent"),
)
"""Messages about an arrangement: they pass the rest that it gives."""

NOTICES: Final = {"nl": "fourteen_day_notice_sent", "be": "first_reminder_sent"}
"""The notice without which nothing but the principal (BE), or no cost (NL), may be asked of a consumer."""

_DEMANDS: Final = ("demand_sent", "last_demand_sent")
_PRESSING: Final = ("last_demand_sent", "transferred")
_WITH_VAT: Final = ("woonstichting-delta", "zorgplus")
_BY_CONTRACT: Final = "woonstichting-delta"
_KEPT_DAYS: Final = 15


class Sent(NamedTuple):
    """What left for a dossier: a message or a transfer, and the claims in it."""

    day: date
    dossier_id: str
    debtor_id: str
    kind: str
    channel: str
    batch_id: str
    claim_ids: tuple[str, ...]
    facts: dict[str, Any]
    row: dict[str, Any]


class Watch:
    """What left so far, and what is wrong with what leaves now."""

    def __init__(self) -> None:
        self.sent: dict[str, list[Sent]] = defaultdict(list)
        self._balances: dict[date, pl.DataFrame] = {}
        self._left_out: dict[date, pl.DataFrame] = {}
        self._dossiers: dict[date, pl.DataFrame] = {}

    def faults(self, made: Day, truth: Truth) -> list[str]:
        """Return every breach of an invariant by what left with an order."""
        day = made.business_date
        self._keep(made)
        open_cents = dict(made.ledger["balances"].select("claim_id", "open_cents").rows())
        found = []
        for item in _items(made):
            told = [
                *self._while_held(item, truth),
                *_while_resting(item, truth, open_cents),
                *self._costs_too_early(item, truth),
                *self._twice(item, truth),
                *_on_a_closed_day(item, truth),
                *self._twice_a_day(item, truth),
                *self._other_amounts(item),
                *_after_payment(item, truth),
                *_to_nowhere(item, truth),
                *self._unripe(item, truth),
            ]
            found += [f"{day} {item.dossier_id} {item.kind}: {fault}" for fault in told]
            self.sent[item.dossier_id].append(item)
        return found

    def _keep(self, made: Day) -> None:
        """Keep the ledger of some days: a batch that was released asks what was open when it was shown."""
        day = made.business_date
        self._balances[day] = made.ledger["balances"]
        self._dossiers[day] = made.ledger["dossiers"]
        self._left_out[day] = made.decisions["left_out"]
        for kept in (self._balances, self._dossiers, self._left_out):
            kept.pop(day - timedelta(days=_KEPT_DAYS), None)

    def _while_held(self, item: Sent, truth: Truth) -> Iterator[str]:
        """Nobody is messaged while held."""
        for claim_id in item.claim_ids:
            for hold in truth.holds_on(truth.claims[claim_id], item.day):
                stops = STOPS.get(hold.kind, "everything")
                if stops == "everything" or (stops == "pressure" and item.kind in _PRESSING) or stops == item.channel:
                    yield f"held by {hold}"
            if claim_id in truth.withdrawn:
                yield f"claim {claim_id} was withdrawn"
            # An arrangement is about all of its dossier, whoever has it.
            has_bailiff = claim_id in truth.with_bailiff.get(item.dossier_id, ())
            if has_bailiff and item.kind not in PLAN_KINDS:
                yield f"a bailiff has claim {claim_id}"

    def _costs_too_early(self, item: Sent, truth: Truth) -> Iterator[str]:
        """No cost of a consumer before its notice was sent and its term has passed."""
        debtor = truth.debtors[item.debtor_id]
        if debtor.debtor_type != "consumer":
            return
        over = [
            notice
            for notice in self.counted(item.dossier_id, truth, item.day)
            if notice.kind == NOTICES[debtor.country]
            and costs_from(debtor.country, notice.channel, notice.day) <= date.fromisoformat(_stated(item))
        ]
        posted = truth.posted_cents.get(item.dossier_id, 0)
        if debtor.country == "nl":
            bases = [sum(truth.claims[claim].cents for claim in notice.claim_ids) for notice in over]
            most = sum(_with_vat(scale_cents(base), debtor.creditor_id) for base in bases) + posted
            if item.row["costs_cents"] > most:
                yield f"{item.row['costs_cents']} of costs; notices that are over allow {most}"
            if item.kind == NOTICES["nl"]:
                yield from _announcement(item, debtor.creditor_id)
            return
        covered = {claim for notice in over for claim in notice.claim_ids}
        for claim in item.facts["claims"]:
            more = claim["interest_cents"] + claim["costs_cents"]
            if f"{debtor.creditor_id}:{claim['reference']}" not in covered and more > 0:
                yield f"{more} beside the principal of {claim['reference']}, without a reminder that is over"
        if not covered and item.row["costs_cents"] > posted:
            yield "costs without a reminder that is over"

    def _twice(self, item: Sent, truth: Truth) -> Iterator[str]:
        """No step twice in one pass: something in the message must be new to it."""
        before = [other for other in self.counted(item.dossier_id, truth, item.day) if other.kind == item.kind]
        if item.kind in PLAN_KINDS:
            return
        had = {claim for other in before for claim in other.claim_ids}
        if item.claim_ids and set(item.claim_ids) <= had:
            yield f"sent before on {[str(other.day) for other in before]}"

    def counted(self, dossier_id: str, truth: Truth, day: date) -> list[Sent]:
        """Return what was sent for a dossier and counts: it did not come back, and no reversal led to a new pass."""
        debtor_ids = {claim.debtor_id for claim in truth.claims_of(dossier_id)}
        debtor = truth.debtors[debtor_ids.pop()]
        backs = [paid.back_on for paid in truth.money if paid.dossier_id == dossier_id and paid.back_on]
        starts_anew = debtor.creditor_id == _BY_CONTRACT and debtor.debtor_type == "consumer"
        since = max((back for back in backs if back <= day), default=date.min) if starts_anew else date.min
        arrived = self._arrived(dossier_id, truth, day)
        return [item for item in arrived if item.kind in NOTICES.values() or item.day >= since]

    def _arrived(self, dossier_id: str, truth: Truth, day: date) -> list[Sent]:
        """Return what was sent for a dossier and did not come back."""
        backs = truth.returned
        return [item for item in self.sent[dossier_id] if backs.get((dossier_id, item.batch_id), date.max) > day]

    def _unripe(self, item: Sent, truth: Truth) -> Iterator[str]:
        """A bailiff gets no claim of which nothing was asked."""
        arrived = self._arrived(item.dossier_id, truth, item.day)
        demands = [other for other in arrived if other.kind in _DEMANDS]
        asked = {claim for other in demands for claim in other.claim_ids}
        if item.kind == "transferred" and not set(item.claim_ids) <= asked:
            yield f"nothing was asked of {sorted(set(item.claim_ids) - asked)}"

    def _twice_a_day(self, item: Sent, truth: Truth) -> Iterator[str]:
        """One message per debtor and day; where the creditor wants a dossier per contract, per dossier."""
        if item.kind == "transferred":
            return
        dossiers = {claim.dossier_id for claim in truth.claims.values() if claim.debtor_id == item.debtor_id}
        dossiers = {item.dossier_id} if truth.debtors[item.debtor_id].creditor_id == _BY_CONTRACT else dossiers
        for dossier_id in sorted(dossiers):
            for other in self.sent[dossier_id]:
                if other.day == item.day and other.kind != "transferred":
                    yield f"another message of the day is {other.kind} in {other.batch_id}"

    def _other_amounts(self, item: Sent) -> Iterator[str]:
        """What is asked is what the ledger has, bucket by bucket."""
        row, stated = item.row, date.fromisoformat(_stated(item))
        if stated not in self._balances:
            yield f"it states {stated}"
            return
        balances = self._balances[stated].filter(pl.col("open_cents") > 0, dossier_id=item.dossier_id)
        gone = self._left_out[stated].filter(dossier_id=item.dossier_id)["claim_id"].to_list()
        asked = balances.filter(~pl.col("claim_id").is_in(gone))
        whole = self._dossiers[stated].row(by_predicate=pl.col("dossier_id") == item.dossier_id, named=True)
        sums = {name: row[f"{name}_cents"] for name in ("principal", "interest", "costs", "open")}
        if sums["open"] != sums["principal"] + sums["interest"] + sums["costs"]:
            yield f"the buckets do not add up: {sums}"
        if set(asked["claim_id"]) != set(item.claim_ids):
            yield f"it is about {item.claim_ids}, open and not left out are {asked['claim_id'].to_list()}"
        for name in ("principal", "interest"):
            if sums[name] != asked[f"{name}_open_cents"].sum():
                yield f"{name} {sums[name]}, the ledger has {asked[f'{name}_open_cents'].sum()}"
        own = whole["costs_open_cents"] - balances["costs_open_cents"].sum()
        costs = asked["costs_open_cents"].sum()
        if not costs <= sums["costs"] <= costs + own or (not gone and sums["open"] != whole["open_cents"]):
            yield f"asks {sums}, the ledger has {whole}"
        if sums["open"] <= 0:
            yield "it asks for nothing"
        if any(item.facts["buckets"][f"{name}_cents"] != cents for name, cents in sums.items()):
            yield "its words differ from its row"
        payment = item.facts.get("payment", {})
        if "epc_text" in payment and item.kind not in PLAN_KINDS:
            in_code = re.search(r"EUR(\d+)\.(\d\d)", payment["epc_text"])
            if in_code is None or int(in_code[1]) * 100 + int(in_code[2]) != sums["open"]:
                yield f"the QR code asks {in_code and in_code[0]}"


def _items(made: Day) -> Iterator[Sent]:
    """What left with an order, messages before transfers."""
    for rows in (made.messages, made.transfers):
        for row in rows.iter_rows(named=True):
            facts = json.loads(row["facts"])
            claims = tuple(f"{row['creditor_id']}:{claim['reference']}" for claim in facts["claims"])
            keys = (row["dossier_id"], row["debtor_id"], row["event_kind"], row.get("channel", "bailiff"))
            yield Sent(made.business_date, *keys, row["batch_id"], claims, facts, row)


def _stated(item: Sent) -> str:
    """The day of which a message or transfer states the balance."""
    return str(item.facts.get("letter_date") or item.facts["statement_date"])


def _while_resting(item: Sent, truth: Truth, open_cents: dict[str, int]) -> Iterator[str]:
    """Steps rest while a plan to pay runs."""
    if item.kind not in PLAN_KINDS and rests(truth, item.dossier_id, item.day, open_cents):
        yield "a plan rests the steps"


def _announcement(item: Sent, creditor_id: str) -> Iterator[str]:
    """A fourteen-day notice tells the exact costs."""
    told = item.facts["fourteen_day_notice"]
    costs = scale_cents(sum(claim["principal_open_cents"] for claim in item.facts["claims"]))
    if told["costs_cents"] + told["vat_cents"] != _with_vat(costs, creditor_id):
        yield f"announces {told}, the scale gives {costs}"


def _with_vat(costs: int, creditor_id: str) -> int:
    return costs + ((costs * 21 + 50) // 100 if creditor_id in _WITH_VAT else 0)


def _on_a_closed_day(item: Sent, truth: Truth) -> Iterator[str]:
    """No message on Sundays and public holidays."""
    if item.kind != "transferred" and is_closed(truth.debtors[item.debtor_id].country, item.day):
        yield "nobody may be written to today"


def _after_payment(item: Sent, truth: Truth) -> Iterator[str]:
    """A dossier that was paid in full gets nothing more."""
    for paid in truth.money:
        is_before = paid.dossier_id == item.dossier_id and paid.known <= item.day
        newest = max(claim.known for claim in truth.claims_of(item.dossier_id))
        if paid.is_all and is_before and newest < paid.known:
            yield f"all was paid by {paid.payment_id} on {paid.day}"


def _to_nowhere(item: Sent, truth: Truth) -> Iterator[str]:
    """No message to where one came back from, nor by what the debtor does not want."""
    if (item.debtor_id, item.channel) in truth.unreachable:
        yield f"a message by {item.channel} came back"
    if item.channel == "email" and item.debtor_id in truth.refused_email:
        yield "the debtor wants no e-mails"
