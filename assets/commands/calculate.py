"""`incassohub calculate`: the calculator (`docs/ledger.md`, the calculator's contract)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipelines.ledger.calculate import calculate as calculate_document
from warehouse.errors import CaseError, UsageError


@click.command()
@click.argument("case", type=click.Path(dir_okay=False, allow_dash=True, path_type=str))
def calculate(case: str) -> int:
    """Compute the statement of CASE, a JSON file (`-` for standard input), and write it as JSON.

    A list of cases gives a list of statements. A bad case gives one line per fault and exit status 2.
    """
    try:
        click.echo(calculate_document(_text(case)))
    except CaseError as error:
        for fault in getattr(error, "faults", [str(error)]):
            click.echo(f"incassohub: {fault}", err=True)
        return 2
    return 0


def _text(case: str) -> str:
    place = "standard input" if case == "-" else case
    try:
        data = sys.stdin.buffer.read() if case == "-" else Path(case).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(
            error.strerror or str(error), place=place, cure="Name a JSON file that can be read."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError("the text is not UTF-8", place=place, cure="Save the case as UTF-8.") from error
