"""One step of a collection profile: when it is due, how it leaves, by which event it is known to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

from mappings.profile_facts import CLAIM_EVENTS, DATED_EVENTS, FACT_SCHEMA, UNCOVERED_FACTS
from mappings.sql_condition import sql_condition
from mappings.yaml_block import Block
from warehouse import codes

MOST_DAYS: Final = 3650
TONES: Final = ("friendly", "neutral", "firm")
"""How a message speaks; templates may have a form for each."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_MESSAGES: Final = set(codes.MESSAGE_CHANNELS)
SHORT_CHANNELS: Final = {"sms", "whatsapp"}
_ALONE: Final = {"call": "call_request_sent", "system": "stop_request_sent"}
_PRESSING: Final = ("last_demand_sent", "transferred")
DATE_FACTS: Final = tuple(name for name, dtype in FACT_SCHEMA.items() if dtype == pl.Date)
"""Facts with a date, before which a step may wait."""


@dataclass(frozen=True)
class Step:
    """A step of a profile.

    Attributes:
        step_id: Name, unique in its profile.
        event_kind: Event that the step becomes once dispatched, and by which it is known to be done; none for a person.
        after_days: Days to wait after the step before it; for the first step after the oldest due date.
        channels: Channels in order of preference.
        working_days: Whether these days are working days of the country.
        after_event: Event to count from instead; the step waits until it happens.
        not_before: Fact with a date before which the step is not taken; of a notice's term each claim has its own.
        condition: SQL condition over the facts; where it is false the step is passed over.
        template: Template of the message; none for bailiff and person.
        tone: How the message speaks; one of `TONES`.
        threshold_cents: Least amount asked for which the step is taken.
        approval: `person` where a person must agree first.
        every_claim: Whether each overdue claim must be covered by the event before the step counts as done.
        claims_need: Events of which one must have been sent for a claim, after the term of its notice, or the step
            leaves the claim out.
        pressure: Whether the step presses: it is not taken where a hold stops pressure.
        aside: Whether the step stands outside the order, and is taken only when behaviour leads to it.
        pay_within_days: Days that the message gives to pay.
    """

    step_id: str
    event_kind: str | None
    after_days: int
    channels: tuple[str, ...]
    working_days: bool = False
    after_event: str | None = None
    not_before: str | None = None
    condition: str | None = None
    template: str | None = None
    tone: str = "neutral"
    threshold_cents: int = 0
    approval: str | None = None
    every_claim: bool = False
    claims_need: tuple[str, ...] = ()
    pressure: bool = False
    aside: bool = False
    pay_within_days: int = 14

    @property
    def is_message(self) -> bool:
        """Whether the step writes to the debtor."""
        return self.template is not None

    @property
    def is_preventive(self) -> bool:
        """Whether the step is taken before the due date, and no longer after it."""
        return self.event_kind == "preventive_sent"


def read_step(block: Block) -> Step:
    """The step of a block of YAML; every fault is noted in the block.

    Args:
        block: One item of `steps`.
    """
    event_kind = block.text("event", None, choices=DATED_EVENTS)
    after_days, working_days = read_wait(block)
    step = Step(
        step_id=block.text("step"),
        event_kind=event_kind,
        after_days=after_days,
        working_days=working_days,
        channels=block.texts("channels"),
        after_event=block.text("after_event", None, choices=DATED_EVENTS),
        not_before=block.text("not_before", None, choices=DATE_FACTS),
        condition=read_condition(block, "condition", None),
        template=block.text("template", None),
        tone=block.text("tone", "neutral", choices=TONES),
        threshold_cents=block.whole("threshold_cents", 0),
        approval=block.text("approval", None, choices=("person",)),
        every_claim=block.flag("every_claim", default=False),
        claims_need=block.texts("claims_need", ()),
        pressure=block.flag("pressure", default=event_kind in _PRESSING),
        aside=block.flag("aside", default=False),
        pay_within_days=block.whole("pay_within_days", 14, lowest=1, highest=MOST_DAYS),
    )
    block.close()
    if step.step_id and not _NAME.fullmatch(step.step_id):
        block.fault(f"'{step.step_id}' is no name of a step", "Use lower case, digits and underscores.", "step")
    _check_channels(step, block)
    _check_claims(step, block)
    return step


def read_wait(block: Block) -> tuple[int, bool]:
    """The days to wait under `after_days` or `after_working_days`, and whether they are working days.

    Args:
        block: Block of a step, or of behaviour.
    """
    if "after_days" in block.values and "after_working_days" in block.values:
        cure = "Keep one of `after_days` and `after_working_days`."
        block.fault("the days to wait are given twice", cure, "after_working_days")
    calendar = block.whole("after_days", 0, lowest=-MOST_DAYS, highest=MOST_DAYS)
    working = block.whole("after_working_days", None, lowest=-MOST_DAYS, highest=MOST_DAYS)
    return (calendar, False) if working is None else (working, True)


def read_condition(block: Block, key: str, default: str | None = "") -> str | None:
    """The condition under a key, checked; the default where it is absent.

    Args:
        block: Block that has it.
        key: Its key.
        default: What stands for an absent condition; empty where there must be one.
    """
    text: str | None = block.text(key) if default == "" else block.text(key, default)
    if text:
        try:
            sql_condition(text, FACT_SCHEMA)
        except ValueError as error:
            block.fault(f"'{key}' {error}", "See the facts in docs/profiles.md.", key)
    return text


def _check_channels(step: Step, block: Block) -> None:
    """Note channels that are unknown or do not fit together, and what each kind of step needs."""
    channels = set(step.channels)
    for channel in sorted(channels - set(codes.CHANNELS)):
        block.fault(f"the channel '{channel}' is not known", f"Use: {', '.join(codes.CHANNELS)}.", "channels")
    if not channels or len(channels) < len(step.channels) or (len(channels) > 1 and not channels <= _MESSAGES):
        block.fault(
            "'channels' do not go together",
            "Name bailiff, person, call or system alone, or messages together.",
            "channels",
        )
    if channels & _MESSAGES and step.template is None:
        block.fault("a message needs a template", "Add `template:`.", "channels")
    if not channels & _MESSAGES and step.template is not None:
        block.fault("only a message has a template", "Remove `template:`.", "template")
    if channels == {"bailiff"} and step.event_kind != "transferred":
        block.fault("a step to the bailiff becomes 'transferred'", "Write `event: transferred`.", "event")
    for channel, event in _ALONE.items():
        if channels == {channel} and step.event_kind != event:
            block.fault(f"a step by {channel} becomes '{event}'", f"Write `event: {event}`.", "event")
    if channels & SHORT_CHANNELS and step.event_kind in UNCOVERED_FACTS:
        block.fault("a notice of the law says too much for a text message", "Use print and email.", "channels")
    if channels & _MESSAGES and not (step.event_kind or "").endswith("_sent"):
        block.fault("a message must leave an event that tells it was sent", "Add `event: …_sent`.", "event")
    if channels == {"person"} and step.event_kind is not None:
        block.fault("a step of a person leaves no event of its own", "Remove `event:`.", "event")


def _check_claims(step: Step, block: Block) -> None:
    """Note what a step asks of its claims that cannot be."""
    if step.every_claim and step.event_kind not in UNCOVERED_FACTS:
        block.fault("'every_claim' does not fit this event", f"It is for: {', '.join(UNCOVERED_FACTS)}.", "every_claim")
    for kind in step.claims_need:
        if kind not in CLAIM_EVENTS:
            block.fault(f"'{kind}' is no event about a claim", f"Use: {', '.join(CLAIM_EVENTS)}.", "claims_need")
    if step.is_preventive and step.after_days >= 0:
        key = "after_working_days" if step.working_days else "after_days"
        block.fault("a preventive step comes before the due date", "Write a number of days below 0.", key)
