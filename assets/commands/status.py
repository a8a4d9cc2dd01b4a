"""`incassohub status`: what the hub holds and what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assets.command_line import home_option
from assets.console import console, print_frame
from assets.hub import open_hub
from assets.overview import DETAILS, QUESTIONS, answer
from assets.stage_controls import all_differences
from assets.waiting import waiting_files

_TITLES = {"waiting": "not taken in"}


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object: a list of rows by name; amounts in cents.")
def status(home: Path, as_json: bool) -> int:
    """Show deliveries, findings, dossiers, actions, batches, work items and controls.

    With --json one object of lists: deliveries, findings, dossiers, actions, batches, work_items, controls, waiting
    (files in the inbox) and differences; deliveries, batches and work items one by one, amounts in cents.
    Exit status 1 when a control does not balance or a file cannot be taken in, else 0.
    """
    with open_hub(home, read_only=True) as hub:
        questions = DETAILS if as_json else QUESTIONS
        answers = {name: answer(hub.store, name, questions=questions) for name in questions}
        answers["waiting"] = waiting_files(hub)
        differences = all_differences(hub)
    if as_json:
        rows = {name: frame.to_dicts() for name, frame in answers.items()}
        click.echo(json.dumps(rows | {"differences": differences.to_dicts()}, default=str, indent=2))
    else:
        for name, frame in answers.items():
            red = next((column for column in ("differs", "is_stuck") if column in frame.columns), None)
            print_frame(frame, title=_TITLES.get(name, name.replace("_", " ")), red=red)
        balanced = (
            "every control balances" if differences.is_empty() else f"{differences.height} controls do not balance"
        )
        console().print(balanced, style="green" if differences.is_empty() else "red")
    return int(not differences.is_empty() or answers["waiting"]["is_stuck"].any())
