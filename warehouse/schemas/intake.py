"""Records between a mapping and the canonical tables: what the columns of a creditor's file can be mapped to.

These models are the vocabulary of `to:` in `mappings/**/<feed>.yaml`. They are no tables.
"""

from __future__ import annotations

from datetime import date

import pandera.polars as pa

from warehouse import codes


class Record(pa.DataFrameModel):
    """A record of a delivery, typed, with its place."""

    delivery_id: str = pa.Field(description="Delivery.")
    line_number: int = pa.Field(ge=1, description="Line, row or record of the delivery.")
    record_type: str = pa.Field(nullable=True, description="Sheet, record type or element.")
    record: str = pa.Field(description="The record as sent: JSON object of column to text.")


class ClaimRecord(Record):
    """A claim with its debtor and what the creditor did before."""

    claim_reference: str = pa.Field(nullable=True, description="The creditor's number of the claim.")
    principal_cents: int = pa.Field(nullable=True, description="Amount of the claim, in cents.")
    invoice_date: date = pa.Field(nullable=True, description="Day of the invoice.")
    due_date: date = pa.Field(nullable=True, description="Last day to pay.")
    interest_from: date = pa.Field(
        nullable=True, description="First day that bears interest, where the creditor gives it."
    )
    contract_reference: str = pa.Field(nullable=True, description="Contract.")
    contract_date: date = pa.Field(nullable=True, description="Day on which the contract was concluded.")
    product: str = pa.Field(nullable=True, description="Product group.")
    description: str = pa.Field(nullable=True, description="What was delivered.")
    currency: str = pa.Field(nullable=True, description="Currency; only EUR is taken in; empty means EUR.")
    clause_ppm: int = pa.Field(nullable=True, description="Penalty clause, parts per million.")
    clause_minimum_cents: int = pa.Field(nullable=True, description="Least amount of the clause, in cents.")
    debtor_reference: str = pa.Field(nullable=True, description="The creditor's number of the debtor.")
    debtor_type: str = pa.Field(nullable=True, description="Consumer, sole trader or business.")
    name: str = pa.Field(nullable=True, description="Full name; else made of the parts below.")
    initials: str = pa.Field(nullable=True, description="Initials.")
    first_name: str = pa.Field(nullable=True, description="First name.")
    prefix: str = pa.Field(nullable=True, description="Prefix of the surname: van, de.")
    surname: str = pa.Field(nullable=True, description="Surname.")
    birth_date: date = pa.Field(nullable=True, description="Day of birth.")
    language: str = pa.Field(nullable=True, description="Language; empty: the creditor's.")
    street: str = pa.Field(nullable=True, description="Street.")
    house_number: str = pa.Field(nullable=True, description="House number, with addition where in one field.")
    house_number_addition: str = pa.Field(nullable=True, description="Addition to the house number.")
    postcode: str = pa.Field(nullable=True, description="Postcode.")
    city: str = pa.Field(nullable=True, description="Town.")
    country: str = pa.Field(nullable=True, description="ISO 3166 alpha-2, lower case; empty: the creditor's.")
    email: str = pa.Field(nullable=True, description="E-mail address.")
    phone: str = pa.Field(nullable=True, description="Telephone number.")
    company_number: str = pa.Field(nullable=True, description="KvK or KBO number.")
    vat_number: str = pa.Field(nullable=True, description="VAT number.")
    iban: str = pa.Field(nullable=True, description="Debtor's bank account.")
    reminder_date: date = pa.Field(nullable=True, description="Day on which the creditor sent a reminder.")
    first_reminder_date: date = pa.Field(
        nullable=True, description="BE: day on which the free first reminder was sent."
    )
    notice_date: date = pa.Field(nullable=True, description="NL: day on which the fourteen-day notice was sent.")
    demand_date: date = pa.Field(nullable=True, description="Day on which a demand was sent.")
    last_demand_date: date = pa.Field(nullable=True, description="Day on which the last demand was sent.")
    notice_costs_cents: int = pa.Field(
        nullable=True, description="NL: collection costs that the notice announced, as it stated them."
    )
    notice_term_days: int = pa.Field(
        nullable=True, description="Days from receipt that notice or first reminder left to pay."
    )
    notice_channel: str = pa.Field(
        nullable=True, isin=("print", "email"), description="How notice or first reminder went; empty: print."
    )
    transferred_date: date = pa.Field(nullable=True, description="Day on which a bailiff got the claim.")
    transferred_to: str = pa.Field(nullable=True, description="Bailiff's office that has it.")

    class Config:
        strict = True


class FactRecord(Record):
    """Any later fact: money, a reversal, a credit note, a withdrawal, a bailiff's answer, a dispatch of the hub."""

    kind: str = pa.Field(nullable=True, isin=codes.PAYMENT_KINDS + codes.EVENT_KINDS, description="What happened.")
    fact_reference: str = pa.Field(nullable=True, description="The sender's own number of the fact.")
    reverses_reference: str = pa.Field(nullable=True, description="For a reversal: the sender's number of the payment.")
    creditor_reference: str = pa.Field(
        nullable=True, description="Creditor (its id), where the sender is a bank or bailiff."
    )
    claim_reference: str = pa.Field(nullable=True, description="The creditor's number of the claim.")
    debtor_reference: str = pa.Field(nullable=True, description="The creditor's number of the debtor.")
    dossier_reference: str = pa.Field(
        nullable=True, description="Our dossier, or a text that holds a payment reference."
    )
    amount_cents: int = pa.Field(nullable=True, description="Amount, in cents.")
    effective_date: date = pa.Field(nullable=True, description="Day on which it counts.")
    until_date: date = pa.Field(nullable=True, description="Last day of a hold.")
    counterparty_iban: str = pa.Field(nullable=True, description="Account of the payer.")
    counterparty_name: str = pa.Field(nullable=True, description="Name of the payer.")
    is_from_start: bool = pa.Field(nullable=True, description="For a credit note: from the first interest day.")
    channel: str = pa.Field(nullable=True, description="How a message went.")
    step_id: str = pa.Field(nullable=True, description="Step of the profile.")
    batch_id: str = pa.Field(nullable=True, description="Batch of the hub.")
    partner_reference: str = pa.Field(
        nullable=True, description="Partner concerned (its id), where the hub itself is the sender."
    )
    detail: str = pa.Field(nullable=True, description="Reason or description.")
    act: str = pa.Field(
        nullable=True, isin=codes.BAILIFF_ACTS, description="Official act of a posted cost: its letter in the tariff."
    )
    scope: str = pa.Field(
        nullable=True,
        isin=codes.HOLD_SCOPES,
        description="What a hold is on; empty: what is named, of a debtor all dossiers.",
    )
    hold_kind: str = pa.Field(nullable=True, isin=codes.HOLD_KINDS, description="Kind of a hold; empty: to wait.")
    profile_id: str = pa.Field(nullable=True, description="Profile that a person chose.")
    owner: str = pa.Field(nullable=True, description="Person who chose it, or placed the hold.")
    arrangement_reference: str = pa.Field(nullable=True, description="The sender's number of the arrangement.")
    arrangement_template: str = pa.Field(nullable=True, description="Template that gives an arrangement its form.")
    instalment_count: int = pa.Field(nullable=True, description="Number of instalments.")
    instalment_cents: int = pa.Field(nullable=True, description="Amount of each instalment but the last, in cents.")
    first_due_date: date = pa.Field(nullable=True, description="Last day to pay the first, or the given, instalment.")
    instalment_period: str = pa.Field(
        nullable=True, isin=codes.INSTALMENT_PERIODS, description="Time between instalments; empty: a month."
    )
    party_role: str = pa.Field(nullable=True, isin=codes.PARTY_ROLES, description="Role of another party.")
    party_reference: str = pa.Field(nullable=True, description="The sender's number of that party.")
    party_type: str = pa.Field(
        nullable=True, isin=codes.DEBTOR_TYPES, description="Type of a co-debtor: consumer, sole trader or business."
    )
    party_name: str = pa.Field(nullable=True, description="Full name of the party.")
    party_share_ppm: int = pa.Field(
        nullable=True, description="Share of the debt that a co-debtor owes; empty: all of it, jointly."
    )
    party_birth_date: date = pa.Field(nullable=True, description="Day of birth of the party.")
    party_street: str = pa.Field(nullable=True, description="Street of the party.")
    party_house_number: str = pa.Field(nullable=True, description="House number of the party, with addition.")
    party_postcode: str = pa.Field(nullable=True, description="Postcode of the party.")
    party_city: str = pa.Field(nullable=True, description="Town of the party.")
    party_country: str = pa.Field(
        nullable=True, description="Country of the party: ISO 3166 alpha-2; empty: the creditor's."
    )
    party_email: str = pa.Field(nullable=True, description="E-mail address of the party.")

    class Config:
        strict = True


class EntryRecord(Record):
    """An entry of a full list: somebody whom a register, court or helper names, and why he is held."""

    hold_kind: str = pa.Field(nullable=True, isin=codes.LISTED_KINDS, description="Kind of the hold that it places.")
    list_date: date = pa.Field(
        nullable=True, description="Day on which the list was made, the newest of the file; empty: when it came."
    )
    entry_reference: str = pa.Field(nullable=True, description="The register's number of the entry.")
    effective_date: date = pa.Field(nullable=True, description="First day of the hold; empty: when it came.")
    until_date: date = pa.Field(nullable=True, description="Last day of the hold; empty: while it is on the list.")
    creditor_reference: str = pa.Field(nullable=True, description="Creditor (its id) whose debtor it names.")
    debtor_reference: str = pa.Field(nullable=True, description="That creditor's number of the debtor.")
    dossier_reference: str = pa.Field(nullable=True, description="Our dossier: its ten digits.")
    company_number: str = pa.Field(nullable=True, description="KvK or KBO number.")
    name: str = pa.Field(nullable=True, description="Full name; else made of the parts below.")
    initials: str = pa.Field(nullable=True, description="Initials.")
    first_name: str = pa.Field(nullable=True, description="First name.")
    prefix: str = pa.Field(nullable=True, description="Prefix of the surname: van, de.")
    surname: str = pa.Field(nullable=True, description="Surname.")
    birth_date: date = pa.Field(nullable=True, description="Day of birth.")
    postcode: str = pa.Field(nullable=True, description="Postcode.")
    detail: str = pa.Field(nullable=True, description="What else is told: court, judge, helper.")

    class Config:
        strict = True


class DecisionRecord(Record):
    """A row of a workbook of work items on which a person decided something."""

    item_key: str = pa.Field(nullable=True, description="Number of the work item, with the mark of its subject.")
    decision: str = pa.Field(nullable=True, isin=tuple(codes.DECISIONS), description="Decision.")
    target_reference: str = pa.Field(nullable=True, description="Dossier or claim to which money is booked.")
    until_date: date = pa.Field(nullable=True, description="Day until which the item is put aside.")
    owner: str = pa.Field(nullable=True, description="Who looks after the item from now on.")
    deadline_date: date = pa.Field(nullable=True, description="Day by which the item should be decided.")
    remark: str = pa.Field(nullable=True, description="Reason.")
    decided_by: str = pa.Field(nullable=True, description="Who decided.")
    amount_cents: int = pa.Field(nullable=True, description="Empty: the money is that of the item.")

    class Config:
        strict = True
