"""Tables of the stage `inbox`: what arrived, what was wrong with it, and whether nothing was lost."""

from __future__ import annotations

from datetime import date

import pandera.polars as pa

from warehouse import codes


class Deliveries(pa.DataFrameModel):
    """One row per delivery received, also duplicates and refused ones. Rows and cents are as the sender wrote them."""

    delivery_id: str = pa.Field(
        str_matches=r"^D\d{8}-[0-9a-f]{8}(\.\d{4})?$",
        description="Number in the log, then the start of the hash; of one of several files in an archive, its number.",
    )
    sequence_number: int = pa.Field(ge=1, description="Place in the log of deliveries.")
    partner_id: str = pa.Field(description="Who sent it: creditor, bank, bailiff, or the hub itself.")
    partner_kind: str = pa.Field(isin=codes.PARTNER_KINDS, description="What kind of partner the sender is.")
    creditor_id: str = pa.Field(nullable=True, description="Creditor, where the sender is one.")
    feed: str = pa.Field(nullable=True, description="Feed of the partner that took the file; empty where none did.")
    file_name: str = pa.Field(description="Name under which the file arrived; `archive!file` where it was in one.")
    sha256: str = pa.Field(str_length=64, description="Hash of the bytes as sent; of a file in an archive, its own.")
    size_bytes: int = pa.Field(ge=0, description="Size of the file.")
    known_at: date = pa.Field(description="Business date on which the hub took the delivery in.")
    status: str = pa.Field(isin=codes.DELIVERY_STATUSES, description="What became of the delivery.")
    duplicate_of: str = pa.Field(nullable=True, description="Delivery that brought the same bytes before.")
    corrects: str = pa.Field(nullable=True, description="Earlier delivery of the same name with other bytes.")
    mapping_sha256: str = pa.Field(nullable=True, description="Hash of the mapping that read the file.")
    rows_read: int = pa.Field(ge=0, description="Records in the file.")
    rows_accepted: int = pa.Field(ge=0, description="Records that were booked.")
    rows_refused: int = pa.Field(ge=0, description="Records that came back with a reason.")
    rows_duplicate: int = pa.Field(ge=0, description="Records that were booked before.")
    rows_waiting: int = pa.Field(ge=0, description="Records that wait for the claim or payment that they name.")
    rows_withdrawn: int = pa.Field(ge=0, description="Records of a delivery that was withdrawn.")
    cents_read: int = pa.Field(description="Sum of the records' amounts that can be read, in cents.")
    cents_accepted: int = pa.Field(description="Sum of the accepted records, in cents.")
    cents_refused: int = pa.Field(description="Sum of the refused records, in cents.")
    cents_duplicate: int = pa.Field(description="Sum of the duplicate records, in cents.")
    cents_waiting: int = pa.Field(description="Sum of the waiting records, in cents.")
    cents_withdrawn: int = pa.Field(description="Sum of the records of a withdrawn delivery, in cents.")
    rows_released: int = pa.Field(
        ge=0, description="Records of earlier deliveries that waited for this one, and were booked with it."
    )
    cents_released: int = pa.Field(description="Sum of those records, in cents.")
    revised_by: str = pa.Field(
        nullable=True, description="Withdrawal or replay that last changed what became of this delivery."
    )

    class Config:
        strict = True
        ordered = True
        unique = ["delivery_id"]
        metadata = {"key": ["delivery_id"]}


class Findings(pa.DataFrameModel):
    """One row per fault of a refused or doubtful record, or of a file as a whole (line 0)."""

    finding_id: str = pa.Field(description="Delivery, line, code, column and occurrence.")
    creditor_id: str = pa.Field(nullable=True, description="Creditor, where the sender is one.")
    delivery_id: str = pa.Field(description="Delivery that holds the record.")
    line_number: int = pa.Field(ge=0, description="Line, row or record of the delivery; 0 for the file as a whole.")
    record_type: str = pa.Field(nullable=True, description="Sheet, record type or element of the record.")
    code: int = pa.Field(ge=1000, description="Number of the finding (`warehouse.findings`).")
    severity: str = pa.Field(isin=codes.FINDING_SEVERITIES, description="Whether the record is refused for it.")
    outcome: str = pa.Field(isin=codes.FINDING_OUTCOMES, description="What became of the record.")
    column_name: str = pa.Field(nullable=True, description="Column of the sender, where one is to blame.")
    value: str = pa.Field(nullable=True, description="Value of that column as sent; empty where it may not be kept.")
    message: str = pa.Field(description="What is wrong, in plain English.")
    record: str = pa.Field(nullable=True, description="The record as sent: JSON object of column to text.")
    first_delivery_id: str = pa.Field(
        nullable=True,
        description="Earlier delivery that brought the record, where it waited for this one; the line is of that one.",
    )

    class Config:
        strict = True
        ordered = True
        unique = ["finding_id"]
        metadata = {"key": ["finding_id"]}


class Corrections(pa.DataFrameModel):
    """One row per value that a sender corrected in a findings workbook, or per record that came back unchanged.

    A record that a correction brought in closes the findings of that record, in its first delivery and in later ones.
    """

    creditor_id: str = pa.Field(nullable=True, description="Creditor, where the sender is one.")
    delivery_id: str = pa.Field(description="Delivery of the workbook that was sent back.")
    line_number: int = pa.Field(ge=1, description="Line of the record in its first delivery.")
    record_type: str = pa.Field(nullable=True, description="Sheet, record type or element of the record.")
    corrects: str = pa.Field(description="Delivery whose findings were corrected.")
    first_delivery_id: str = pa.Field(description="Delivery that brought the record first.")
    outcome: str = pa.Field(isin=codes.CORRECTION_OUTCOMES, description="What became of the corrected record.")
    column_name: str = pa.Field(nullable=True, description="Column of the sender; empty where nothing was changed.")
    value_before: str = pa.Field(nullable=True, description="Value before; numbers like a personal one are unreadable.")
    value_after: str = pa.Field(nullable=True, description="Value after; numbers like a personal one are unreadable.")

    class Config:
        strict = True
        ordered = True
        unique = ["delivery_id", "line_number", "record_type", "column_name"]
        metadata = {"key": ["delivery_id", "line_number", "record_type", "column_name"]}


class Waiting(pa.DataFrameModel):
    """One row per record that had to wait for the claim or payment that it names.

    It waits until that comes, a correction changes it, or its sender's number is booked otherwise
    (`marts.waiting_records`).
    """

    creditor_id: str = pa.Field(nullable=True, description="Creditor whose claim it names; empty where none is named.")
    delivery_id: str = pa.Field(description="Delivery that holds the record.")
    line_number: int = pa.Field(ge=1, description="Line, row or record of the delivery that brought it first.")
    record_type: str = pa.Field(nullable=True, description="Sheet, record type or element of the record.")
    first_delivery_id: str = pa.Field(
        description="Delivery that brought the record first; another one where a workbook corrected it."
    )
    partner_id: str = pa.Field(description="Who sent it.")
    fact_id: str = pa.Field(description="Payment or event that it becomes: its id in `canonical`.")
    kind: str = pa.Field(isin=codes.PAYMENT_KINDS + codes.EVENT_KINDS, description="What happened.")
    code: int = pa.Field(description="Finding that says what it waits for.")
    claim_id: str = pa.Field(nullable=True, description="Claim that it names.")
    debtor_id: str = pa.Field(nullable=True, description="Debtor that it names.")
    amount_cents: int = pa.Field(ge=0, description="Amount, in cents; 0 where it has none.")
    known_at: date = pa.Field(description="Business date on which the hub took the delivery in.")
    source: str = pa.Field(isin=codes.PAYMENT_SOURCES, description="Where its money went first.")
    fact: str = pa.Field(description="The record in the hub's terms: JSON object of field to text.")
    record: str = pa.Field(nullable=True, description="The record as sent: JSON object of column to text.")

    class Config:
        strict = True
        ordered = True
        unique = ["delivery_id", "line_number", "record_type", "fact_id"]
        metadata = {"key": ["delivery_id", "line_number", "record_type", "fact_id"]}


class Statements(pa.DataFrameModel):
    """One row per bank statement with both balances; one that came before, with the same balances, has no other row."""

    delivery_id: str = pa.Field(description="Delivery that brought the statement.")
    statement_number: int = pa.Field(ge=1, description="Place of the statement in its file.")
    partner_id: str = pa.Field(description="Bank that sent it.")
    account: str = pa.Field(description="Account, as the bank writes it.")
    currency: str = pa.Field(nullable=True, description="Currency of the balances; empty where the bank names none.")
    statement_id: str = pa.Field(description="The bank's number of the statement.")
    opening_cents: int = pa.Field(description="Balance before its entries, in cents.")
    closing_cents: int = pa.Field(description="Balance after its entries, in cents.")
    opening_date: date = pa.Field(nullable=True, description="Day of the opening balance.")
    closing_date: date = pa.Field(description="Day of the closing balance.")
    known_at: date = pa.Field(description="Business date on which the hub took the delivery in.")

    class Config:
        strict = True
        ordered = True
        unique = ["delivery_id", "statement_number"]
        metadata = {"key": ["delivery_id", "statement_number"]}


class Lists(pa.DataFrameModel):
    """One row per full list that was applied: its day, and how it differs from the one before it."""

    delivery_id: str = pa.Field(description="Delivery that brought the list.")
    partner_id: str = pa.Field(description="Whose list it is.")
    feed: str = pa.Field(description="The list: its feed.")
    list_date: date = pa.Field(description="Day on which it was made; where it does not say so, on which it came.")
    entry_count: int = pa.Field(ge=0, description="Entries that stand on the list.")
    new_count: int = pa.Field(ge=0, description="Entries that were not on the list before.")
    gone_count: int = pa.Field(ge=0, description="Entries that are no longer on it.")
    known_at: date = pa.Field(description="Business date on which the hub took the delivery in.")

    class Config:
        strict = True
        ordered = True
        unique = ["delivery_id"]
        metadata = {"key": ["delivery_id"]}


class Controls(pa.DataFrameModel):
    """One row per stage, run, creditor, control, side and outcome: rows and cents that went in or came out."""

    stage: str = pa.Field(isin=codes.STAGES, description="Stage that posted the control.")
    run_key: str = pa.Field(description="Delivery, or business date, that was run.")
    control: str = pa.Field(
        description="What is counted: `records`, `claims`, `payments`, `dossiers`, `actions`, `messages` …"
    )
    creditor_id: str = pa.Field(nullable=True, description="Creditor; empty for all together.")
    side: str = pa.Field(isin=("in", "out"), description="Whether the amount went into the stage or came out of it.")
    outcome: str = pa.Field(description="What became of it: `read`, `accepted`, `refused`, `send`, `held` …")
    row_count: int = pa.Field(ge=0, description="Rows.")
    amount_cents: int = pa.Field(description="Cents.")

    class Config:
        strict = True
        ordered = True
        unique = ["stage", "run_key", "control", "creditor_id", "side", "outcome"]
        metadata = {"key": ["stage", "run_key", "control", "creditor_id", "side", "outcome"]}


class Head(pa.DataFrameModel):
    """The single row that every booking updates, so that two bookings at once conflict and the loser retries."""

    sequence_number: int = pa.Field(ge=0, description="Number of the newest delivery that is booked.")

    class Config:
        strict = True
        ordered = True
        metadata = {"key": ["sequence_number"]}
