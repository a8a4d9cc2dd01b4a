"""One step of a collection profile: when it is due, how it leaves, by which event it is known to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

from mappings.profile_facts import DATED_EVENTS, FACT_SCHEMA, UNCOVERED_FACTS
from mappings.sql_condition import sql_condition
from mappings.yaml_block import Block
from warehouse import codes

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_MOST_DAYS: Final = 3650
_MESSAGES: Final = {"email", "print"}
DATE_FACTS: Final = tuple(name for name, dtype in FACT_SCHEMA.items() if dtype == pl.Date)
"""Facts with a date, before which a step may wait."""


@dataclass(frozen=True)
class Step:
    """A step of a profile.

    Attributes:
        step_id: Name, unique in its profile.
        event_kind: Event that the step becomes once dispatched, and by which it is known to be done; none for a person.
        after_days: Days to wait after the newest event of the profile; for the first step after the oldest due date.
        after_event: Event to count from instead; the step waits until it happens.
        not_before: Fact with a date before which the step is not taken.
        condition: SQL condition over the facts; where it is false the step is passed over.
        channels: Channels in order of preference.
        template: Template of the message; none for bailiff and person.
        threshold_cents: Least open amount for which the step is taken.
        approval: `person` where a person must agree first.
        every_claim: Whether each overdue claim must be covered by the event before the step counts as done.
        pay_within_days: Days that the message gives to pay.
    """

    step_id: str
    event_kind: str | None
    after_days: int
    channels: tuple[str, ...]
    after_event: str | None = None
    not_before: str | None = None
    condition: str | None = None
    template: str | None = None
    threshold_cents: int = 0
    approval: str | None = None
    every_claim: bool = False
    pay_within_days: int = 14


def read_step(block: Block) -> Step:
    """The step of a block of YAML; every fault is noted in the block.

    Args:
        block: One item of `steps`.
    """
    step = Step(
        step_id=block.text("step"),
        event_kind=block.text("event", None, choices=DATED_EVENTS),
        after_days=block.whole("after_days", 0, lowest=-_MOST_DAYS, highest=_MOST_DAYS),
        channels=block.texts("channels"),
        after_event=block.text("after_event", None, choices=DATED_EVENTS),
        not_before=block.text("not_before", None, choices=DATE_FACTS),
        condition=block.text("condition", None),
        template=block.text("template", None),
        threshold_cents=block.whole("threshold_cents", 0),
        approval=block.text("approval", None, choices=("person",)),
        every_claim=block.flag("every_claim", default=False),
        pay_within_days=block.whole("pay_within_days", 14, lowest=1, highest=_MOST_DAYS),
    )
    block.close()
    _check_name_and_condition(step, block)
    _check_channels(step, block)
    if step.every_claim and step.event_kind not in UNCOVERED_FACTS:
        block.fault("'every_claim' does not fit this event", f"It is for: {', '.join(UNCOVERED_FACTS)}.", "every_claim")
    return step


def _check_name_and_condition(step: Step, block: Block) -> None:
    """Note a name that is no name, and a condition that cannot be read."""
    if step.step_id and not _NAME.fullmatch(step.step_id):
        block.fault(f"'{step.step_id}' is no name of a step", "Use lower case, digits and underscores.", "step")
    if step.condition is not None:
        try:
            sql_condition(step.condition, FACT_SCHEMA)
        except ValueError as error:
            block.fault(f"'condition' {error}", "See the facts in docs/profiles.md.", "condition")


def _check_channels(step: Step, block: Block) -> None:
    """Note channels that are unknown or do not fit together, and what each kind of step needs."""
    channels = set(step.channels)
    for channel in sorted(channels - set(codes.CHANNELS)):
        block.fault(f"the channel '{channel}' is not known", f"Use: {', '.join(codes.CHANNELS)}.", "channels")
    if not channels or len(channels) < len(step.channels) or (len(channels) > 1 and not channels <= _MESSAGES):
        block.fault("'channels' do not go together", "Name bailiff or person alone, or email and print.", "channels")
    if channels & _MESSAGES and step.template is None:
        block.fault("a message needs a template", "Add `template:`.", "channels")
    if not channels & _MESSAGES and step.template is not None:
        block.fault("only a message has a template", "Remove `template:`.", "template")
    if channels == {"bailiff"} and step.event_kind != "transferred":
        block.fault("a step to the bailiff becomes 'transferred'", "Write `event: transferred`.", "event")
    if channels & _MESSAGES and not (step.event_kind or "").endswith("_sent"):
        block.fault("a message must leave an event that tells it was sent", "Add `event: …_sent`.", "event")
    if channels == {"person"} and step.event_kind is not None:
        block.fault("a step of a person leaves no event of its own", "Remove `event:`.", "event")
