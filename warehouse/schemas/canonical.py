"""Tables of the stage `canonical`: facts in the hub's own terms, append-only."""

from __future__ import annotations

from datetime import date

import pandera.polars as pa

from warehouse import codes
from warehouse.schemas.sourced import Known


class Debtors(Known):
    """One row per version of a debtor: a new row only where the content differs from the newest."""

    debtor_id: str = pa.Field(description="Creditor and the creditor's debtor reference.")
    debtor_reference: str = pa.Field(description="The creditor's own number of the debtor.")
    debtor_type: str = pa.Field(
        isin=codes.DEBTOR_TYPES, description="Consumer, sole trader or business; never assumed."
    )
    name: str = pa.Field(description="Full name as it stands on a letter.")
    birth_date: date = pa.Field(nullable=True, description="Day of birth.")
    language: str = pa.Field(isin=codes.LANGUAGES, description="Language in which the debtor is addressed.")
    street: str = pa.Field(nullable=True, description="Street.")
    house_number: str = pa.Field(nullable=True, description="House number with its addition.")
    postcode: str = pa.Field(nullable=True, description="Postcode in the country's form.")
    city: str = pa.Field(nullable=True, description="Town.")
    country: str = pa.Field(nullable=True, description="Country of the address: ISO 3166 alpha-2, lower case.")
    email: str = pa.Field(nullable=True, description="E-mail address.")
    phone: str = pa.Field(nullable=True, description="Telephone number as sent.")
    company_number: str = pa.Field(nullable=True, description="KvK or KBO number, digits only.")
    vat_number: str = pa.Field(nullable=True, description="VAT number in compact form.")
    iban: str = pa.Field(nullable=True, description="Bank account of the debtor.")

    class Config:
        strict = True
        ordered = True
        unique = ["delivery_id", "line_number", "debtor_id"]
        metadata = {"key": ["delivery_id", "line_number", "debtor_id"]}


class Roles(Known):
    """One row per party that has to do with a debtor's dossier beside him: who owes too, or who acts for him."""

    role_id: str = pa.Field(description="The event that named the party.")
    dossier_id: str = pa.Field(description="Dossier.")
    claim_id: str = pa.Field(nullable=True, description="Claim, where the party has to do with one only.")
    role: str = pa.Field(isin=codes.PARTY_ROLES, description="Co-debtor, guardian, administrator or representative.")
    party_reference: str = pa.Field(nullable=True, description="The creditor's own number of the party.")
    party_type: str = pa.Field(nullable=True, isin=codes.DEBTOR_TYPES, description="Type of a co-debtor.")
    name: str = pa.Field(description="Full name as it stands on a letter.")
    share_ppm: int = pa.Field(
        nullable=True, ge=0, le=1_000_000, description="Share of a co-debtor, parts per million; empty: all, jointly."
    )
    birth_date: date = pa.Field(nullable=True, description="Day of birth.")
    street: str = pa.Field(nullable=True, description="Street.")
    house_number: str = pa.Field(nullable=True, description="House number with its addition.")
    postcode: str = pa.Field(nullable=True, description="Postcode in the country's form.")
    city: str = pa.Field(nullable=True, description="Town.")
    country: str = pa.Field(nullable=True, description="Country of the address: ISO 3166 alpha-2, lower case.")
    email: str = pa.Field(nullable=True, description="E-mail address.")
    from_date: date = pa.Field(description="First day of the role.")
    until_date: date = pa.Field(nullable=True, description="Last day of the role; empty: it goes on.")

    class Config:
        strict = True
        ordered = True
        unique = ["role_id"]
        metadata = {"key": ["role_id"]}


class Claims(Known):
    """One row per claim registered: one amount due, usually one invoice."""

    claim_id: str = pa.Field(description="Creditor and the creditor's claim reference.")
    claim_reference: str = pa.Field(description="The creditor's own number of the claim: usually the invoice number.")
    debtor_id: str = pa.Field(description="Who owes.")
    dossier_id: str = pa.Field(
        str_matches=r"^\d{10}$", description="Dossier: ten digits, the root of every payment reference."
    )
    dossier_key: str = pa.Field(description="What the claims of a dossier share: creditor and debtor or contract.")
    contract_reference: str = pa.Field(nullable=True, description="Contract that the claim rests on.")
    product: str = pa.Field(nullable=True, description="Product or service group in the creditor's words.")
    description: str = pa.Field(nullable=True, description="What was delivered, for the debtor to recognise.")
    invoice_date: date = pa.Field(nullable=True, description="Day of the invoice.")
    due_date: date = pa.Field(description="Last day to pay.")
    interest_from: date = pa.Field(nullable=True, description="First day that bears interest; empty: by the terms.")
    principal_cents: int = pa.Field(ge=1, description="Amount of the claim without interest and costs, in cents.")
    clause_ppm: int = pa.Field(
        nullable=True, ge=0, description="Penalty clause of the contract, parts per million of the principal."
    )
    clause_minimum_cents: int = pa.Field(nullable=True, ge=0, description="Least amount of that clause, in cents.")
    extra: str = pa.Field(nullable=True, description="Other columns of the creditor, to the letter: JSON object.")
    contract_date: date = pa.Field(
        nullable=True, description="Day on which the contract was concluded; empty: unknown."
    )

    class Config:
        strict = True
        ordered = True
        unique = ["claim_id"]
        metadata = {"key": ["claim_id"]}


class Payments(Known):
    """One row per money fact: a payment, its reversal, or a credit note. Amounts are positive."""

    payment_id: str = pa.Field(description="Sender and his own reference, or a fingerprint with occurrence number.")
    kind: str = pa.Field(isin=codes.PAYMENT_KINDS, description="Payment, reversal or credit note.")
    dossier_id: str = pa.Field(nullable=True, description="Dossier; empty while the money waits in suspense.")
    claim_id: str = pa.Field(nullable=True, description="Claim that the payer or the creditor named.")
    amount_cents: int = pa.Field(ge=1, description="Amount in cents.")
    effective_date: date = pa.Field(description="Day on which it counts.")
    source: str = pa.Field(isin=codes.PAYMENT_SOURCES, description="Where the money went first.")
    reverses_payment_id: str = pa.Field(nullable=True, description="For a reversal: the payment that was taken back.")
    is_from_start: bool = pa.Field(description="For a credit note: principal falls from the first interest day.")
    reference: str = pa.Field(nullable=True, description="Reference or text that came with the money.")
    counterparty_iban: str = pa.Field(nullable=True, description="Account that the money came from.")
    counterparty_name: str = pa.Field(nullable=True, description="Name that the money came from.")
    match_rule: str = pa.Field(nullable=True, description="How the dossier was found; empty in suspense.")
    first_delivery_id: str = pa.Field(
        nullable=True,
        description="Earlier delivery that brought the record, where it waited for this one; the line is of that one.",
    )

    class Config:
        strict = True
        ordered = True
        unique = ["payment_id"]
        metadata = {"key": ["payment_id"]}


class Events(Known):
    """One row per fact that is not money received."""

    event_id: str = pa.Field(description="Delivery, line and kind; or the sender's own reference.")
    kind: str = pa.Field(isin=codes.EVENT_KINDS, description="What happened.")
    dossier_id: str = pa.Field(nullable=True, description="Dossier.")
    claim_id: str = pa.Field(nullable=True, description="Claim, where the event concerns one.")
    effective_date: date = pa.Field(description="Day on which it counts.")
    until_date: date = pa.Field(nullable=True, description="Last day of a hold; empty: until lifted.")
    amount_cents: int = pa.Field(
        nullable=True,
        ge=0,
        description="Posted cost with VAT, costs that a notice announced, or the order that a bank refused, in cents.",
    )
    channel: str = pa.Field(nullable=True, description="How a message went: print, email, bailiff.")
    partner_id: str = pa.Field(nullable=True, description="Partner concerned: the bailiff's office.")
    step_id: str = pa.Field(nullable=True, description="Step of the profile, for what the hub sent itself.")
    batch_id: str = pa.Field(nullable=True, description="Batch in which the hub sent it.")
    detail: str = pa.Field(nullable=True, description="Reason or description in the sender's words.")
    act: str = pa.Field(
        nullable=True,
        isin=codes.BAILIFF_ACTS,
        description="Official act of a posted cost: its letter in the tariff of bailiffs; empty: none is known.",
    )
    term_days: int = pa.Field(
        nullable=True, ge=0, description="Days from receipt that a notice left to pay; empty: nobody told."
    )
    first_delivery_id: str = pa.Field(
        nullable=True,
        description="Earlier delivery that brought the record, where it waited for this one; the line is of that one.",
    )
    debtor_id: str = pa.Field(
        nullable=True, description="Debtor, where the event concerns all dossiers of one; empty for others."
    )
    hold_kind: str = pa.Field(
        nullable=True, isin=codes.HOLD_KINDS, description="Kind of a hold; empty: somebody asked to wait."
    )
    profile_id: str = pa.Field(nullable=True, description="Profile that a person chose for the dossier.")
    owner: str = pa.Field(nullable=True, description="Person who chose it, or placed the hold.")
    arrangement_id: str = pa.Field(nullable=True, description="Arrangement that the event is about.")

    class Config:
        strict = True
        ordered = True
        unique = ["event_id"]
        metadata = {"key": ["event_id"]}


class OperatorDecisions(Known):
    """One row per decision of a person on a work item, as it came back in a workbook.

    A row may also, or only, give the item an owner or a deadline. What a decision on money in suspense moves stands in
    `canonical.payments`, with the same delivery and line.
    """

    sheet: str = pa.Field(nullable=True, description="Sheet of the line.")
    item_id: str = pa.Field(description="Work item.")
    item_kind: str = pa.Field(description="Kind of the item.")
    subject: str = pa.Field(description="What the item was about when it was decided: JSON object.")
    decision: str = pa.Field(
        nullable=True, isin=tuple(codes.DECISIONS), description="Decision; empty where the row gives none."
    )
    dossier_id: str = pa.Field(nullable=True, description="Dossier of the item; that to which its money was booked.")
    claim_id: str = pa.Field(nullable=True, description="Claim to which its money was booked, where one was named.")
    until_date: date = pa.Field(nullable=True, description="Day until which the item is put aside.")
    owner: str = pa.Field(nullable=True, description="Who looks after the item from now on.")
    deadline_date: date = pa.Field(nullable=True, description="Day by which the item should be decided.")
    remark: str = pa.Field(nullable=True, description="Reason in the words of who decided.")
    decided_by: str = pa.Field(description="Who decided.")

    class Config:
        strict = True
        ordered = True
        unique = ["delivery_id", "line_number", "sheet"]
        metadata = {"key": ["delivery_id", "line_number", "sheet"]}


class ListEntries(Known):
    """One row per difference of a full list to the one before it: an entry that is new, or one that is gone."""

    entry_id: str = pa.Field(description="Partner, feed, and a fingerprint of what the entry says.")
    partner_id: str = pa.Field(description="Whose list it is.")
    feed: str = pa.Field(description="The list: its feed.")
    is_listed: bool = pa.Field(description="Whether the entry stands on the list from now on; else it is gone.")
    hold_kind: str = pa.Field(isin=codes.LISTED_KINDS, description="Kind of the hold that it places.")
    entry_reference: str = pa.Field(nullable=True, description="The register's number of the entry.")
    from_date: date = pa.Field(nullable=True, description="First day of the hold; empty: when the entry came.")
    until_date: date = pa.Field(nullable=True, description="Last day of the hold; empty: while it is on the list.")
    debtor_id: str = pa.Field(nullable=True, description="Debtor, where the list names the creditor's number of him.")
    dossier_id: str = pa.Field(nullable=True, description="Dossier, where the list names it.")
    company_number: str = pa.Field(nullable=True, description="KvK or KBO number, digits only.")
    name: str = pa.Field(nullable=True, description="Full name.")
    birth_date: date = pa.Field(nullable=True, description="Day of birth.")
    postcode: str = pa.Field(nullable=True, description="Postcode, capitals and digits only.")
    detail: str = pa.Field(nullable=True, description="What else is told: court, judge, helper.")

    class Config:
        strict = True
        ordered = True
        unique = ["delivery_id", "entry_id"]
        metadata = {"key": ["delivery_id", "entry_id"]}


class Arrangements(Known):
    """One row per arrangement that was agreed or proposed: so much, in instalments, from a day."""

    arrangement_id: str = pa.Field(description="Sender and his own number of it, or that of the event that brought it.")
    dossier_id: str = pa.Field(description="Dossier.")
    is_proposal: bool = pa.Field(
        description="Whether it was only proposed: it is tested against the creditor's limits."
    )
    agreed_date: date = pa.Field(description="Day on which it was agreed or proposed; money from this day on counts.")
    total_cents: int = pa.Field(ge=1, description="Sum of the instalments, in cents.")
    instalment_count: int = pa.Field(ge=1, description="Number of instalments.")
    first_due_date: date = pa.Field(description="Last day to pay the first instalment.")
    last_due_date: date = pa.Field(description="Last day to pay the last instalment.")
    period: str = pa.Field(
        nullable=True, isin=codes.INSTALMENT_PERIODS, description="Time between instalments; empty: each was given."
    )
    template: str = pa.Field(nullable=True, description="Template of the creditor that gave it its form.")

    class Config:
        strict = True
        ordered = True
        unique = ["arrangement_id"]
        metadata = {"key": ["arrangement_id"]}


class Instalments(Known):
    """One row per instalment of an arrangement."""

    arrangement_id: str = pa.Field(description="Arrangement.")
    dossier_id: str = pa.Field(description="Dossier.")
    instalment_number: int = pa.Field(ge=1, description="Place in the arrangement, by day.")
    due_date: date = pa.Field(description="Last day to pay it.")
    amount_cents: int = pa.Field(ge=1, description="Amount, in cents.")

    class Config:
        strict = True
        ordered = True
        unique = ["arrangement_id", "instalment_number"]
        metadata = {"key": ["arrangement_id", "instalment_number"]}
