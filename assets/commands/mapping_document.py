"""`incassohub mapping document`: the layout as a document for the creditor, with sample files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from assets.command_line import home_option
from assets.layout_guide import guide_files
from assets.write_file import write_file
from mappings.tree import roots_of
from warehouse import codes


@click.command()
@home_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder (default: here)."
)
@click.option("--language", type=click.Choice(codes.LANGUAGES), help="Language (default: the creditor's).")
@click.option("--date", "day", type=click.DateTime(formats=["%Y-%m-%d"]), help="Date of the document (default: today).")
@click.argument("creditor")
def document(home: Path, output: Path, language: str | None, day: datetime | None, creditor: str) -> None:
    """Write the layout of CREDITOR's files as a PDF in his language: columns, codes, totals, error codes.

    Beside it stands a sample file for each feed, with invented persons, in exactly the agreed form.
    """
    roots = roots_of(home if (home / "mappings").is_dir() else None)
    dated = day.date() if day else datetime.now().astimezone().date()
    for name, data in guide_files(creditor, roots=roots, language=language, day=dated).items():
        write_file(output / name, data)
        click.echo(str(output / name))
