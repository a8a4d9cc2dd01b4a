"""Facts of a dossier that goes to a bailiff, frozen as one JSON object in `outbox.transfers.facts`.

Amounts are cents, dates are `yyyy-mm-dd`. A field that may be `None` may also be left out.
"""

from __future__ import annotations

from typing import TypedDict

from formats.check_shape import read_shape
from formats.letters.facts import Agency, Buckets, Claim, Creditor, InterestLine
from warehouse.errors import BalanceError


class Debtor(TypedDict):
    """A debtor with all that a bailiff needs to find and serve him."""

    debtor_id: str
    debtor_reference: str | None
    debtor_type: str
    name: str
    birth_date: str | None
    language: str
    street: str | None
    house_number: str | None
    postcode: str | None
    city: str | None
    country: str | None
    email: str | None
    phone: str | None
    company_number: str | None
    vat_number: str | None


class Cost(TypedDict):
    """One cost of a claim, or of the dossier where it names none. `amount_cents` is without VAT."""

    cost_id: str
    kind: str
    claim_reference: str | None
    due_date: str
    base_cents: int
    amount_cents: int
    vat_cents: int
    paid_cents: int
    open_cents: int
    rule_id: str | None


class Notice(TypedDict):
    """One thing that was sent to the debtor before."""

    kind: str
    channel: str | None
    claim_reference: str | None
    sent_date: str


class Party(TypedDict):
    """Somebody beside the debtor. `share_ppm` is what a co-debtor owes of the whole; empty: all of it, jointly."""

    role: str
    party_reference: str | None
    party_type: str | None
    name: str
    share_ppm: int | None
    birth_date: str | None
    street: str | None
    house_number: str | None
    postcode: str | None
    city: str | None
    country: str | None
    email: str | None


class Account(TypedDict):
    """Account on which the agency takes money."""

    iban: str
    beneficiary: str


class TransferFacts(TypedDict):
    """Everything that a bailiff is told of a dossier. Claims, buckets and interest lines are as in a letter."""

    statement_date: str
    language: str
    country: str
    dossier_id: str
    creditor_id: str
    creditor: Creditor
    agency: Agency
    payment: Account
    debtor: Debtor
    claims: list[Claim]
    buckets: Buckets
    interest_lines: list[InterestLine]
    costs: list[Cost]
    notices: list[Notice]
    parties: list[Party] | None


def read_transfer_facts(text: str, *, place: str) -> TransferFacts:
    """The facts of one dossier, checked for shape and sums.

    Args:
        text: JSON object, as in `outbox.transfers.facts`.
        place: Batch and number of the transfer, for errors.

    Raises:
        HubError: A field is missing or has another type.
        BalanceError: Claims and costs do not add up to the buckets.
    """
    facts: TransferFacts = read_shape(
        text, TransferFacts, what="transfer", place=place, module="formats/exchange/facts.py"
    )
    _check_sums(facts, place)
    return facts


def _check_sums(facts: TransferFacts, place: str) -> None:
    buckets, claims = facts["buckets"], facts["claims"]
    parts = {
        "principal": (buckets["principal_cents"], sum(claim["principal_open_cents"] for claim in claims)),
        "interest": (buckets["interest_cents"], sum(claim["interest_cents"] for claim in claims)),
        "costs": (buckets["costs_cents"], sum(cost["open_cents"] for cost in facts["costs"])),
        "total": (
            buckets["open_cents"],
            buckets["principal_cents"] + buckets["interest_cents"] + buckets["costs_cents"],
        ),
    }
    for name, (told, counted) in parts.items():
        if told != counted:
            raise BalanceError(
                f"the transfer asks {told} cents as {name}, but its parts add up to {counted}",
                place=place,
                cure="Nothing of this batch leaves; look the dossier up with `incassohub explain`.",
            )
