"""`incassohub mapping check`: every fault of the files that people edit, at once."""

from __future__ import annotations

from pathlib import Path

import click

from assets.command_line import home_option
from mappings.check_files import check_files
from mappings.tree import roots_of
from warehouse.plural import plural


@click.command()
@home_option
@click.argument("creditor", required=False)
def check(home: Path, creditor: str | None) -> int:
    """Tell every fault of the mapping and term files, with file, line and what to do.

    With CREDITOR only that creditor's files; else all partners, profiles, letters, words and law. A home's own files
    come first. Exit status 2 with faults, 0 without.
    """
    checked = check_files(roots_of(home if (home / "mappings").is_dir() else None), creditor_id=creditor)
    for fault in checked.faults:
        click.echo(f"{fault.path}:{fault.line}: {fault.cause}. {fault.cure}", err=True)
    if checked.faults:
        number = len(checked.faults)
        click.echo(f"{number} {plural(number, 'fault')}", err=True)
        return 2
    counts = ", ".join(
        f"{count} {plural(count, kind.removesuffix('s'), kind)}" for kind, count in checked.counts.items()
    )
    click.echo(f"no faults: {counts}")
    return 0
