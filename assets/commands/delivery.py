"""`incassohub delivery`: one delivery, shown in full, withdrawn, or read again; a module for each subcommand."""

from __future__ import annotations

from typing import Final

import click

from assets.lazy_group import LazyGroup

_COMMANDS: Final = {
    "show": ("assets.commands.delivery_show", "Tell all of a delivery."),
    "withdraw": ("assets.commands.delivery_withdraw", "Make a delivery as if it never came."),
    "replay": ("assets.commands.delivery_replay", "Read a delivery again, by the mappings of today."),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def delivery() -> None:
    """Look at one delivery, withdraw it, or have it read again.

    ID is its number: D00000012-0a1b2c3d, the start of it, or 12.
    """
