"""The reference engine: the statement of ledger.md, replayed fact by fact with fractions.

It is written from the text of ledger.md alone and is slow on purpose. The hub's engine must give the same statement.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.reference.allocation import Money, allocate
from tests.reference.case import Case, read_case
from tests.reference.costs import OpenCost, measure
from tests.reference.interest import Account, accrue, closing_day
from tests.reference.money import amount, percentage, rounded


@dataclass
class Dossier:
    """The state of a dossier while its days are replayed."""

    case: Case
    accounts: dict[str, Account]
    costs: list[OpenCost] = field(default_factory=list)
    moneys: list[Money] = field(default_factory=list)


def statement(case: dict[str, Any]) -> dict[str, Any]:
    """The statement of one case, both in the form of ledger.md section 7."""
    read = read_case(case)
    dossier = Dossier(read, {claim.claim_id: Account(claim, read.rounding) for claim in read.claims})
    for day in _days_with_facts(read):
        _replay_day(dossier, day)
    for account in dossier.accounts.values():
        accrue(account, closing_day(account.claim, read.as_of), day=read.as_of)
    _assert_sums(dossier)
    return _written(dossier)


def _days_with_facts(case: Case) -> list[date]:
    """The days up to the statement on which something takes effect (8.11: a later fact does not count)."""
    days = {note.effective_on for note in case.credit_notes} | {claim.starts_on for claim in case.claims}
    days |= {cost.due_date for cost in case.costs} | {payment.paid_on for payment in case.payments}
    return sorted(day for day in days if day <= case.as_of)


def _replay_day(dossier: Dossier, day: date) -> None:
    """One day in the order of 8.8: credit notes, claims that start, credit, costs, credit, payments."""
    has_excess = _take_credit_notes(dossier, day)
    if has_excess or any(claim.starts_on == day for claim in dossier.case.claims):
        _allocate_credit(dossier, day)
    due = [cost for cost in dossier.case.costs if cost.due_date == day]
    principals = {claim_id: account.principal for claim_id, account in dossier.accounts.items()}
    dossier.costs += [measure(cost, principals) for cost in due]
    if due:
        _allocate_credit(dossier, day)
    for payment in dossier.case.payments:
        if payment.paid_on == day:
            for account in dossier.accounts.values():
                accrue(account, closing_day(account.claim, day), day=day)  # section 4; 8.12: all claims are cut
            money = Money(payment.amount, payment.payment_id, payment.claim_id)
            allocate(money, dossier.case, list(dossier.accounts.values()), dossier.costs, day=day)
            dossier.moneys.append(money)


def _take_credit_notes(dossier: Dossier, day: date) -> bool:
    """Lower the principals; True when a note leaves more than the open principal, which becomes credit."""
    has_excess = False
    for note in dossier.case.credit_notes:
        if note.effective_on == day:
            _accrue_to_start_of(dossier, day)
            account = dossier.accounts[note.claim_id]
            part = min(note.amount, account.principal)
            account.principal -= part
            account.principal_credited += part
            if part < note.amount:
                dossier.moneys.append(Money(note.amount - part))
                has_excess = True
    return has_excess


def _allocate_credit(dossier: Dossier, day: date) -> None:
    """Allocate the credit balance, oldest first; the day itself is not counted (8.8)."""
    unspent = [money for money in dossier.moneys if money.left > 0]
    if unspent:
        _accrue_to_start_of(dossier, day)
    for money in unspent:
        allocate(money, dossier.case, list(dossier.accounts.values()), dossier.costs, day=day)


def _accrue_to_start_of(dossier: Dossier, day: date) -> None:
    for account in dossier.accounts.values():
        accrue(account, day, day=day)


def _assert_sums(dossier: Dossier) -> None:
    """Section 6: what was asked equals what was allocated and what is open, per claim and per dossier."""
    for account in dossier.accounts.values():
        parts = account.principal + account.principal_paid + account.principal_credited
        assert parts == account.claim.principal
        interest = sum(line.interest for line in account.lines)
        assert interest == account.interest_paid + account.interest_open == rounded(account.interest_total)
    accounts = dossier.accounts.values()
    spent = {bucket: sum(money.buckets[bucket] for money in dossier.moneys) for bucket in ("interest", "principal")}
    assert spent["interest"] == sum(account.interest_paid for account in accounts)
    assert spent["principal"] == sum(account.principal_paid for account in accounts)
    assert all(money.left >= 0 for money in dossier.moneys)


def _written(dossier: Dossier) -> dict[str, Any]:
    accounts = list(dossier.accounts.values())
    principal_open = sum(account.principal for account in accounts)
    interest_open = sum(account.interest_open for account in accounts)
    costs_open = sum(cost.open_cents for cost in dossier.costs)
    return {
        "as_of": dossier.case.as_of.isoformat(),
        "country": dossier.case.country,
        "claims": [_written_claim(account, dossier.costs) for account in accounts],
        "costs": [
            {
                "cost_id": cost.cost.cost_id,
                "amount": amount(cost.amount),
                "vat": amount(cost.vat),
                "open": amount(cost.open_cents),
            }
            for cost in dossier.costs
        ],
        "payments": [_written_payment(money) for money in dossier.moneys if money.payment_id is not None],
        "lines": [_written_line(account, row) for account in accounts for row in range(len(account.lines))],
        "totals": {
            "principal_open": amount(principal_open),
            "interest_total": amount(sum(rounded(account.interest_total) for account in accounts)),
            "interest_open": amount(interest_open),
            "costs_open": amount(costs_open),
            "credit": amount(sum(money.left for money in dossier.moneys)),
            "open": amount(principal_open + interest_open + costs_open),
        },
    }


def _written_claim(account: Account, costs: list[OpenCost]) -> dict[str, str]:
    claim_id = account.claim.claim_id
    return {
        "claim_id": claim_id,
        "principal_open": amount(account.principal),
        "interest_total": amount(rounded(account.interest_total)),
        "interest_open": amount(account.interest_open),
        "interest_capitalised": amount(rounded(account.capitalised)),  # 8.6: rounded by itself
        "costs_open": amount(sum(cost.open_cents for cost in costs if cost.cost.claim_id == claim_id)),
    }


def _written_payment(money: Money) -> dict[str, str | None]:
    split = {bucket: amount(part) for bucket, part in money.buckets.items()}
    return {"payment_id": money.payment_id, **split, "credit": amount(money.left)}


def _written_line(account: Account, row: int) -> dict[str, Any]:
    line = account.lines[row]
    return {
        "claim_id": line.claim_id,
        "from": line.first_day.isoformat(),
        "until": line.end.isoformat(),
        "days": (line.end - line.first_day).days,
        "rate_pct": percentage(line.rate_pct),
        "base": amount(line.base),
        "interest": amount(line.interest),
    }
