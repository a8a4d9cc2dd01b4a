"""What is asked of the tables of deliveries, each time that some were booked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dagster as dg

from assets.checks import check_result
from assets.overview import answer
from assets.reporting import unanswered
from assets.stage_controls import recount_deliveries, refusals

if TYPE_CHECKING:
    from collections.abc import Callable

    from assets.hub import Hub


def accounted_for(hub: Hub) -> dg.AssetCheckResult:
    """Every record and cent of every delivery has an outcome."""
    return check_result(recount_deliveries(hub))


def refused(hub: Hub) -> dg.AssetCheckResult:
    """A warning with the refusals by code."""
    return check_result(refusals(hub), severity=dg.AssetCheckSeverity.WARN)


def doubtful(hub: Hub) -> dg.AssetCheckResult:
    """A warning with the doubts by partner and code."""
    return check_result(answer(hub.store, "findings").filter(outcome="booked"), severity=dg.AssetCheckSeverity.WARN)


def answered(hub: Hub) -> dg.AssetCheckResult:
    """A warning with the senders who wait for their answers."""
    return check_result(unanswered(hub), severity=dg.AssetCheckSeverity.WARN)


DELIVERY_CHECKS: Final[dict[str, tuple[str, Callable[[Hub], dg.AssetCheckResult]]]] = {
    "received_is_accounted_for": ("inbox/deliveries", accounted_for),
    "nothing_was_refused": ("inbox/findings", refused),
    "nothing_is_in_doubt": ("inbox/findings", doubtful),
    "every_sender_is_answered": ("outbox/reports", answered),
}
"""The asset and the question of each check, by its name."""
