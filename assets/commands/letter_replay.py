"""`incassohub letter replay`: what left, made again to the byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from assets.command_line import home_option
from assets.hub import open_hub
from assets.replay_message import replay_message
from assets.write_file import write_file


@click.command()
@home_option
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="File (default: its own name).")
@click.argument("message_id", metavar="ID")
def replay(home: Path, out: Path | None, message_id: str) -> None:
    """Write what left as ID again: BATCH/NUMBER, as in the foot of a letter, or a whole BATCH.

    It is made from the frozen facts and the template of then, and compared with the hash of what left.
    """
    with open_hub(home, read_only=True) as hub:
        made = replay_message(hub, message_id)
    target = out or Path(made.name)
    write_file(target, made.data)
    click.echo(f"{target}: as it left, sha256 {hashlib.sha256(made.data).hexdigest()}")
