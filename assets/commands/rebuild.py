"""`incassohub rebuild`: the warehouse again, from the archive alone."""

from __future__ import annotations

from pathlib import Path

import click

from assets.command_line import home_option
from assets.console import console
from assets.progress import working
from assets.rebuild import rebuild_in_place, rebuild_into


@click.command()
@home_option
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="A new home, instead of this one.")
def rebuild(home: Path, into: Path | None) -> int:
    """Make the whole warehouse again, from the archive alone.

    With --into the new warehouse stands in a home of its own, beside a copy of the archive, and nothing is
    sent. Without it, the warehouse of this home is replaced in one transaction, once the new one is complete.
    Exit status 1 when by today's mappings something else would have left on a day than what did leave.
    """
    out = console()
    if into is None:
        with working("making the warehouse again", keep=True) as tell:
            rebuild_in_place(home, tell=tell)
        out.print(f"The warehouse of {home} was made again.")
        return 0
    with working("making the warehouse again", keep=True) as tell:
        differing = rebuild_into(home, into, tell=tell)
    out.print(f"The warehouse was made again in {into}.  Compare:  incassohub compare --home {home} {into}")
    return int(bool(differing))
