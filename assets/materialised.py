"""Deliveries that were booked inside a day's run, announced to Dagster as a materialised partition with its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from assets.booking import BOOKED_TABLES
from assets.delivery_checks import DELIVERY_CHECKS
from assets.partitions import add_intake

if TYPE_CHECKING:
    from assets.hub import Hub


def announce_deliveries(context: dg.AssetExecutionContext, hub: Hub, delivery_ids: list[str]) -> None:
    """Adds the partition of deliveries, and logs their materialisations and the checks of their tables.

    The checks are logged anew, for Dagster shows one that is older than its asset as not evaluated.

    Args:
        context: Context of the asset in whose run they were booked.
        hub: The open hub.
        delivery_ids: The deliveries.
    """
    if not delivery_ids:
        return
    intake = add_intake(context.instance, delivery_ids)
    for name in (*BOOKED_TABLES, "outbox.reports"):
        context.log_event(dg.AssetMaterialization(asset_key=name.split("."), partition=intake))
    for name, (asset, ask) in DELIVERY_CHECKS.items():
        result = ask(hub)
        evaluation = dg.AssetCheckEvaluation(
            asset_key=dg.AssetKey(asset.split("/")),
            check_name=name,
            passed=result.passed,
            severity=result.severity,
            metadata=result.metadata,
        )
        context.instance.report_runless_asset_event(evaluation)
