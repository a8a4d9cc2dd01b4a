"""Tables of the stage `decisions`: what happens to every dossier on a business date, and why."""

from __future__ import annotations

from datetime import date

import pandera.polars as pa

from warehouse import codes
from warehouse.schemas.ledger import OnDate


class Profiles(OnDate):
    """One row per dossier: its collection profile, the rule that gave it, and the facts the rule saw."""

    profile_id: str = pa.Field(description="Collection profile.")
    rule: str = pa.Field(description="The rule: an SQL condition over the facts.")
    reason: str = pa.Field(description="Why, in words.")
    facts: str = pa.Field(description="The facts the rules saw, without those that are empty: JSON object.")

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "dossier_id"]
        metadata = {"key": ["business_date", "dossier_id"]}


class Actions(OnDate):
    """One row per dossier: its next step on the business date, and what becomes of it."""

    debtor_id: str = pa.Field(description="Debtor.")
    profile_id: str = pa.Field(description="Collection profile.")
    step_id: str = pa.Field(nullable=True, description="Next step of the profile; empty where none is left.")
    event_kind: str = pa.Field(nullable=True, description="Event that the step becomes once it was dispatched.")
    channel: str = pa.Field(nullable=True, isin=codes.CHANNELS, description="Channel chosen for this debtor.")
    template: str = pa.Field(nullable=True, description="Letter template of the step.")
    due_date: date = pa.Field(nullable=True, description="Day from which the step may be taken.")
    outcome: str = pa.Field(isin=codes.ACTION_OUTCOMES, description="What becomes of the step.")
    reason: str = pa.Field(description="Why, in words: the rule, the hold, the term that still runs.")
    open_cents: int = pa.Field(ge=0, description="Open on the business date, in cents.")
    asked_cents: int = pa.Field(
        nullable=True, ge=0, description="Of these, what the step asks: without the claims that it leaves out."
    )
    hold_id: str = pa.Field(nullable=True, description="Hold that keeps the step from being taken.")
    tone: str = pa.Field(nullable=True, description="How the message speaks: friendly, neutral, firm.")

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "dossier_id"]
        metadata = {"key": ["business_date", "dossier_id"]}


class Holds(pa.DataFrameModel):
    """One row per hold in force on the business date: what it is on, what it stops, since when and until when."""

    business_date: date = pa.Field(description="Day of the decision.")
    hold_id: str = pa.Field(
        description="Event or plan that placed it; for one that follows from facts, its kind and subject."
    )
    kind: str = pa.Field(isin=codes.HOLD_KINDS, description="Kind of hold.")
    scope: str = pa.Field(isin=codes.HOLD_SCOPES, description="What it is on.")
    stops: str = pa.Field(description="What it stops: `everything`, `pressure`, or channels, by space.")
    creditor_id: str = pa.Field(description="Creditor.")
    debtor_id: str = pa.Field(nullable=True, description="Debtor; empty for a hold on a creditor.")
    dossier_id: str = pa.Field(nullable=True, description="Dossier; empty for a hold on a creditor or debtor.")
    claim_id: str = pa.Field(nullable=True, description="Claim; empty for a hold on more than one.")
    since_date: date = pa.Field(description="First day.")
    until_date: date = pa.Field(nullable=True, description="Last day; empty: until it is lifted.")
    detail: str = pa.Field(nullable=True, description="Ground, in the words of whoever placed it.")
    owner: str = pa.Field(nullable=True, description="Person who placed it, where one is known.")
    reason: str = pa.Field(description="The hold in words.")

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "hold_id"]
        metadata = {"key": ["business_date", "hold_id"]}


class LeftOut(OnDate):
    """One row per open claim that the step of its dossier leaves out, while it asks for others."""

    claim_id: str = pa.Field(description="Claim.")
    cause: str = pa.Field(isin=codes.LEFT_OUT_CAUSES, description="Cause.")
    hold_id: str = pa.Field(nullable=True, description="Hold on it; empty where something else leaves it out.")
    reason: str = pa.Field(description="Why, in words.")
    open_cents: int = pa.Field(ge=0, description="Open of the claim on the business date, in cents.")

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "claim_id"]
        metadata = {"key": ["business_date", "claim_id"]}


class ArrangementChecks(OnDate):
    """One row per instalment of every plan on the business date; a promise is a plan of one instalment."""

    debtor_id: str = pa.Field(description="Debtor.")
    plan_kind: str = pa.Field(isin=codes.PLAN_KINDS, description="Arrangement or promise.")
    arrangement_id: str = pa.Field(description="Arrangement, or the event of the promise.")
    state: str = pa.Field(isin=codes.PLAN_STATES, description="How the plan stands.")
    state_since: date = pa.Field(description="Day since which it stands so, as far as the facts tell.")
    reason: str = pa.Field(description="Why the plan stands so, in words.")
    decided_by: str = pa.Field(
        nullable=True, description="`limits` on the day on which the hub accepts a proposal; else empty."
    )
    instalment_number: int = pa.Field(ge=1, description="Instalment.")
    due_date: date = pa.Field(description="Last day to pay it.")
    last_date: date = pa.Field(description="Last day of its grace: paid by then, it is kept.")
    amount_cents: int = pa.Field(ge=1, description="Amount of the instalment, in cents.")
    paid_cents: int = pa.Field(ge=0, description="What money of the plan's days paid of it, oldest instalment first.")
    outcome: str = pa.Field(isin=codes.INSTALMENT_OUTCOMES, description="What became of the instalment.")

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "arrangement_id", "instalment_number"]
        metadata = {"key": ["business_date", "arrangement_id", "instalment_number"]}


class Parties(pa.DataFrameModel):
    """One row per debtor that is the same person or company as another debtor, by exact keys."""

    business_date: date = pa.Field(description="Day of the decision.")
    debtor_id: str = pa.Field(description="Debtor.")
    party_id: str = pa.Field(description="What the debtors of a party share: the smallest of their ids.")
    rule: str = pa.Field(description="Keys that were equal: company number, name and day of birth, name and account.")

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "debtor_id"]
        metadata = {"key": ["business_date", "debtor_id"]}


class WorkItems(pa.DataFrameModel):
    """One row per thing that a person must look at on the business date."""

    business_date: date = pa.Field(description="Day of the list.")
    item_id: str = pa.Field(description="What it is about: kind and key; the same from day to day.")
    kind: str = pa.Field(description=f"Kind: {', '.join(f'`{kind}`' for kind in codes.ITEM_DECISIONS)}.")
    creditor_id: str = pa.Field(nullable=True, description="Creditor, where one is concerned.")
    dossier_id: str = pa.Field(nullable=True, description="Dossier, where one is concerned.")
    delivery_id: str = pa.Field(nullable=True, description="Delivery, where one is concerned.")
    line_number: int = pa.Field(nullable=True, description="Line of that delivery.")
    reason: str = pa.Field(description="Why a person must look, in words.")
    amount_cents: int = pa.Field(description="Cents at stake.")
    since_date: date = pa.Field(description="Day on which it came up.")
    subject: str = pa.Field(
        description="What a decision would be about, as JSON object; a decision holds as long as it stays the same."
    )
    proposal: str = pa.Field(nullable=True, description="Dossier that money in suspense is most likely for.")
    team_id: str = pa.Field(description="Team that gets it in its workbook (`teams:` in `agency.yaml`).")
    owner: str = pa.Field(nullable=True, description="Who looks after it, as an operator decided.")
    deadline_date: date = pa.Field(
        nullable=True, description="Day by which it should be decided: as an operator set it, else as its team has."
    )
    snoozed_until: date = pa.Field(nullable=True, description="Day until which it is left out of the workbook.")

    class Config:
        strict = True
        ordered = True
        unique = ["business_date", "item_id"]
        metadata = {"key": ["business_date", "item_id"]}
