"""`incassohub sql`: a question to the warehouse."""

from __future__ import annotations

from pathlib import Path

import click

from assets.command_line import home_option
from assets.console import print_frame
from assets.hub import open_hub
from formats.formula_text import harmless


@click.command()
@home_option
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.argument("query")
def sql(home: Path, form: str, query: str) -> None:
    """Ask the warehouse a question in SQL, read-only: `select * from ledger.dossiers limit 5`.

    In csv a text that a spreadsheet would take for a formula has an apostrophe before it.
    Tables are named by stage (inbox, canonical, ledger, decisions, outbox); the views for analysts stand in `marts`.
    """
    with open_hub(home, read_only=True) as hub:
        answer = hub.store.sql(query)
    if form == "csv":
        click.echo(harmless(answer).write_csv(), nl=False)
    elif form == "json":
        click.echo(answer.write_json())
    else:
        print_frame(answer)
