"""`incassohub rebuild`: the warehouse again, from the archive alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from assets.command_line import home_option
from assets.console import console
from assets.home import open_home
from assets.hub import open_hub
from assets.rebuild import rebuild_into
from warehouse.compare import copy_tables


@click.command()
@home_option
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="A new home, instead of this one.")
def rebuild(home: Path, into: Path | None) -> None:
    """Make the whole warehouse again, from the archive alone.

    With --into the new warehouse stands in a home of its own, beside a copy of the archive, and nothing is
    sent. Without it, the warehouse of this home is replaced in one transaction, once the new one is complete.
    """
    out = console()
    if into is not None:
        rebuild_into(home, into, tell=out.print)
        out.print(f"The warehouse was made again in {into}.  Compare:  incassohub compare --home {home} {into}")
        return
    scratch = open_home(home).warehouse / "rebuilding"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        rebuild_into(home, scratch, tell=out.print)
        with open_hub(home) as hub, open_hub(scratch, read_only=True) as made:
            copy_tables(made.store, hub.store)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    out.print(f"The warehouse of {home} was made again.")
