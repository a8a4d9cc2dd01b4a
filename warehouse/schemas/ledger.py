"""Tables of the stage `ledger`: what every claim and dossier stands at on a business date. All of it is computed."""

from __future__ import annotations

from datetime import date

import pandera.polars as pa

from warehouse import codes


class OnDate(pa.DataFrameModel):
    """A row of a business date."""

    business_date: date = pa.Field(description="Day of the statement; facts known on it are in, later ones are not.")
    creditor_id: str = pa.Field(description="Creditor.")
    dossier_id: str = pa.Field(description="Dossier.")


class Balances(OnDate):
    """One row per claim on the business date."""

    claim_id: str = pa.Field(description="Claim.")
    delivery_id: str = pa.Field(description="Delivery that brought the claim.")
    line_number: int = pa.Field(description="Line of that delivery.")
    regime: str = pa.Field(isin=codes.REGIMES, description="Interest regime.")
    rounding: str = pa.Field(isin=("line", "exact"), description="Rounding convention.")
    principal_cents: int = pa.Field(description="Principal as registered.")
    principal_credited_cents: int = pa.Field(description="Principal taken off by credit notes.")
    principal_paid_cents: int = pa.Field(description="Principal paid.")
    principal_open_cents: int = pa.Field(ge=0, description="Principal still open.")
    interest_total_cents: int = pa.Field(ge=0, description="Interest so far.")
    interest_paid_cents: int = pa.Field(ge=0, description="Interest paid.")
    interest_open_cents: int = pa.Field(ge=0, description="Interest still open.")
    interest_capitalised_cents: int = pa.Field(
        ge=0, description="Part of the open interest that itself bears interest."
    )
    costs_total_cents: int = pa.Field(ge=0, description="Costs of the claim itself, VAT included.")
    costs_paid_cents: int = pa.Field(ge=0, description="Of these, paid.")
    costs_open_cents: int = pa.Field(ge=0, description="Of these, still open.")
    waived_cents: int = pa.Field(ge=0, description="Principal, interest and costs that ended with a withdrawal.")
    open_cents: int = pa.Field(ge=0, description="Principal, interest and costs still open.")
    closing_reason: str = pa.Field(nullable=True, description="Why the claim ended: `withdrawal`; empty while it runs.")
    limitation_date: date = pa.Field(description="First day on which the law lets nobody enforce the claim any more.")

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "claim_id"]
        metadata = {"key": ["business_date", "claim_id"]}


class Dossiers(OnDate):
    """One row per dossier on the business date: its claims, its own costs, its credit."""

    debtor_id: str = pa.Field(description="Debtor of the dossier.")
    claim_count: int = pa.Field(ge=1, description="Claims, closed ones too.")
    open_claim_count: int = pa.Field(ge=0, description="Claims with something open.")
    oldest_due_date: date = pa.Field(nullable=True, description="Oldest due date among claims with something open.")
    principal_cents: int = pa.Field(description="Principal as registered.")
    principal_open_cents: int = pa.Field(ge=0, description="Principal still open.")
    interest_open_cents: int = pa.Field(ge=0, description="Interest still open.")
    costs_open_cents: int = pa.Field(ge=0, description="Costs still open, of claims and of the dossier.")
    paid_cents: int = pa.Field(ge=0, description="Payments that count, whatever they paid.")
    credit_cents: int = pa.Field(ge=0, description="Money that pays nothing yet.")
    open_cents: int = pa.Field(ge=0, description="Principal, interest and costs still open.")

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "dossier_id"]
        metadata = {"key": ["business_date", "dossier_id"]}


class Costs(OnDate):
    """One row per cost that counts on the business date."""

    cost_id: str = pa.Field(description="Cost.")
    claim_id: str = pa.Field(nullable=True, description="Claim; empty for a cost of the dossier.")
    kind: str = pa.Field(isin=codes.COST_KINDS, description="Kind of cost.")
    due_date: date = pa.Field(description="Day on which it fell due.")
    base_cents: int = pa.Field(ge=0, description="Open principal it was measured on; 0 for a posted amount.")
    amount_cents: int = pa.Field(ge=0, description="Amount without VAT (posted amounts: what is asked).")
    vat_cents: int = pa.Field(ge=0, description="VAT on it.")
    paid_cents: int = pa.Field(ge=0, description="Paid of both.")
    waived_cents: int = pa.Field(ge=0, description="Of both, what ended with a withdrawal.")
    open_cents: int = pa.Field(ge=0, description="Open of both.")
    rule_id: str = pa.Field(nullable=True, description="Law table of the scale; empty for a posted amount.")
    claim_ids: str = pa.Field(
        nullable=True, description="Claims that a cost of the dossier was measured on, by space; empty for others."
    )

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "dossier_id", "cost_id"]
        metadata = {"key": ["business_date", "dossier_id", "cost_id"]}


class Allocations(OnDate):
    """One row per payment, claim or cost, and bucket: how much went where; `credit` is what pays nothing yet."""

    payment_id: str = pa.Field(description="Payment.")
    claim_id: str = pa.Field(nullable=True, description="Claim; empty for costs of the dossier and for credit.")
    cost_id: str = pa.Field(nullable=True, description="Cost, for the bucket `costs`.")
    bucket: str = pa.Field(isin=("costs", "interest", "principal", "credit"), description="Part of the debt.")
    amount_cents: int = pa.Field(ge=1, description="Cents that went there.")

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "payment_id", "claim_id", "cost_id", "bucket"]
        metadata = {"key": ["business_date", "payment_id", "claim_id", "cost_id", "bucket"]}


class Gates(OnDate):
    """One row per claim, gate and rule: what may not be asked on the business date, and the rule behind it."""

    claim_id: str = pa.Field(description="Claim.")
    gate: str = pa.Field(isin=codes.GATES, description="What blocks.")
    rule_id: str = pa.Field(description="Law table that blocks; `withdrawal` for what the creditor took back.")
    reason: str = pa.Field(description="What is blocked and why, in words.")
    since_date: date = pa.Field(nullable=True, description="Day since which it blocks, where there is such a day.")
    until_date: date = pa.Field(
        nullable=True, description="First day on which it blocks no longer, where that is known."
    )

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "claim_id", "gate", "rule_id"]
        metadata = {"key": ["business_date", "claim_id", "gate", "rule_id"]}
