"""`incassohub status`: what the hub holds and what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assets.command_line import home_option
from assets.console import console, print_frame
from assets.hub import open_hub
from assets.overview import QUESTIONS, answer
from assets.stage_controls import all_differences


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object: a list of rows by name; amounts in cents.")
def status(home: Path, as_json: bool) -> int:
    """Show deliveries, findings, dossiers, actions, batches, work items and controls.

    Exit status 1 when a control does not balance, else 0.
    """
    with open_hub(home, read_only=True) as hub:
        answers = {name: answer(hub.store, name) for name in QUESTIONS}
        differences = all_differences(hub)
    if as_json:
        rows = {name: frame.to_dicts() for name, frame in answers.items()}
        click.echo(json.dumps(rows | {"differences": differences.to_dicts()}, default=str, indent=2))
    else:
        for name, frame in answers.items():
            print_frame(frame, title=name.replace("_", " "), red="differs" if "differs" in frame.columns else None)
        balanced = (
            "every control balances" if differences.is_empty() else f"{differences.height} controls do not balance"
        )
        console().print(balanced, style="green" if differences.is_empty() else "red")
    return int(not differences.is_empty())
