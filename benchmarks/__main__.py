"""`python -m benchmarks`: runs all benchmarks, prints their tables and writes them beside this file."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import click
import polars as pl
from rich.console import Console

from benchmarks import decisions, intake, ledger_statement, letters, statements
from benchmarks.report import Section, show, write


@click.command()
@click.option("--claims", default=1_000_000, show_default=True, help="Claims in the stock of the ledger.")
def main(claims: int) -> None:
    """Times the parts of the hub that must be fast, side by side with what they are held against."""
    console = Console()
    machine = (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, polars {pl.__version__}"
    )
    sections: list[Section] = [
        *ledger_statement.run(claims),
        decisions.run(claims),
        letters.run(),
        *intake.run(),
        statements.run(),
    ]
    for section in sections:
        show(section, console)
    folder = Path(__file__).parent
    write(sections, machine, folder)
    console.print(f"written: {folder / 'results.md'}, {folder / 'results.json'}")


if __name__ == "__main__":
    main()
