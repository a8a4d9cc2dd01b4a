"""The facts that the rules of profiles may read: name, type and meaning of each, one row per dossier.

`pipelines/decisions/gather_facts.py` fills them; `docs/profiles.md` lists them; a condition that names another word
is refused when loaded.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from warehouse import codes


class Fact(NamedTuple):
    """A fact about a dossier: its name in rules, its type, what it means."""

    name: str
    dtype: pl.DataType
    description: str


_TEXT: Final = pl.String()
_DATE: Final = pl.Date()
_NUMBER: Final = pl.Int64()
_FLAG: Final = pl.Boolean()

_DOSSIER: Final = (
    Fact("creditor_id", _TEXT, "Creditor."),
    Fact("country", _TEXT, "Country whose law rules: the creditor's (`nl`, `be`)."),
    Fact("open_cents", _NUMBER, "Principal, interest and costs still open, in cents."),
    Fact("principal_cents", _NUMBER, "Principal as registered, in cents."),
    Fact("principal_open_cents", _NUMBER, "Principal still open, in cents."),
    Fact("interest_open_cents", _NUMBER, "Interest still open, in cents."),
    Fact("costs_open_cents", _NUMBER, "Costs still open, in cents."),
    Fact("paid_cents", _NUMBER, "Payments that count, in cents."),
    Fact("credit_cents", _NUMBER, "Money that pays nothing yet, in cents."),
    Fact("claim_count", _NUMBER, "Claims, closed ones too."),
    Fact("open_claim_count", _NUMBER, "Claims with something open."),
    Fact(
        "oldest_due_date",
        _DATE,
        "Oldest due date among open claims that nothing holds; where all are held, of those that no bailiff has.",
    ),
    Fact("days_overdue", _NUMBER, "Days from the oldest due date to the business date; below 0 before it."),
    Fact("product", _TEXT, "Product of the claims; empty where they differ."),
    Fact("has_bailiff_office", _FLAG, "Whether the creditor has named a bailiff's office."),
    Fact("creditor_threshold_cents", _NUMBER, "Least open amount for which the creditor wants anything sent."),
    Fact("asks_collection_costs", _FLAG, "NL: whether the creditor asks consumers for collection costs."),
)

_DEBTOR: Final = (
    Fact("debtor_type", _TEXT, "`consumer`, `sole_trader` or `business`."),
    Fact("language", _TEXT, "Language of the debtor (`nl`, `fr`, `en`)."),
    Fact("debtor_country", _TEXT, "Country of the debtor's address; empty where there is none."),
    Fact("postcode", _TEXT, "Postcode."),
    Fact("postcode_digits", _NUMBER, "The digits of the postcode, as a number, for ranges."),
    Fact("age_years", _NUMBER, "Age of the debtor; empty where the day of birth is not known."),
    Fact("has_email", _FLAG, "Whether an e-mail reaches: there is an address, nothing came back, nothing was refused."),
    Fact("has_address", _FLAG, "Whether a letter reaches: there are postcode and town, and no letter came back."),
    Fact("has_phone", _FLAG, "Whether there is a telephone number."),
    Fact("reaches_sms", _FLAG, "Whether a text message reaches: the number is his, and he did not refuse them."),
    Fact("reaches_whatsapp", _FLAG, "Whether WhatsApp reaches: the number is his, and he allowed it."),
    Fact("reaches_call", _FLAG, "Whether he can be called: the number is his, and he did not refuse calls."),
    Fact("email_returned_date", _DATE, "Day on which an e-mail came back from the present address; empty if none did."),
    Fact("post_returned_date", _DATE, "Day on which a letter came back from the present address; empty if none did."),
)

_MONEY: Final = (
    Fact("payment_count", _NUMBER, "Payments that count."),
    Fact("reversal_count", _NUMBER, "Payments that were taken back."),
    Fact("last_payment_date", _DATE, "Day of the newest payment that counts."),
    Fact("days_since_payment", _NUMBER, "Days from that payment to the business date."),
    Fact("last_reversal_date", _DATE, "Day of the newest reversal."),
)

_STOPS: Final = (
    Fact("held_claim_count", _NUMBER, "Open claims that a hold stops."),
    Fact("held_cents", _NUMBER, "Open in those claims, in cents."),
    Fact("bailiff_claim_count", _NUMBER, "Open claims that a bailiff has."),
    Fact("dispute_since", _DATE, "Day on which the oldest dispute that is open was opened; empty without one."),
    Fact("dispute_detail", _TEXT, "Ground of that dispute."),
    Fact("hold_kind", _TEXT, "Kind of the longest hold on dossier, debtor or creditor; empty without one."),
    Fact("hold_since", _DATE, "First day of that hold."),
    Fact("hold_until", _DATE, "Last day of that hold; empty: until it is lifted."),
    Fact("hold_detail", _TEXT, "Ground of that hold."),
    Fact("is_vulnerable", _FLAG, "Whether a hold of the kind `vulnerable` is in force."),
    Fact("limited_since", _DATE, "Day since which the law lets nobody enforce an open claim; empty without one."),
    Fact("limitation_rule", _TEXT, "Law table of that limitation."),
    Fact("with_bailiff_since", _DATE, "Day from which a bailiff has open claims; empty when none has."),
    Fact("bailiff_refusal_date", _DATE, "Day on which the bailiff refused the newest transfer; empty when not."),
    Fact("untraceable_since", _DATE, "Day on which the debtor was reported untraceable."),
)

_PLANS: Final = (
    Fact("arrangement_id", _TEXT, "Newest arrangement of the dossier; empty without one."),
    Fact("arrangement_state", _TEXT, "How it stands: `proposed`, `declined`, `running`, `kept`, `broken`, `ended`."),
    Fact("arrangement_since", _DATE, "Day since which it stands so."),
    Fact("arrangement_arrears_cents", _NUMBER, "What it asks by today and was not paid, in cents; 0 without one."),
    Fact("arrangement_next_due_date", _DATE, "Due date of its first instalment that is not paid."),
    Fact("arrangement_kept_count", _NUMBER, "Arrangements that the debtor kept, in all dossiers of the party."),
    Fact("arrangement_broken_count", _NUMBER, "Arrangements that the debtor broke, in all dossiers of the party."),
    Fact("last_arrangement_broken_date", _DATE, "Day on which an arrangement of the dossier last broke."),
    Fact("promise_state", _TEXT, "How the newest promise stands: `running`, `kept`, `part_kept`, `broken`, `ended`."),
    Fact("promise_until", _DATE, "Day by which that promise is to be paid."),
    Fact("promise_cents", _NUMBER, "Amount of that promise, in cents."),
    Fact("promise_paid_cents", _NUMBER, "What was paid of it, in cents."),
    Fact("promise_kept_count", _NUMBER, "Promises that the debtor kept, in all dossiers of the party."),
    Fact(
        "promise_broken_count", _NUMBER, "Promises that the debtor broke or kept in part, in all dossiers of the party."
    ),
    Fact("plan_hold_since", _DATE, "First day on which a plan rests the steps; empty where none does."),
    Fact("plan_hold_until", _DATE, "Last day of that rest, as far as it is known."),
    Fact("plan_hold_detail", _TEXT, "The arrangement or promise that rests the steps, in words."),
)

_NOTICES: Final = (
    Fact("notice_term_until", _DATE, "NL: day after the last free day of the newest notice; of a claim its first."),
    Fact(
        "without_notice_due_date",
        _DATE,
        "NL: oldest due date among overdue claims with open principal that no notice covers.",
    ),
    Fact("first_reminder_term_until", _DATE, "BE: the same of the newest first reminder."),
    Fact(
        "without_first_reminder_due_date",
        _DATE,
        "BE: oldest due date among overdue claims with open principal that no first reminder covers.",
    ),
)

DATED_EVENTS: Final = tuple(
    kind for kind in codes.EVENT_KINDS if not kind.startswith(("data_", "day_", "delivery_", "party_"))
)
"""Event kinds about a dossier: each has a fact with the day it last happened."""

EVENT_FACTS: Final[dict[str, str]] = {kind: f"last_{kind}_date" for kind in DATED_EVENTS}
"""The fact that holds the newest day of each event kind."""

_EVENTS: Final = tuple(
    Fact(name, _DATE, f"Newest day of the event `{kind}` about what is still open.")
    for kind, name in EVENT_FACTS.items()
)

FACTS: Final[tuple[Fact, ...]] = _DOSSIER + _DEBTOR + _MONEY + _STOPS + _PLANS + _NOTICES + _EVENTS
"""Every fact, in the order in which the column appears."""

FACT_SCHEMA: Final[dict[str, pl.DataType]] = {fact.name: fact.dtype for fact in FACTS}
"""Type of every fact by its name."""

UNCOVERED_FACTS: Final[dict[str, str]] = {
    "fourteen_day_notice_sent": "without_notice_due_date",
    "first_reminder_sent": "without_first_reminder_due_date",
}
"""Events that the law asks for per claim, and the fact that tells whether a claim still lacks one."""

CLAIM_EVENTS: Final[dict[str, str]] = {
    kind: f"on_{kind}"
    for kind in DATED_EVENTS
    if kind.endswith("_sent") or kind in ("transferred", "bailiff_accepted", "bailiff_refused", "untraceable")
}
"""Events that tell of a step that was taken for claims, and the column of a claim with the newest day of each."""

NOTICE_TERMS: Final[dict[str, str]] = {
    "fourteen_day_notice_sent": "notice_until",
    "first_reminder_sent": "first_reminder_until",
}
"""Notices that open a term, and the column of a claim with the day after the last free day."""

TERM_FACTS: Final[dict[str, str]] = {
    "notice_term_until": "fourteen_day_notice_sent",
    "first_reminder_term_until": "first_reminder_sent",
}
"""Facts with the end of a notice's term, which each claim has for itself, and the notice."""
