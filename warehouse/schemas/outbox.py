"""Tables of the stage `outbox`: what left the hub, frozen as it left."""

from __future__ import annotations

from datetime import date

import pandera.polars as pa

from warehouse import codes


class Batches(pa.DataFrameModel):
    """One row per file or mailing that leaves, with its control totals."""

    batch_id: str = pa.Field(description="Kind, partner, business date and number; or the delivery it answers.")
    business_date: date = pa.Field(description="Business date on which it was made.")
    partner_id: str = pa.Field(description="Who gets it.")
    kind: str = pa.Field(isin=codes.BATCH_KINDS, description="What it holds.")
    file_name: str = pa.Field(description="Path under `outbox/<partner>/`.")
    sha256: str = pa.Field(str_length=64, description="Hash of that file; for a mailing, of its index.")
    row_count: int = pa.Field(ge=0, description="Letters, mails, dossiers, or lines.")
    amount_cents: int = pa.Field(description="Cents asked, transferred, or reported.")

    class Config:
        strict = True
        ordered = True
        unique = ["batch_id"]
        metadata = {"key": ["batch_id"]}


class Releases(pa.DataFrameModel):
    """One row per batch that waited for a person, and one more for what became of it.

    The rows of a batch that waited stand in `outbox.messages` or `outbox.transfers` under its own number, and never
    left under it. What was released stands there again, under the number of the row that says so.
    """

    batch_id: str = pa.Field(
        description="Batch; what became of it has the batch, its state and the order in its number."
    )
    waiting_batch_id: str = pa.Field(description="Batch that waited.")
    business_date: date = pa.Field(description="Business date on which it was shown, or on which this became of it.")
    delivery_id: str = pa.Field(description="Order of the day by which that happened.")
    state: str = pa.Field(isin=codes.RELEASE_STATES, description="What became of it.")
    partner_id: str = pa.Field(description="Who gets it.")
    kind: str = pa.Field(isin=codes.BATCH_KINDS, description="What it holds.")
    row_count: int = pa.Field(ge=0, description="Letters, mails or dossiers: that wait, left, or do not leave.")
    amount_cents: int = pa.Field(description="Cents asked in them.")
    taken_out_count: int = pa.Field(ge=0, description="Rows that did not leave with a release: something came between.")
    taken_out_cents: int = pa.Field(description="Cents asked in those.")
    reason: str = pa.Field(description="Why it waits; or the words of who decided.")
    decided_by: str = pa.Field(nullable=True, description="Who released or refused it.")
    until_date: date = pa.Field(
        nullable=True, description="Last day to release it; of a refusal, the day on which its steps are offered again."
    )
    sheet: str = pa.Field(description="What is shown to who decides, or what came of it, as text; without names.")

    class Config:
        strict = True
        ordered = True
        unique = ["batch_id"]
        metadata = {"key": ["batch_id"]}


class Outgoing(pa.DataFrameModel):
    """What every row that leaves carries."""

    batch_id: str = pa.Field(description="Batch.")
    sequence_number: int = pa.Field(ge=1, description="Place in the batch.")
    business_date: date = pa.Field(description="Business date.")
    creditor_id: str = pa.Field(description="Creditor.")
    dossier_id: str = pa.Field(description="Dossier.")
    debtor_id: str = pa.Field(description="Debtor.")
    step_id: str = pa.Field(description="Step of the profile.")
    event_kind: str = pa.Field(isin=codes.EVENT_KINDS, description="Event that it becomes once dispatched.")
    principal_cents: int = pa.Field(ge=0, description="Open principal.")
    interest_cents: int = pa.Field(ge=0, description="Open interest.")
    costs_cents: int = pa.Field(ge=0, description="Open costs.")
    open_cents: int = pa.Field(ge=0, description="Sum of these.")
    facts: str = pa.Field(description="All that the template or exchange file needs, frozen: JSON object.")


class Messages(Outgoing):
    """One row per letter, e-mail, short message, call or request to a system, with its frozen facts."""

    channel: str = pa.Field(isin=codes.OUTBOX_CHANNELS, description="How it goes.")
    recipient: str = pa.Field(
        description="E-mail address, telephone number, name and town; the debtor's number for a system."
    )
    language: str = pa.Field(isin=codes.LANGUAGES, description="Language of the message.")
    template: str = pa.Field(description="Template; `none` on call lists and in requests to systems.")
    template_sha256: str = pa.Field(str_length=64, description="Hash of the template and all that it includes.")
    payment_reference: str = pa.Field(description="Reference with check digits.")
    is_partial: bool = pa.Field(
        nullable=True, description="Whether it was not about all claims of the dossier; empty: nobody told then."
    )

    class Config:
        strict = True
        ordered = True
        unique = ["batch_id", "sequence_number"]
        metadata = {"key": ["batch_id", "sequence_number"]}


class Transfers(Outgoing):
    """One row per dossier sent to a bailiff, with its frozen facts."""

    partner_id: str = pa.Field(description="Bailiff's office.")
    is_partial: bool = pa.Field(
        nullable=True, description="Whether it was not about all claims of the dossier; empty: nobody told then."
    )

    class Config:
        strict = True
        ordered = True
        unique = ["batch_id", "sequence_number"]
        metadata = {"key": ["batch_id", "sequence_number"]}


class Lines(pa.DataFrameModel):
    """One row per interest line that a message or transfer shows: one base, one rate, a first day and an end.

    A message shows the lines of every claim that is still open in it; they add up to the interest of the claim so far.
    """

    batch_id: str = pa.Field(description="Batch.")
    sequence_number: int = pa.Field(ge=1, description="Place of the message or transfer in the batch.")
    business_date: date = pa.Field(description="Business date.")
    creditor_id: str = pa.Field(description="Creditor.")
    dossier_id: str = pa.Field(description="Dossier.")
    claim_id: str = pa.Field(description="Claim.")
    from_date: date = pa.Field(description="First day of the line.")
    until_date: date = pa.Field(description="Day after the last day.")
    days: int = pa.Field(ge=1, description="Days of the line.")
    base_cents: int = pa.Field(ge=0, description="Amount that bears interest.")
    rate_ppm: int = pa.Field(ge=0, description="Rate in parts per million, per year or per month.")
    rate_per: str = pa.Field(isin=("year", "month"), description="Period of the rate.")
    interest_cents: int = pa.Field(description="Interest of the line.")
    rule_id: str = pa.Field(nullable=True, description="Law table the rate came from; empty for a contract rate.")

    class Config:
        strict = True
        ordered = True
        unique = ["batch_id", "sequence_number", "claim_id", "from_date"]
        metadata = {"key": ["batch_id", "sequence_number", "claim_id", "from_date"]}


class Questions(pa.DataFrameModel):
    """One row per work item in a workbook that went to a team, as it stood there: what an answer is held against."""

    batch_id: str = pa.Field(description="Batch: the workbook.")
    sequence_number: int = pa.Field(ge=1, description="Place in the workbook.")
    business_date: date = pa.Field(description="Business date.")
    team_id: str = pa.Field(description="Team.")
    item_id: str = pa.Field(description="Work item.")
    item_key: str = pa.Field(description="Its number, with the mark of its subject: the last column of the workbook.")
    kind: str = pa.Field(description="Kind of the item.")
    subject: str = pa.Field(description="What a decision would be about: JSON object.")
    creditor_id: str = pa.Field(nullable=True, description="Creditor, where one is concerned.")
    dossier_id: str = pa.Field(nullable=True, description="Dossier, where one is concerned.")
    delivery_id: str = pa.Field(nullable=True, description="Delivery, where one is concerned.")
    line_number: int = pa.Field(nullable=True, description="Line of that delivery.")
    reason: str = pa.Field(description="Why a person must look, in words.")
    proposal: str = pa.Field(nullable=True, description="Dossier that money in suspense is most likely for.")
    amount_cents: int = pa.Field(description="Cents at stake.")
    since_date: date = pa.Field(description="Day on which it came up.")
    owner: str = pa.Field(nullable=True, description="Who looks after it.")
    deadline_date: date = pa.Field(nullable=True, description="Day by which it should be decided.")

    class Config:
        strict = True
        ordered = True
        unique = ["batch_id", "sequence_number"]
        metadata = {"key": ["batch_id", "sequence_number"]}


class Reports(pa.DataFrameModel):
    """One row per line reported to a creditor: of a receipt (one per delivery) or of its findings.

    All findings stand here, as in the csv file beside the workbook; the workbook shows the first 5,000 records.
    """

    batch_id: str = pa.Field(description="Batch.")
    line_number: int = pa.Field(ge=0, description="Line of the delivery; 0 for the receipt.")
    occurrence: int = pa.Field(ge=1, description="Counts the rows of one line.")
    creditor_id: str = pa.Field(nullable=True, description="Creditor.")
    delivery_id: str = pa.Field(description="Delivery that is reported on.")
    code: int = pa.Field(nullable=True, description="Finding; empty for the receipt.")
    row_count: int = pa.Field(ge=0, description="Records reported.")
    amount_cents: int = pa.Field(description="Their cents.")

    class Config:
        strict = True
        ordered = True
        unique = ["batch_id", "line_number", "occurrence"]
        metadata = {"key": ["batch_id", "line_number", "occurrence"]}
