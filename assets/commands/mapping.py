"""`incassohub mapping`: the files that say how partners' files are read; each subcommand is a module of its own."""

from __future__ import annotations

from typing import Final

import click

from assets.lazy_group import LazyGroup

_COMMANDS: Final = {
    "check": ("assets.commands.mapping_check", "Tell every fault of the mapping and term files at once."),
    "schema": ("assets.commands.mapping_schema", "Write the JSON Schemas of the files, for editors."),
    "draft": ("assets.commands.mapping_draft", "Propose a mapping from a sample, and what to ask the creditor."),
    "preview": ("assets.commands.mapping_preview", "Show what a file would book, change and have refused."),
    "document": ("assets.commands.mapping_document", "Write the layout as a document for the creditor, with samples."),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def mapping() -> None:
    """Draft, check, try out and document the files that say how partners' files are read."""
