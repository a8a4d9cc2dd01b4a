"""`incassohub mapping schema`: the JSON Schemas of the files that people edit, for an editor."""

from __future__ import annotations

from pathlib import Path

import click

from assets.write_file import write_file
from mappings.json_schema import schemas


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def schema(folder: Path) -> None:
    """Write the JSON Schemas of partner, feed, code list and profile files to FOLDER.

    An editor that knows them completes keys and words, and marks what is wrong while you write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        write_file(folder / name, text.encode())
        click.echo(str(folder / name))
