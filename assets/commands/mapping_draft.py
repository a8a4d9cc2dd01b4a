"""`incassohub mapping draft`: a mapping proposed from a sample, with the questions that stay open."""

from __future__ import annotations

from pathlib import Path

import click

from assets.command_line import home_option
from assets.draft_mapping import DraftedMapping, draft_mapping
from assets.write_file import write_file
from formats.registry import FORMATS
from mappings.tree import roots_of
from warehouse.codes import LANGUAGES
from warehouse.errors import UsageError
from warehouse.plural import plural


@click.command()
@home_option
@click.option("--format", "format_name", type=click.Choice(list(FORMATS)), help="Format; recognised when not given.")
@click.option(
    "--language", type=click.Choice(LANGUAGES),
    help="Language of the questions; the creditor's, or that of the country that the sample shows, when not given.",
)  # fmt: skip
@click.option("--creditor", "creditor_id", help="Id of the creditor; a known one needs no creditor.yaml.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False),
    help="Folder of creditors, such as HOME/mappings/creditors; the files go in a folder of the creditor's id.",
)  # fmt: skip
@click.argument("sample", type=click.Path(path_type=Path, dir_okay=False))
def draft(
    home: Path,
    format_name: str | None,
    language: str | None,
    creditor_id: str | None,
    output: Path | None,
    sample: Path,
) -> None:
    """Propose a mapping from SAMPLE: format, columns by name and values, code lists, and what to ask the creditor.

    Without -o the files are printed, one YAML document each, and the questions go to standard error. What the sample
    does not prove (the order of day and month, the decimal sign, who is a consumer) is asked, never guessed.
    """
    roots = roots_of(home if (home / "mappings").is_dir() else None)
    drafted = draft_mapping(sample, creditor_id=creditor_id, roots=roots, format_name=format_name, language=language)
    if output is None:
        parts = [f"# {drafted.creditor_id}/{name}\n{text}" for name, text in drafted.files.items()]
        click.echo("---\n".join(parts), nl=False)
    else:
        _write(drafted, output / drafted.creditor_id)
    number = len(drafted.questions)
    asked = f"{number} {plural(number, 'question')} for the creditor"
    click.echo(f"recognised as {drafted.format_name}; {asked}:", err=True)
    for number, question in enumerate(drafted.questions, start=1):
        click.echo(f"{number:>3}. {question}", err=True)
    if output is not None:
        click.echo(f"Next: answer them in the files, then `incassohub mapping check {drafted.creditor_id}`", err=True)


def _write(drafted: DraftedMapping, folder: Path) -> None:
    """The files in the creditor's folder; nothing is written where one of them is there already."""
    present = [folder / name for name in drafted.files if (folder / name).exists()]
    if present:
        raise UsageError("is there already", place=str(present[0]), cure="Remove or rename it, or name another folder.")
    for name, text in drafted.files.items():
        write_file(folder / name, text.encode())
        click.echo(str(folder / name))
