"""The two ways in which the hub's tables grow: by delivery, and by business date. Both are added when they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dagster as dg

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

DELIVERIES: Final = dg.DynamicPartitionsDefinition(name="deliveries")
"""One partition per delivery, in the order of the log."""

BUSINESS_DATES: Final = dg.DynamicPartitionsDefinition(name="business_dates")
"""One partition per business date that was ordered."""


_RANGE_START: Final = "dagster/asset_partition_range_start"
_RANGE_END: Final = "dagster/asset_partition_range_end"


def add_deliveries(instance: dg.DagsterInstance, delivery_ids: Iterable[str]) -> None:
    """Adds partitions for deliveries; those that are there stay."""
    instance.add_dynamic_partitions(str(DELIVERIES.name), list(delivery_ids))


def range_of_deliveries(instance: dg.DagsterInstance, delivery_ids: list[str]) -> dict[str, str]:
    """The tags of a run that books deliveries as one range of partitions; partitions that are missing are added.

    Args:
        instance: The instance.
        delivery_ids: The deliveries, at least one.
    """
    add_deliveries(instance, delivery_ids)
    # A range goes by the order in which partitions were added, which need not be that of the log.
    asked = set(delivery_ids)
    added = [key for key in instance.get_dynamic_partitions(str(DELIVERIES.name)) if key in asked]
    return {_RANGE_START: added[0], _RANGE_END: added[-1]}


def add_business_date(instance: dg.DagsterInstance, business_date: date) -> None:
    """Adds the partition of a business date; it stays where it is there."""
    instance.add_dynamic_partitions(str(BUSINESS_DATES.name), [business_date.isoformat()])
