"""What behaviour of a debtor leads to: a reversal, a broken promise, a refusal, and the step that follows on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mappings.profile_step import DATE_FACTS, read_condition, read_wait
from mappings.yaml_block import Block


@dataclass(frozen=True)
class Behaviour:
    """What follows on something that a debtor did.

    Attributes:
        on: Fact with the day on which it happened last.
        go_to: Step that comes next, whatever was done before that day.
        after_days: Days to wait after that day.
        working_days: Whether these are working days.
        condition: SQL condition over the facts; where it is false nothing follows.
    """

    on: str
    go_to: str
    after_days: int = 0
    working_days: bool = False
    condition: str | None = None


def read_behaviour(block: Block, step_ids: Collection[str]) -> Behaviour:
    """What a block of YAML says follows on behaviour; faults are noted in the block.

    Args:
        block: One item of `behaviour`.
        step_ids: Names of the profile's steps.
    """
    after_days, working_days = read_wait(block)
    found = Behaviour(
        on=block.text("on", choices=DATE_FACTS),
        go_to=block.text("go_to", choices=step_ids),
        after_days=after_days,
        working_days=working_days,
        condition=read_condition(block, "condition", None),
    )
    block.close()
    return found
