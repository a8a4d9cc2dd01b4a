"""The numbered findings: what can be wrong with a file or a record, in order of precedence.

A number is never reused. Numbers from 1000 concern the file, from 2000 the record by itself, from 3000 the record
against the stock. Translations for creditors stand in `mappings/findings/<language>.yaml`.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Finding(NamedTuple):
    """A kind of finding: number, name, severity, cause and cure in plain English."""

    code: int
    name: str
    severity: str
    cause: str
    cure: str


_ALL = (
    Finding(
        1001,
        "no_feed",
        "error",
        "No feed of this partner takes a file of this name.",
        "Name the file as agreed, or add its pattern to the mapping.",
    ),
    Finding(
        1002,
        "encoding",
        "error",
        "The file is not in the agreed encoding.",
        "Save the file in the encoding that the layout names.",
    ),
    Finding(
        1003,
        "unreadable",
        "error",
        "The file cannot be read in the agreed format.",
        "Export the file again, and send it unchanged.",
    ),
    Finding(
        1004,
        "columns",
        "error",
        "The columns are not the agreed ones.",
        "Restore the agreed columns, or announce the change so that the mapping can follow.",
    ),
    Finding(
        1005,
        "empty",
        "error",
        "The file holds no records.",
        "Send the file again with its records; when there is nothing to report, send none.",
    ),
    Finding(
        1006,
        "totals",
        "error",
        "The totals in the file differ from its records.",
        "Check whether records were lost on the way, and send the file again.",
    ),
    Finding(
        1007,
        "too_many_errors",
        "error",
        "So many records are wrong that the whole file is refused.",
        "Correct the records that are listed, and send the file again.",
    ),
    Finding(
        1008,
        "totals_reported",
        "warning",
        "The totals in the file differ from its records; the records were read.",
        "Check whether records were lost on the way.",
    ),
    Finding(
        1009,
        "statement_gap",
        "warning",
        "A bank statement does not start where the one before it ended; its entries were read.",
        "Ask the bank for the statement between them.",
    ),
    Finding(
        1010,
        "drop",
        "error",
        "The file should hold all that is open or listed, and too much that was known is not in it.",
        "Check whether the selection was complete, and send the file again; if it was, tell the agency.",
    ),
    Finding(
        1011,
        "gone",
        "warning",
        "Claims that came before are no longer in the file.",
        "Nothing needs to be done when they were paid or withdrawn.",
    ),
    Finding(
        1012,
        "gone_unsure",
        "warning",
        "The number of a record cannot be read, so nothing counts as gone this time.",
        "Correct the records that are listed; the next file tells what is gone.",
    ),
    Finding(
        1013,
        "no_totals",
        "error",
        "The file with the totals did not come, or cannot be read.",
        "Send both files again, the one with the totals too.",
    ),
    Finding(
        1014,
        "signature",
        "error",
        "The file is not signed by its sender as agreed.",
        "Sign the file with the key whose public part the agency has, and send it again.",
    ),
    Finding(1015, "older_list", "error", "A newer list was applied before this one.", "Send the newest list."),
    Finding(
        1020,
        "correction",
        "error",
        "The corrected workbook cannot be matched to the records that it corrects.",
        "Correct the newest findings workbook, and leave its last column as it is.",
    ),
    Finding(
        1021,
        "other_creditor",
        "error",
        "The form is for another creditor than the one whose folder it came in.",
        "Put the form in the folder of its creditor.",
    ),
    Finding(1022, "correction_withdrawn", "error", "The delivery that it corrects was withdrawn.", "Send a new file."),
    Finding(2001, "required", "error", "A required field is empty.", "Fill in the field."),
    Finding(
        2002,
        "debtor_type",
        "error",
        "It is not said whether the debtor is a consumer or a business.",
        "Fill in the type of debtor; it is never assumed.",
    ),
    Finding(2003, "amount", "error", "The amount cannot be read.", "Write the amount in the agreed form."),
    Finding(
        2004,
        "amount_range",
        "error",
        "The amount is zero, negative or unlikely large.",
        "Check the amount; send credits as mutations.",
    ),
    Finding(2005, "date", "error", "The date does not exist or is not in the agreed form.", "Correct the date."),
    Finding(2006, "date_range", "error", "The date lies too far in the past or the future.", "Correct the date."),
    Finding(2007, "date_order", "error", "The due date lies before the invoice date.", "Correct one of both dates."),
    Finding(
        2008, "code", "error", "The code is not in the agreed list.", "Use a code of the list, or announce the new one."
    ),
    Finding(
        2009, "iban", "error", "The IBAN is wrong: its check digits or its length do not fit.", "Correct the IBAN."
    ),
    Finding(2010, "company_number", "error", "The company number (KvK, KBO) is wrong.", "Correct the number."),
    Finding(2011, "vat_number", "error", "The VAT number is wrong.", "Correct the number."),
    Finding(
        2012, "postcode", "error", "The postcode does not exist in this form in the country.", "Correct the postcode."
    ),
    Finding(2013, "email", "warning", "The e-mail address cannot exist; it is not used.", "Correct the address."),
    Finding(
        2014,
        "personal_number",
        "error",
        "The record holds a citizen service number, which may not be sent.",
        "Remove the number and send the record again. The number was not stored.",
    ),
    Finding(2015, "number", "error", "The number cannot be read.", "Write the number in the agreed form."),
    Finding(
        2016,
        "record",
        "error",
        "The record has not the agreed form: too few or too many fields, a header again, or a cell with an error.",
        "Correct the record, or export it again.",
    ),
    Finding(2017, "language", "error", "The language is not one the hub writes in.", "Use nl, fr or en."),
    Finding(2018, "too_long", "error", "The text is longer than the field can hold.", "Shorten the text."),
    Finding(2019, "phone", "warning", "The telephone number cannot exist; it is not used.", "Correct the number."),
    Finding(2020, "share", "error", "The share cannot be one of a co-debtor.", "Give more than 0, up to 100%."),
    Finding(
        3001,
        "known",
        "warning",
        "The same record was booked before; it is not booked again.",
        "Nothing needs to be done.",
    ),
    Finding(
        3002,
        "differs",
        "error",
        "A claim with this reference was booked before with other content.",
        "Send a mutation to change a claim, or give the new claim a reference of its own.",
    ),
    Finding(
        3003,
        "unknown_claim",
        "error",
        "No claim has this reference.",
        "Correct the reference, or send the claim first.",
    ),
    Finding(
        3004, "credit_exceeds", "error", "The credit is larger than the claim.", "Correct the amount or the reference."
    ),
    Finding(
        3005,
        "unknown_payment",
        "error",
        "No payment fits this reversal.",
        "Give the reference of the payment that was taken back.",
    ),
    Finding(
        3006,
        "no_home",
        "warning",
        "The money could not be matched to a dossier; it waits in suspense.",
        "A person of the agency looks for its dossier.",
    ),
    Finding(
        3007,
        "waits_for_claim",
        "warning",
        "No claim has this reference yet; the record waits, and is booked when the claim comes.",
        "Send the claim; or correct the reference, if it is wrong.",
    ),
    Finding(
        3008,
        "waits_for_payment",
        "warning",
        "No payment has the number that this reversal names; it waits, and is booked when the payment comes.",
        "Send the payment; or correct the number, if it is wrong.",
    ),
    Finding(
        3009,
        "nothing_open",
        "warning",
        "The money is for a dossier of which no principal was open; it was booked.",
        "Check the reference. What exceeds interest and costs stays a credit, until a person has looked at it.",
    ),
    Finding(3010, "changed", "warning", "The claim was known; what changed was booked.", "Nothing needs to be done."),
    Finding(
        3011,
        "came_back",
        "error",
        "The claim was withdrawn, and is in the file again.",
        "If it was missing by mistake, ask the agency to undo the file in which it was missing; else renumber it.",
    ),
    Finding(3012, "plan", "error", "Dates or amounts of the plan do not fit.", "Check the plan, and send all of it."),
    Finding(3014, "shares_exceed", "error", "The co-debtors would owe more than all of it.", "Correct the shares."),
    Finding(
        3020,
        "settled",
        "warning",
        "The record does not wait for a correction: it was booked, or corrected before; nothing was changed.",
        "Send a mutation to change what was booked.",
    ),
    Finding(
        3030,
        "unknown_item",
        "error",
        "No work item has this number.",
        "Take the row from the newest workbook, and leave its last column as it is.",
    ),
    Finding(
        3031,
        "item_closed",
        "error",
        "The work item is closed: its cause is gone, or it was decided before.",
        "Nothing needs to be done.",
    ),
    Finding(
        3032,
        "item_changed",
        "error",
        "What the work item is about has changed since the workbook was written.",
        "Decide again in the newest workbook.",
    ),
    Finding(
        3033,
        "unfit_decision",
        "error",
        "This cannot be decided on a work item of this kind.",
        "Choose from the list in the column 'decision'.",
    ),
)

FINDINGS: Final[dict[int, Finding]] = {finding.code: finding for finding in _ALL}
"""Every finding by its number."""

CODES: Final[dict[str, int]] = {finding.name: finding.code for finding in _ALL}
"""The number of each finding by its name."""
