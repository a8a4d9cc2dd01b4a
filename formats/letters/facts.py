"""Facts of a letter or e-mail: all that a template may say, frozen as one JSON object in `outbox.messages.facts`.

Amounts are cents, dates are `yyyy-mm-dd`. A field that may be `None` may also be left out. The amounts must add up, or
the message does not leave the hub.

*Source*: NL Besluit kwaliteit incassodienstverlening art. 3.1 (description of the claim), 6:96 lid 6 BW (notice);
BE Code of Economic Law art. XIX.2 (first reminder).
"""

from __future__ import annotations

from typing import TypedDict

from formats.check_shape import read_shape
from warehouse.errors import BalanceError


class Creditor(TypedDict):
    """Whom the debtor owes."""

    name: str
    address_lines: list[str]
    company_number: str | None
    """KvK or KBO number as printed; the law asks for it in a Belgian first reminder."""


class Agency(TypedDict):
    """Who writes the letter."""

    name: str
    address_lines: list[str]
    phone: str
    email: str
    website: str
    company_number: str
    registration_number: str | None
    """Mark in the Dutch register of collection agencies, or the Belgian one."""
    complaints: str
    """How to complain and with whom, as a sentence in the language of the letter."""


class Debtor(TypedDict):
    """To whom the letter goes. The address lines hold street and town, and the country where it is another one."""

    name: str
    address_lines: list[str]
    postcode: str | None
    country: str | None
    debtor_type: str
    debtor_reference: str | None


class Claim(TypedDict):
    """One claim of the dossier: what was asked, and what of it is still open. `regime` is its interest regime."""

    reference: str
    description: str | None
    invoice_date: str | None
    due_date: str
    principal_cents: int
    principal_open_cents: int
    interest_cents: int
    costs_cents: int
    regime: str | None


class Buckets(TypedDict):
    """What is open, by bucket. `paid_cents` is what was received before; it is off the open amounts already."""

    principal_cents: int
    interest_cents: int
    costs_cents: int
    open_cents: int
    paid_cents: int


class InterestLine(TypedDict):
    """One line of interest. `until_date` is the day after the last day; `claim_reference` names the claim."""

    claim_reference: str
    from_date: str
    until_date: str
    base_cents: int
    rate_ppm: int
    rate_per: str
    interest_cents: int


class Payment(TypedDict):
    """How to pay.

    `reference` is in its printed form; `link_expires_date` is the last day of the link, `epc_text` the text of the QR
    code.
    """

    iban: str
    beneficiary: str
    reference: str
    payment_link: str | None
    link_expires_date: str | None
    epc_text: str


class FourteenDayNotice(TypedDict):
    """What a Dutch fourteen-day notice announces: the exact collection costs, apart from their VAT."""

    costs_cents: int
    vat_cents: int


class FirstReminder(TypedDict):
    """What a Belgian first reminder announces: amount of the penalty clause, yearly interest, days of the term.

    The last day follows from the day of sending, so the term is told as the law counts it: `by_post` decides from when.
    """

    clause_cents: int
    rate_ppm: int | None
    term_days: int
    by_post: bool


class Instalment(TypedDict):
    """One instalment of an arrangement, and what was paid of it."""

    number: int
    due_date: str
    amount_cents: int
    paid_cents: int


class Arrangement(TypedDict):
    """The arrangement that a message is about, and what the message asks to be paid now.

    `due_date` is the day of the newest instalment that is asked; `last_date` the last day of grace of a late one.
    """

    total_cents: int
    asked_cents: int
    due_date: str | None
    last_date: str | None
    instalments: list[Instalment]


class LetterFacts(TypedDict):
    """Everything that a letter or e-mail may say.

    `country` is the country whose law rules the dossier. `pay_by_date` is the last day to pay that a reminder or
    demand asks for; the templates of the two statutory notices never print it.
    """

    letter_date: str
    language: str
    country: str
    dossier_id: str
    creditor: Creditor
    agency: Agency
    debtor: Debtor
    claims: list[Claim]
    buckets: Buckets
    interest_lines: list[InterestLine]
    payment: Payment
    pay_by_date: str | None
    fourteen_day_notice: FourteenDayNotice | None
    first_reminder: FirstReminder | None
    arrangement: Arrangement | None


def read_facts(text: str, *, place: str) -> LetterFacts:
    """The facts of one message, checked for shape and sums.

    Args:
        text: JSON object, as in `outbox.messages.facts`.
        place: Batch and number of the message, for errors.

    Returns:
        The facts; fields that may be empty and were left out are `None`.

    Raises:
        HubError: A field is missing or has another type.
        BalanceError: The amounts do not add up.
    """
    facts: LetterFacts = read_shape(text, LetterFacts, what="message", place=place, module="formats/letters/facts.py")
    _check_sums(facts, place)
    return facts


def _check_sums(facts: LetterFacts, place: str) -> None:
    buckets, claims = facts["buckets"], facts["claims"]
    parts = buckets["principal_cents"] + buckets["interest_cents"] + buckets["costs_cents"]
    _check_sum("total", buckets["open_cents"], parts, place)
    _check_sum("principal", buckets["principal_cents"], sum(claim["principal_open_cents"] for claim in claims), place)
    _check_sum("interest", buckets["interest_cents"], sum(claim["interest_cents"] for claim in claims), place)
    # The dossier may have costs of its own beside those of its claims, but never less than theirs.
    costs_of_claims = sum(claim["costs_cents"] for claim in claims)
    if arrangement := facts["arrangement"]:
        parts = sum(instalment["amount_cents"] for instalment in arrangement["instalments"])
        _check_sum("arrangement", arrangement["total_cents"], parts, place)
    _check_sum("costs", buckets["costs_cents"], max(buckets["costs_cents"], costs_of_claims), place)


def _check_sum(name: str, told_cents: int, counted_cents: int, place: str) -> None:
    if told_cents != counted_cents:
        raise BalanceError(
            f"the message asks {told_cents} cents as {name}, but its parts add up to {counted_cents}",
            place=place,
            cure="Nothing of this batch leaves; look the dossier up with `incassohub explain`.",
        )
