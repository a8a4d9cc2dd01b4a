"""`incassohub delivery replay`: a delivery read again, by the mappings of today."""

from __future__ import annotations

from pathlib import Path

import click

from assets.command_line import home_option
from assets.commands.delivery_change import asked, person_option, reason_option
from assets.directives import REPLAYED


@click.command()
@home_option
@person_option
@reason_option
@click.option("--yes", "is_sure", is_flag=True, help="Book it; without it, only what would change is shown.")
@click.argument("delivery", metavar="ID")
def replay(home: Path, person: str, reason: str, is_sure: bool, delivery: str) -> int:
    """Read delivery ID again by the mappings of today, after these were corrected.

    It keeps its place in the log and its date; what came later is booked after it. Its sender gets a new receipt, and
    new findings. Letters that were sent stay facts. Without --yes nothing is changed, and the difference is shown.
    """
    return asked(home, REPLAYED, delivery, person=person, reason=reason, is_sure=is_sure)
