"""`incassohub privacy`: what the hub knows of a person, told, erased, or let go; a module for each subcommand."""

from __future__ import annotations

from typing import Final

import click

from assets.lazy_group import LazyGroup

_COMMANDS: Final = {
    "export": ("assets.commands.privacy_export", "Write all that the hub knows of a debtor."),
    "erase": ("assets.commands.privacy_erase", "Erase a debtor of whom nothing is open."),
    "retention": ("assets.commands.privacy_retention", "Erase all debtors whose term of retention has passed."),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def privacy() -> None:
    """Tell what the hub knows of a person, erase it, or let go all whose term has passed.

    DEBTOR is a creditor and his number of the debtor: `energie-noord:100128`.
    """
