"""The file that analysts open is published, and the lake is kept small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assets.day import prune
from warehouse.publish import publish_analytics

if TYPE_CHECKING:
    from pathlib import Path

    from assets.hub import Hub


def publish(hub: Hub) -> Path:
    """The path of `analytics.duckdb`, replaced by a new one in a single rename."""
    prune(hub)
    path = hub.home.analytics_file
    publish_analytics(hub.store, path)
    return path
