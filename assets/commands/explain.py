"""`incassohub explain`: a dossier's balance, line by line, with sources."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from assets.command_line import home_option
from assets.explain import explain_on, render_account
from assets.hub import open_hub
from assets.write_file import write_file
from mappings.explain_words import load_explain_words
from pipelines.ledger.explain import explain_text


@click.command()
@home_option
@click.option("--date", "day", type=click.DateTime(formats=["%Y-%m-%d"]), help="Day of the balance (default: newest).")
@click.option("--known-at", "known", type=click.DateTime(formats=["%Y-%m-%d"]), help="As known by this day.")
@click.option("--language", type=click.Choice(["nl", "fr", "en"]), help="Default: the debtor's.")
@click.option("--json", "as_json", is_flag=True, help="The explanation as one JSON object.")
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Write the statement of account there.")
@click.argument("dossier")
def explain(
    home: Path,
    day: datetime | None,
    known: datetime | None,
    language: str | None,
    as_json: bool,
    pdf: Path | None,
    dossier: str,
) -> None:
    """Show how the balance of DOSSIER came about: claims, interest lines, costs, payments, each with its source.

    DOSSIER is its number of ten digits; the day may be any that the law tables cover.
    """
    with open_hub(home, read_only=True) as hub:
        explanation, spoken = explain_on(hub, dossier, day and day.date(), known and known.date())
        if pdf is not None:
            write_file(pdf, render_account(hub, explanation, language or spoken))
            click.echo(f"Statement of account: {pdf}")
            return
        if as_json:
            click.echo(json.dumps(explanation, ensure_ascii=False, indent=2, default=str))
            return
        words = load_explain_words(language or spoken, hub.home.mapping_roots)
    click.echo(explain_text(explanation, words))
