"""`incassohub letter preview`: the message of a step, as of the newest business date; nothing is sent."""

from __future__ import annotations

from pathlib import Path

import click

from assets.command_line import home_option
from assets.hub import open_hub
from assets.preview_message import preview_message
from assets.write_file import write_file
from warehouse import codes


@click.command()
@home_option
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="File (default: named by dossier).")
@click.option("--channel", type=click.Choice(codes.MESSAGE_CHANNELS), help="Default: the first that reaches.")
@click.argument("dossier")
@click.argument("step")
def preview(home: Path, out: Path | None, channel: str | None, dossier: str, step: str) -> None:
    """Write the message of STEP to the debtor of DOSSIER, with the amounts of the newest business date; send nothing.

    DOSSIER is its number of ten digits, STEP a step of its profile: reminder, fourteen_day_notice, demand …
    """
    with open_hub(home, read_only=True) as hub:
        made = preview_message(hub, dossier, step, channel=channel)
    target = out or Path(made.name)
    write_file(target, made.data)
    click.echo(
        f"{target}: step {step} by {made.channel} to {made.recipient or 'nobody: there is no address'}; not sent"
    )
