"""`incassohub compare`: whether two warehouses hold the same rows."""

from __future__ import annotations

from pathlib import Path

import click

from assets.command_line import home_option
from assets.hub import open_hub
from warehouse.compare import compare as compare_stores
from warehouse.compare import difference_lines


@click.command()
@home_option
@click.argument("other", type=click.Path(path_type=Path, exists=True, file_okay=False))
def compare(home: Path, other: Path) -> int:
    """Say whether the warehouse of OTHER (a home) holds the same rows, table by table.

    Exit status 0 when every table has the same rows, else 1 and what differs.
    """
    with open_hub(home, read_only=True) as hub, open_hub(other, read_only=True) as second:
        differences = compare_stores(hub.store, second.store)
    for difference in differences:
        click.echo("\n".join(difference_lines(difference, str(home), str(other))))
    if differences:
        return 1
    click.echo("every table holds the same rows")
    return 0
