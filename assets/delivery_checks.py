"""What is asked of the tables of deliveries, each time that some were booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from assets.checks import check_result
from assets.overview import answer
from assets.reporting import unanswered
from assets.stage_controls import recount_deliveries, refusals

if TYPE_CHECKING:
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
