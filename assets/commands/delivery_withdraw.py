"""`incassohub delivery withdraw`: a delivery as if it never came."""

from __future__ import annotations

from pathlib import Path

import click

from assets.command_line import home_option
from assets.commands.delivery_change import asked, person_option, reason_option
from assets.directives import WITHDRAWN


@click.command()
@home_option
@person_option
@reason_option
@click.option("--yes", "is_sure", is_flag=True, help="Withdraw it; without it, only what would change is shown.")
@click.argument("delivery", metavar="ID")
def withdraw(home: Path, person: str, reason: str, is_sure: bool, delivery: str) -> int:
    """Make delivery ID as if it never came: its facts go, and what came later is booked as if it had not been there.

    A later delivery of the same bytes becomes the real one. Letters that were sent stay facts. Name the entry of a
    withdrawal or replay as ID to undo it. Without --yes nothing is changed, and the difference is shown.
    """
    return asked(home, WITHDRAWN, delivery, person=person, reason=reason, is_sure=is_sure)
