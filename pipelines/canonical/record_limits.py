"""What a sane record keeps to: lengths of texts, spans of dates, sizes of amounts. Beyond it lies a slip of the pen."""

from __future__ import annotations

from typing import Final

MAX_AMOUNT_CENTS: Final = 1_000_000_000
"""Largest amount of one record: ten million euros."""

MAX_TERM_DAYS: Final = 365
"""Longest term to pay that a notice leaves."""

DATE_SPANS: Final[dict[str, tuple[int, int]]] = {
    "invoice_date": (40 * 366, 31),
    "due_date": (40 * 366, 2 * 366),
    "interest_from": (40 * 366, 2 * 366),
    "contract_date": (60 * 366, 31),
    "birth_date": (120 * 366, 0),
    "reminder_date": (40 * 366, 31),
    "first_reminder_date": (40 * 366, 31),
    "notice_date": (40 * 366, 31),
    "demand_date": (40 * 366, 31),
    "last_demand_date": (40 * 366, 31),
    "transferred_date": (40 * 366, 31),
    "effective_date": (40 * 366, 2 * 366),
    "until_date": (40 * 366, 10 * 366),
    "list_date": (366, 7),
    "deadline_date": (0, 3 * 366),
    "party_birth_date": (120 * 366, 0),
}
"""Days that each date may lie before and after the day on which the hub took the record in."""

LENGTHS: Final[dict[str, int]] = {
    "claim_reference": 64,
    "contract_reference": 64,
    "debtor_reference": 64,
    "fact_reference": 140,
    "entry_reference": 140,
    "reverses_reference": 140,
    "product": 140,
    "description": 500,
    "name": 140,
    "initials": 40,
    "first_name": 70,
    "prefix": 20,
    "surname": 140,
    "street": 140,
    "house_number": 40,
    "house_number_addition": 40,
    "city": 80,
    "postcode": 16,
    "email": 254,
    "phone": 40,
    "channel": 40,
    "step_id": 64,
    "profile_id": 64,
    "batch_id": 140,
    "detail": 2000,
    "dossier_reference": 4000,
    "party_reference": 64,
    "party_name": 140,
    "party_street": 140,
    "party_house_number": 40,
    "party_postcode": 16,
    "party_city": 80,
    "party_email": 254,
    "target_reference": 140,
    "owner": 140,
    "remark": 2000,
    "decided_by": 140,
    "extra": 20_000,
}
"""Characters that each text may have."""

POSTCODES: Final[dict[str, str]] = {
    "nl": r"[1-9]\d{3} [A-Z]{2}",
    "be": r"[1-9]\d{3}",
    "de": r"\d{5}",
    "fr": r"\d{5}",
    "lu": r"\d{4}",
}
"""Form of a postcode by country, as `complete_claims` writes it; other countries have any form."""

EMAIL: Final = (
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"
)
"""Form of an e-mail address. *Source*: WHATWG HTML, valid e-mail address, with a domain of two labels or more."""

PHONE_MARKS: Final = r"^\+?[0-9 ()./-]+$"
"""Signs of a telephone number."""

PHONE_DIGITS: Final = (8, 15)
"""Digits of a telephone number, without 00 before the country. *Source*: ITU-T E.164, at most fifteen."""

MONEY_KINDS: Final = ("payment", "reversal", "credit_note", "cost_posted")
"""Facts that have an amount."""

EXPLAINED_DECISIONS: Final = ("refund", "not_ours", "waive", "close", "release", "refuse")
"""Decisions that need a reason."""

WIDE_KINDS: Final = ("hold_placed", "hold_lifted")
"""Facts that can be about more than one dossier: all of a debtor, or all of a creditor."""

HOMELESS_KINDS: Final = ("day_ordered", "day_dispatched", "delivery_withdrawn", "delivery_replayed", "data_erased")
"""Facts that concern no dossier."""
