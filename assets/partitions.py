"""The two ways in which the hub's tables grow: by intake, and by business date. Both are added when they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dagster as dg

if TYPE_CHECKING:
    from datetime import date

INTAKES: Final = dg.DynamicPartitionsDefinition(name="intakes")
"""One partition per group of deliveries that was taken in together: first and last of them, in the order of the log.

A delivery each would be more exact, and would cost some twenty entries in Dagster's log for every invoice that comes as
a file of its own. What became of each delivery stands in `inbox.deliveries`.
"""

BUSINESS_DATES: Final = dg.DynamicPartitionsDefinition(name="business_dates")
"""One partition per business date that was ordered."""


_BETWEEN: Final = ".."


def add_intake(instance: dg.DagsterInstance, delivery_ids: list[str]) -> str:
    """The partition of deliveries that are booked together; it is added when it is not there.

    Args:
        instance: The instance.
        delivery_ids: The deliveries, at least one, in the order of the log.
    """
    first, last = delivery_ids[0], delivery_ids[-1]
    intake = first if first == last else f"{first}{_BETWEEN}{last}"
    instance.add_dynamic_partitions(str(INTAKES.name), [intake])
    return intake


def ends_of_intake(intake: str) -> list[str]:
    """The first and the last delivery of a partition."""
    first, _, last = intake.partition(_BETWEEN)
    return [first, last or first]


def add_business_date(instance: dg.DagsterInstance, business_date: date) -> None:
    """Adds the partition of a business date; it stays where it is there."""
    instance.add_dynamic_partitions(str(BUSINESS_DATES.name), [business_date.isoformat()])
