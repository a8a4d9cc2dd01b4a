"""`incassohub form`: workbooks in which operators type what they would else have to send as a file."""

from __future__ import annotations

from typing import Final

import click

from assets.lazy_group import LazyGroup

_COMMANDS: Final = {
    "claim": ("assets.commands.form_claim", "Write a form for one claim, with lists to choose from."),
    "decisions": ("assets.commands.form_decisions", "Write the workbook of open work items, to decide on them."),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def form() -> None:
    """Write forms: fill one in, and drop it in the inbox."""
