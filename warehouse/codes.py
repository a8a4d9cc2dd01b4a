"""The closed lists of the hub: each code once, each with its meaning."""

from __future__ import annotations

from typing import Final

DEBTOR_TYPES: Final = ("consumer", "sole_trader", "business")
"""Who owes: a natural person outside business, a person trading in his own name, a company or public body."""

COUNTRIES: Final = ("nl", "be")
"""Countries whose law the hub knows."""

LANGUAGES: Final = ("nl", "fr", "en")
"""Languages in which debtors and creditors are addressed."""

DELIVERY_STATUSES: Final = ("accepted", "partly_accepted", "waiting", "refused", "duplicate", "withdrawn")
"""What became of a delivery: all rows booked; some; none yet; none; the same bytes came before; taken back again."""

PARTNER_KINDS: Final = ("creditor", "bank", "bailiff", "provider", "hub")
"""Who sends and receives.

`provider` prints, sends or calls for the agency, or keeps a list that it goes by; `hub` is the hub itself, for orders
of a day and dispatch receipts.
"""

FINDING_SEVERITIES: Final = ("error", "warning")
"""An error refuses the record (or the file); a warning lets it pass and tells."""

FINDING_OUTCOMES: Final = ("refused", "waiting", "duplicate", "booked")
"""What became of the record that a finding is about."""

CORRECTION_OUTCOMES: Final = ("accepted", "waiting", "refused", "duplicate")
"""What became of a record that came back corrected.

Booked; it waits for its claim; refused again; booked before, by itself or corrected.
"""

PAYMENT_KINDS: Final = ("payment", "reversal", "credit_note")
"""Money facts: money received, a payment taken back, principal credited by the creditor."""

PAYMENT_SOURCES: Final = ("creditor", "agency", "bailiff")
"""Where the money went first: to the creditor, to the agency's bank account, to a bailiff."""

EVENT_KINDS: Final = (
    "day_ordered",
    "day_dispatched",
    "delivery_withdrawn",
    "delivery_replayed",
    "data_erased",
    "party_named",
    "reminder_sent",
    "first_reminder_sent",
    "fourteen_day_notice_sent",
    "demand_sent",
    "last_demand_sent",
    "transferred",
    "bailiff_accepted",
    "bailiff_refused",
    "cost_posted",
    "untraceable",
    "withdrawal",
    "dispute_opened",
    "dispute_closed",
    "hold_placed",
    "hold_lifted",
    "order_rejected",
    "preventive_sent",
    "profile_overridden",
    "profile_override_ended",
    "arrangement_agreed",
    "arrangement_proposed",
    "arrangement_accepted",
    "arrangement_declined",
    "arrangement_ended",
    "instalment_agreed",
    "arrangement_confirmed_sent",
    "instalment_reminder_sent",
    "instalment_missed_sent",
    "arrangement_broken_sent",
    "promise_made",
    "promise_withdrawn",
    "call_request_sent",
    "stop_request_sent",
    "message_returned",
    "message_uncertain",
    "call_answered",
    "call_unanswered",
    "contact_refused",
    "contact_allowed",
)
"""Facts that are not money received: what was sent, what a bailiff or bank answered, what stops or ends a claim."""

HOLD_KINDS: Final = (
    "dispute",
    "promise",
    "arrangement",
    "complaint",
    "counselling",
    "bankruptcy",
    "wsnp",
    "ccr",
    "administration",
    "deceased",
    "minor",
    "limitation",
    "wrong_address",
    "vulnerable",
    "other",
)
"""Why nothing, or not everything, is done; `mappings/holds.yaml` says of each kind what it stops.

`wsnp` and `ccr` are the Dutch and the Belgian settlement of debts by a court; `counselling` is help with debts outside
it; `administration` puts a person's money in the hands of another; `limitation`: nobody can enforce the claim any more.
"""

LISTED_KINDS: Final = tuple(
    kind for kind in HOLD_KINDS if kind not in ("dispute", "promise", "arrangement", "minor", "limitation")
)
"""Kinds of holds that an entry of a list can place: the others follow from what the hub knows of a debt itself."""

HOLD_SCOPES: Final = ("creditor", "debtor", "dossier", "claim")
"""What a hold is on: all dossiers of a creditor, all of a debtor, one dossier, or one claim in it."""

PLAN_KINDS: Final = ("arrangement", "promise")
"""Plans to pay: an arrangement in instalments, or a promise of one amount by a day."""

PLAN_STATES: Final = (
    "proposed",
    "declined",
    "running",
    "kept",
    "part_kept",
    "broken",
    "ended",
    "replaced",
)
"""How a plan stands.

`proposed`: a person must look; `declined`: nobody agreed; `running`: agreed, and nothing decided it yet; `kept`: paid
in time, or nothing of its debt is open; `part_kept`: a promise of which part was paid; `broken`; `ended`: taken back;
`replaced`: a later plan of the dossier stands in its place.
"""

INSTALMENT_OUTCOMES: Final = ("open", "late", "kept", "missed", "paid_late", "void")
"""What became of an instalment.

`open`: not due before today; `late`: due, and its grace still runs; `kept`: paid by its last day; `missed`: not paid by
its last day; `paid_late`: paid after it; `void`: its plan asks for it no more, or not yet.
"""

INSTALMENT_PERIODS: Final = ("week", "two_weeks", "four_weeks", "month", "quarter")
"""Time from one instalment to the next."""
PARTY_ROLES: Final = ("co_debtor", "guardian", "administrator", "representative")
"""Who else has to do with a debt: who owes it too; who acts for the debtor by law, by a judge, or by his own choice."""

REPRESENTATIVES: Final = ("guardian", "administrator", "representative")
"""Roles of those to whom letters go in the debtor's place, the weightiest first."""

REGIMES: Final = ("nl_consumer", "nl_commercial", "nl_government", "be_civil", "be_commercial", "contract", "none")
"""Interest regimes of `docs/ledger.md`."""

COST_KINDS: Final = ("amount", "nl_bik", "be_clause")
"""Posted amount; Dutch collection costs by the decree's scale; Belgian penalty clause."""

GATES: Final = (
    "notice_missing",
    "reminder_missing",
    "cost_above_scale",
    "contract_interest_not_approved",
    "interest_above_cap",
    "limitation_passed",
    "withdrawn",
)
"""What the law, or the creditor's withdrawal, keeps from being asked.

`notice_missing`: collection costs wait for a fourteen-day notice; `reminder_missing`: interest and clause wait for a
first reminder; `cost_above_scale`: costs were cut down to the scale; `contract_interest_not_approved` and
`interest_above_cap`: statutory interest in the place of the contract's; `limitation_passed`: nothing is asked;
`withdrawn`: nothing accrues.
"""

BAILIFF_ACTS: Final = tuple("abcdefghijklmnoptvwx")
"""Official acts of Dutch bailiffs, by their letters in the tariff (law table `nl_bailiff_acts`): `a` is a summons."""

BUCKETS: Final = ("costs", "interest", "principal")
"""Parts of a debt that a payment can pay, besides `credit`, the rest that pays nothing yet."""

CHANNELS: Final = ("print", "email", "bailiff", "person", "sms", "whatsapp", "call", "system")
"""How a step leaves.

A printed letter, an e-mail, a dossier to a bailiff, a person who looks, a text message, a place on a call list, a
request to another system of the creditor.
"""

MESSAGE_CHANNELS: Final = ("print", "email", "sms", "whatsapp")
"""Channels by which a debtor gets a message that the hub writes."""

OUTBOX_CHANNELS: Final = (*MESSAGE_CHANNELS, "call", "system")
"""Channels of the rows of `outbox.messages`."""

PROVIDERS: Final = {
    "print": "printer",
    "email": "mailer",
    "sms": "texter",
    "whatsapp": "messenger",
    "call": "dialler",
}
"""Provider that gets the messages of a channel; what is meant for a system goes to its creditor."""

ACTION_OUTCOMES: Final = ("send", "sent", "held", "waiting", "below_threshold", "person", "finished", "closed")
"""What becomes of a dossier's next step on a business date.

`send` leaves today; `sent` left earlier today; `held` is due but something forbids it; `waiting` is not yet due;
`below_threshold` is due but too small; `person` is due and needs a person; `finished` has no step left;
`closed` has nothing open.
"""

LEFT_OUT_CAUSES: Final = (
    "held",
    "with_bailiff",
    "not_due",
    "overdue",
    "noticed",
    "no_notice",
    "notice_runs",
    "no_demand",
)
"""Why a step leaves an open claim of its dossier out.

`held`: a hold is on it; `with_bailiff`: a bailiff has it; `not_due`: it can still be paid in time; `overdue`: the step
comes before the due date; `noticed`: the statutory notice was sent for it before; `no_notice`, `notice_runs`: its own
notice is missing, or leaves time to pay; `no_demand`: nothing was asked since, as must be before a bailiff has it.
"""

BATCH_KINDS: Final = (
    "letters",
    "emails",
    "sms",
    "whatsapp",
    "calls",
    "stops",
    "transfers",
    "work_items",
    "receipt",
    "findings",
)
"""What a file that leaves holds."""

DECISIONS: Final = {
    "book": "The money is booked to the dossier or claim under 'book to', as of the day on which it came.",
    "refund": "The money is not booked: it goes back to its payer.",
    "not_ours": "The money is not booked: it has nothing to do with a dossier.",
    "same_person": "The debtors are one party from now on.",
    "different_persons": "The debtors are not one party; nobody is asked about them again.",
    "accept": (
        "The proposal is followed: the mapping is changed, the arrangement is agreed, or a list names the debtor."
    ),
    "decline": "The proposal is not followed.",
    "waive": "The file that was expected need not come any more; the next one is expected again.",
    "release": "The batch that waits leaves, as it was shown.",
    "refuse": "The batch that waits does not leave; its steps rest, and are offered again later.",
    "close": "Nothing more needs to be done; the item comes back when its cause changes.",
    "snooze": "The item is left out of the workbook until the day under 'until'.",
}
"""What a person can decide on a work item, each with its meaning."""

FINAL_DECISIONS: Final = tuple(name for name in DECISIONS if name != "snooze")
"""Decisions after which the item is done with, as long as its cause stays the same."""

_TO_BE_SEEN: Final = (
    *("finding", "untraceable", "refused_transfer", "credit", "limitation", "terms", "waiting", "rejected"),
    *("arrangement", "undelivered", "answer", "promise", "silence", "law"),
)

ITEM_DECISIONS: Final = {
    "suspense": ("book", "refund", "not_ours", "snooze"),
    "twin": ("same_person", "different_persons", "snooze"),
    "late": ("waive", "snooze"),
    "step": ("snooze",),
    "release": ("release", "refuse", "snooze"),
    **dict.fromkeys(("mapping", "proposal", "listed"), ("accept", "decline", "snooze")),
    **dict.fromkeys(_TO_BE_SEEN, ("close", "snooze")),
}
"""Kinds of work items, each with what can be decided on it; where `close` is missing, closing would hide its cause."""

RELEASE_STATES: Final = ("waiting", "released", "refused", "lapsed")
"""What became of a batch that waits for a person: nothing yet; it left; it does not leave; nobody decided in time."""

STAGES: Final = ("inbox", "canonical", "ledger", "decisions", "outbox")
"""The stages, in the order in which data runs."""
