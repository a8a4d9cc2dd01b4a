"""`incassohub privacy export`: all that the hub knows of a debtor, as a file for him."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assets.command_line import home_option
from assets.console import console
from assets.hub import open_hub
from assets.person_file import person_file
from assets.write_file import write_file
from warehouse.plural import plural


@click.command()
@home_option
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path, dir_okay=False), help="File.")
@click.argument("debtor")
def export(home: Path, target: Path, debtor: str) -> None:
    """Write all that the hub knows of DEBTOR as JSON: who he is, what he owes and paid, what was sent, and to whom.

    The debtors who are the same person by exact keys are included, those of other creditors too.
    """
    with open_hub(home, read_only=True) as hub:
        found = person_file(hub, debtor)
    write_file(target, json.dumps(found, ensure_ascii=False, indent=2, default=str).encode() + b"\n")
    count = len(found["tables"])
    rows = sum(len(part) for part in found["tables"].values())
    console().print(
        f"{target}: {rows} {plural(rows, 'row')} of {count} {plural(count, 'table')} on {', '.join(found['debtors'])}"
    )
