"""Costs: what each one amounts to on its due date (section 5, 8.10, 8.14, 8.15)."""

from dataclasses import dataclass
from fractions import Fraction

from tests.reference import rates
from tests.reference.case import Cost
from tests.reference.money import rounded


@dataclass
class OpenCost:
    """One cost that has fallen due."""

    cost: Cost
    amount: int
    vat: int
    open_cents: int = 0

    def __post_init__(self) -> None:
        self.open_cents = self.amount + self.vat


def measure(cost: Cost, principals: dict[str, int]) -> OpenCost:
    """The cost with its amount and VAT, on the open principals of its due date."""
    if cost.kind == "amount":
        return OpenCost(cost, cost.amount, 0)
    if cost.kind == "nl_bik":
        amount = _bik(cost, sum(principals[claim_id] for claim_id in set(cost.claim_ids)))
        return OpenCost(cost, amount, _vat(cost, amount))
    if cost.kind == "be_clause" and cost.claim_id is not None:
        return OpenCost(cost, _clause(cost, principals[cost.claim_id]), 0)
    raise ValueError(f"cost {cost.cost_id}: unknown kind {cost.kind!r} or no claim named")


def _bik(cost: Cost, principal: int) -> int:
    if cost.due_date < rates.NL_BIK_FROM or cost.due_date > rates.LAST_SCALE_DAY:
        raise rates.LawGap(f"nl_bik: no scale covers {cost.due_date.isoformat()}")
    if principal == 0:
        return 0
    fee, rest = Fraction(0), principal
    for width, pct in rates.NL_BIK_PARTS:
        part = rest if width is None else min(rest, width)
        fee += part * pct / 100
        rest -= part
    return rounded(min(max(fee, Fraction(rates.NL_BIK_MINIMUM)), Fraction(rates.NL_BIK_MAXIMUM)))


def _vat(cost: Cost, amount: int) -> int:
    if not cost.has_vat:
        return 0
    rate_pct, _ = rates.rate_in_force("nl_vat", cost.due_date)
    return rounded(amount * rate_pct / 100)


def _clause(cost: Cost, principal: int) -> int:
    clause = max(principal * cost.clause_pct / 100, Fraction(cost.clause_min))
    if cost.is_consumer:
        if cost.due_date < rates.BE_CLAUSE_FROM or cost.due_date > rates.LAST_SCALE_DAY:
            raise rates.LawGap(f"be_clause: no scale covers {cost.due_date.isoformat()}")
        clause = min(clause, _clause_limit(principal))
    return rounded(clause) if principal else 0


def _clause_limit(principal: int) -> Fraction:
    for up_to, fixed, pct, above in rates.BE_CLAUSE_STEPS:
        if up_to is None or principal <= up_to:
            return min(fixed + (principal - above) * pct / 100, Fraction(rates.BE_CLAUSE_MAXIMUM))
    raise AssertionError("the last step has no upper end")
