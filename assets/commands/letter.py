"""`incassohub letter`: a message looked at before it leaves, or again afterwards; a module for each subcommand."""

from __future__ import annotations

from typing import Final

import click

from assets.lazy_group import LazyGroup

_COMMANDS: Final = {
    "preview": ("assets.commands.letter_preview", "Write the message of a step to a file; nothing is sent."),
    "replay": ("assets.commands.letter_replay", "Write a message or batch again, to the byte as it left."),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def letter() -> None:
    """Look at a message before it leaves, or at the very bytes that left."""
