"""Allocation of money to buckets (section 4, 8.6 to 8.9)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tests.reference.case import Case
from tests.reference.costs import OpenCost
from tests.reference.interest import Account, settle_fractions


@dataclass
class Money:
    """One payment, or the excess of one credit note, and where it went."""

    amount: int
    payment_id: str | None = None
    claim_id: str | None = None
    buckets: dict[str, int] = field(default_factory=lambda: {"costs": 0, "interest": 0, "principal": 0})

    @property
    def left(self) -> int:
        """What is not allocated: the credit."""
        return self.amount - sum(self.buckets.values())


def allocate(money: Money, case: Case, accounts: list[Account], costs: list[OpenCost], *, day: date) -> None:
    """Spread what is left of the money over everything that is open and reachable on a day."""
    for bucket, account in _places(case, _claim_order(accounts, money.claim_id)):
        if money.left == 0:
            return
        if bucket == "costs":
            _pay_costs(money, account, costs)
        elif account is not None and bucket == "interest":
            _pay_interest(money, account)
        elif account is not None and (account.claim.starts_on <= day or account.claim.claim_id == money.claim_id):
            _pay_principal(money, account)  # 8.7: before its start only a payment that names it


def _claim_order(accounts: list[Account], named: str | None) -> list[Account]:
    """The claim that the payment names, then by due date, then by id (section 4)."""
    return sorted(accounts, key=lambda a: (a.claim.claim_id != named, a.claim.due_date, a.claim.claim_id))


def _places(case: Case, accounts: list[Account]) -> Iterator[tuple[str, Account | None]]:
    """Bucket and claim in the order in which money reaches them; None is the dossier itself (8.9)."""
    if case.across == "bucket_by_bucket":
        for bucket in case.order:
            if bucket == "costs":
                yield bucket, None
            for account in accounts:
                yield bucket, account
        return
    if case.order[0] == "costs":
        yield "costs", None
    for account in accounts:
        for bucket in case.order:
            yield bucket, account
    if case.order[0] != "costs":
        yield "costs", None


def _pay_costs(money: Money, account: Account | None, costs: list[OpenCost]) -> None:
    owner = account.claim.claim_id if account else None
    for cost in sorted(costs, key=lambda c: (c.cost.due_date, c.cost.cost_id)):
        part = min(money.left, cost.open_cents)
        if cost.cost.claim_id == owner and part > 0:
            if account:
                settle_fractions(account)
            cost.open_cents -= part
            money.buckets["costs"] += part


def _pay_interest(money: Money, account: Account) -> None:
    if account.interest_open == 0:
        return  # no cent reaches the claim here, so a fraction below half a cent is kept (8.6)
    settle_fractions(account)
    from_accrued = min(money.left, int(account.accrued))
    from_capitalised = min(money.left - from_accrued, int(account.capitalised))
    account.accrued -= from_accrued
    account.capitalised -= from_capitalised
    account.interest_paid += from_accrued + from_capitalised
    money.buckets["interest"] += from_accrued + from_capitalised


def _pay_principal(money: Money, account: Account) -> None:
    part = min(money.left, account.principal)
    if part > 0:
        settle_fractions(account)
        account.principal -= part
        account.principal_paid += part
        money.buckets["principal"] += part
