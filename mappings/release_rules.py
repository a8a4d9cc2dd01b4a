"""When a batch waits for a person: the limits in `releases.yaml`, checked when loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mappings.tree import SHIPPED, find_file
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml

RELEASES_FILE: Final = "releases.yaml"
"""The file."""

RELEASED_KINDS: Final = ("letters", "emails", "transfers")
"""Kinds of batches that can wait."""

ONCE: Final = ("grouped", "always", "never")
"""Of whom one message a day may leave: of debtors whose creditor groups claims by debtor; of all; that is not asked."""

_NEVER: Final = "never"


@dataclass(frozen=True)
class ReleaseRules:
    """When a batch waits, and for how long.

    Attributes:
        always: Kinds of batches that always wait.
        times_usual: A batch that is more than so many times the usual size waits.
        history: Earlier batches of the same kind and partner that tell what is usual.
        least_rows: Batches with fewer rows are never too large.
        least_cents: Batches with less cents are never too large.
        once_per_debtor: Whether a debtor in two messages of a day makes a batch wait: one of `ONCE`.
        paid_days: A payment that counts since so many days before the business date makes a batch wait; none: never.
        lapse_days: Days after the batch's own in which it must be released.
        rest_days: Days for which the steps of a refused batch rest.
    """

    always: tuple[str, ...] = ()
    times_usual: int = 2
    history: int = 10
    least_rows: int = 100
    least_cents: int = 10_000_000
    once_per_debtor: str = "grouped"
    paid_days: int | None = 0
    lapse_days: int = 3
    rest_days: int = 7


def load_release_rules(roots: Sequence[Path] = (SHIPPED,)) -> ReleaseRules:
    """The limits in force.

    Args:
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: The file is wrong; every fault is told at once.
    """
    block = read_yaml(find_file(RELEASES_FILE, roots))
    usual = ReleaseRules()
    always = block.texts("always", ())
    for kind in always:
        if kind not in RELEASED_KINDS:
            block.fault(f"'{kind}' is no kind of batch that can wait", f"Use: {', '.join(RELEASED_KINDS)}.", "always")
    rules = ReleaseRules(
        always=always,
        times_usual=block.whole("times_usual", usual.times_usual, lowest=1),
        history=block.whole("history", usual.history, lowest=1, highest=1000),
        least_rows=block.whole("least_rows", usual.least_rows),
        least_cents=block.whole("least_cents", usual.least_cents),
        once_per_debtor=block.text("once_per_debtor", usual.once_per_debtor, choices=ONCE),
        paid_days=_paid_days(block),
        lapse_days=block.whole("lapse_days", usual.lapse_days, highest=30),
        rest_days=block.whole("rest_days", usual.rest_days, highest=365),
    )
    block.close()
    raise_faults(block.faults)
    return rules


def _paid_days(block: Block) -> int | None:
    """Days before the business date; none where `never` is written."""
    if block.any("paid_days", 0) == _NEVER:
        return None
    days: int = block.whole("paid_days", 0, highest=365)
    return days
