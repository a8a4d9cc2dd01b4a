"""Deliveries that were booked inside a day's run, announced to Dagster as materialised partitions."""

from __future__ import annotations

import dagster as dg

from assets.booking import BOOKED_TABLES
from assets.partitions import add_deliveries


def announce_deliveries(context: dg.AssetExecutionContext, delivery_ids: list[str]) -> None:
    """Adds the partitions of deliveries and logs their materialisations."""
    add_deliveries(context.instance, delivery_ids)
    for name in BOOKED_TABLES:
        for delivery_id in delivery_ids:
            context.log_event(dg.AssetMaterialization(asset_key=name.split("."), partition=delivery_id))
