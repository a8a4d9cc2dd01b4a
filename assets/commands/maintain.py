"""`incassohub maintain`: the housekeeping of the warehouse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from assets.command_line import home_option
from assets.console import console
from assets.hub import open_hub
from warehouse.maintain import maintain as maintain_store


@click.command()
@home_option
@click.option("--keep-days", type=click.IntRange(min=0), default=30, show_default=True, help="Days of old states.")
def maintain(home: Path, keep_days: int) -> None:
    """Merge small files of the warehouse, and let go states and files that nothing needs any more.

    No row is lost: only how a table stood before, and its line in the audit trail. Run it every week or month, when
    nobody else works in the warehouse.
    """
    before = datetime.now(UTC) - timedelta(days=keep_days)
    with open_hub(home) as hub:
        done = maintain_store(hub.store, before=before)
    for step, count in done.items():
        console().print(f"{step.replace('_', ' '):<20} {count:>6}")
