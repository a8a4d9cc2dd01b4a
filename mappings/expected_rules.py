"""When files of a feed are expected: the calendar under `expected:`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from mappings.yaml_block import Block

EVERY: Final[dict[str, str]] = {
    "workday": "On each working day.",
    "week": "Once a week, on the weekday under `by`.",
    "month": "Once a month, on the day under `by`.",
    "quarter": "Once a quarter, on the day under `by` of its first month.",
}
"""How often a file is expected. A day that is no working day moves to the next one."""

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_EARLY_DAYS: Final = {"workday": 0, "week": 2, "month": 10, "quarter": 30}


@dataclass(frozen=True)
class ExpectedRule:
    """The calendar of a feed.

    Attributes:
        every: One of `EVERY`.
        by: Day of the week (1 for Monday) or of the month (31: its last day); 0 for each working day.
        grace_days: Working days after the day until the file is late.
        early_days: Days before the day from which a file counts for it, and no longer for the one before.
        since: First day on which files are expected; none: from the first file that came.
    """

    every: str
    by: int
    grace_days: int
    early_days: int
    since: date | None


def read_expected(block: Block) -> ExpectedRule | None:
    """The calendar under `expected:` of a feed; none where it has none. Faults are noted.

    Args:
        block: Block of the whole feed.
    """
    found = block.block("expected")
    if found is None:
        return None
    every = found.text("every", choices=EVERY)
    by = _by(found, every)
    every = every or "workday"
    rule = ExpectedRule(
        every=every,
        by=by,
        grace_days=found.whole("grace_days", 0, highest=60),
        early_days=found.whole("early_days", _EARLY_DAYS[every], highest=60),
        since=found.day("since", None),
    )
    found.close()
    return rule


def _by(block: Block, every: str) -> int:
    """The day on which a file is expected."""
    if every == "week":
        return WEEKDAYS.index(block.text("by", choices=WEEKDAYS) or "monday") + 1
    if every in ("month", "quarter"):
        day: int = block.whole("by", lowest=1, highest=31)
        return day
    # Where `every` is wrong, nobody knows what `by` should be.
    if block.any("by") is not None and every:
        block.fault("'by' says nothing about each working day", "Remove it.", "by")
    return 0
