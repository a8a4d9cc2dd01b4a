"""The case of ledger.md section 7 as dataclasses, with every default filled in."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.reference.money import cents

ONE_DAY = timedelta(days=1)
DUTCH_STATUTORY = ("nl_consumer", "nl_commercial", "nl_government")
PAYMENT_DAY_COUNTS = ("nl_commercial", "nl_government", "be_commercial", "be_civil")  # section 1, 8.1
DEFAULT_ORDER = {"nl": ("costs", "interest", "principal"), "be": ("interest", "costs", "principal")}  # section 4


@dataclass(frozen=True)
class Interest:
    """One interest block: which rate, and how it is counted."""

    regime: str
    rate_pct: Fraction
    surcharge_pct: Fraction
    per: str
    payment_day_counts: bool
    day_count: str
    compounding: str
    part_month: str


@dataclass(frozen=True)
class Claim:
    """One claim as it was handed over."""

    claim_id: str
    principal: int
    due_date: date
    interest_from: date
    interest: Interest
    contract_date: date | None

    @property
    def starts_on(self) -> date:
        """The first day on which an allocation reaches its principal (8.7)."""
        return min(self.due_date, self.interest_from)


@dataclass(frozen=True)
class Cost:
    """One cost; its amount is only known on its due date."""

    cost_id: str
    kind: str
    due_date: date
    claim_id: str | None
    amount: int
    claim_ids: tuple[str, ...]
    has_vat: bool
    clause_pct: Fraction
    clause_min: int
    is_consumer: bool


@dataclass(frozen=True)
class Payment:
    """One payment that was not reversed."""

    payment_id: str
    paid_on: date
    amount: int
    claim_id: str | None


@dataclass(frozen=True)
class CreditNote:
    """One credit note with the day on which it takes effect."""

    claim_id: str
    effective_on: date
    amount: int


@dataclass(frozen=True)
class Case:
    """Everything that one statement is computed from."""

    as_of: date
    country: str
    order: tuple[str, ...]
    across: str
    rounding: str
    claims: tuple[Claim, ...]
    costs: tuple[Cost, ...]
    payments: tuple[Payment, ...]
    credit_notes: tuple[CreditNote, ...]


def read_case(case: dict[str, Any]) -> Case:
    """The case with defaults of sections 1, 3, 4 and 8 filled in and reversed payments left out."""
    terms = case["terms"]
    claims = tuple(_claim(row, terms["interest"]) for row in case["claims"])
    first_days = {claim.claim_id: claim.interest_from for claim in claims}
    reversed_ids = {row["payment_id"] for row in case.get("reversals", [])}  # 8.11: whatever the date
    payments = (_payment(row) for row in case.get("payments", []) if row["payment_id"] not in reversed_ids)
    return Case(
        as_of=date.fromisoformat(case["as_of"]),
        country=case["country"],
        order=tuple(terms.get("order", DEFAULT_ORDER[case["country"]])),
        across=terms.get("across", "claim_by_claim"),
        rounding=terms.get("rounding", "line"),
        # 8.13: ids are compared by code point, which is what Python's strings do.
        claims=tuple(sorted(claims, key=lambda claim: (claim.due_date, claim.claim_id))),
        costs=tuple(sorted(map(_cost, case.get("costs", [])), key=lambda cost: (cost.due_date, cost.cost_id))),
        payments=tuple(sorted(payments, key=lambda payment: (payment.paid_on, payment.payment_id))),
        credit_notes=tuple(_credit_note(row, first_days) for row in case.get("credit_notes", [])),
    )


def _claim(row: dict[str, Any], terms_interest: dict[str, Any]) -> Claim:
    due_date = date.fromisoformat(row["due_date"])
    given, concluded = row.get("interest_from"), row.get("contract_date")
    return Claim(
        claim_id=row["claim_id"],
        principal=cents(row["principal"]),
        due_date=due_date,
        interest_from=date.fromisoformat(given) if given else due_date + ONE_DAY,  # 8.1
        interest=_interest(row.get("interest") or terms_interest),  # 8.2: the block as a whole
        contract_date=date.fromisoformat(concluded) if concluded else None,
    )


def _interest(block: dict[str, Any]) -> Interest:
    regime = block["regime"]
    return Interest(
        regime=regime,
        rate_pct=Fraction(block["rate_pct"]) if regime == "contract" else Fraction(0),
        surcharge_pct=Fraction(block.get("surcharge_pct", "0")),
        per=block.get("per", "year") if regime == "contract" else "year",
        payment_day_counts=block.get("payment_day_counts", regime in PAYMENT_DAY_COUNTS),
        day_count=block.get("day_count", "act_365"),
        compounding=block.get("compounding", "yearly" if regime in DUTCH_STATUTORY else "none"),  # 8.1
        part_month=block.get("part_month", "pro_rata"),
    )


def _cost(row: dict[str, Any]) -> Cost:
    return Cost(
        cost_id=row["cost_id"],
        kind=row["kind"],
        due_date=date.fromisoformat(row["due_date"]),
        claim_id=None if row["kind"] == "nl_bik" else row.get("claim_id"),  # 8.10: nl_bik belongs to the dossier
        amount=cents(row.get("amount", "0")),
        claim_ids=tuple(row.get("claim_ids", ())),
        has_vat=row.get("vat", False),
        clause_pct=Fraction(row.get("clause_pct", "0")),
        clause_min=cents(row.get("clause_min", "0")),
        is_consumer=row.get("consumer", False),
    )


def _payment(row: dict[str, Any]) -> Payment:
    return Payment(row["payment_id"], date.fromisoformat(row["date"]), cents(row["amount"]), row.get("claim_id"))


def _credit_note(row: dict[str, Any], first_days: dict[str, date]) -> CreditNote:
    effective_on = date.fromisoformat(row["date"])
    if row.get("from_start", False):
        effective_on = min(effective_on, first_days[row["claim_id"]])  # 8.11
    return CreditNote(row["claim_id"], effective_on, cents(row["amount"]))
