"""`incassohub batch`: batches that wait for a person, listed, shown, released or refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import click

from assets.command_line import home_option
from assets.console import print_frame
from assets.hub import open_hub
from assets.waiting_batches import (
    decide_on_batch,
    find_batch,
    list_batches_that_waited,
    sheets_of,
    write_batch_files,
)
from warehouse.plural import plural

_SHOWN: Final = ("batch_id", "row_count", "amount_cents", "reason", "release_by", "state", "decision", "decided_by")
_BATCH: Any = click.argument("name", metavar="BATCH")
_BY: Any = click.option("--by", "person", required=True, metavar="NAME", help="Who decides.")
_REASON: Any = click.option("--reason", required=True, metavar="TEXT", help="Why; it stands in the log.")


@click.group()
def batch() -> None:
    """Look at batches that wait for a person, and release or refuse them.

    BATCH is its number, such as letters-printer-2026-11-16-01, or the start of it.
    """


@batch.command("list")
@home_option
@click.option("--json", "as_json", is_flag=True, help="A list of rows; amounts in cents.")
def list_waiting(home: Path, as_json: bool) -> None:
    """List the batches that waited, the newest first, with what became of each."""
    with open_hub(home, read_only=True) as hub:
        found = list_batches_that_waited(hub)
    if as_json:
        click.echo(json.dumps(found.to_dicts(), default=str, ensure_ascii=False, indent=2))
    elif found.is_empty():
        click.echo("No batch ever waited.")
    else:
        print_frame(found.select(_SHOWN))


@batch.command("show")
@home_option
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER", help="Its files.")
@_BATCH
def show(home: Path, output: Path | None, name: str) -> None:
    """Show BATCH: counts, euros, why it waits, what changed since the last, ten samples, and what came of it.

    With -o its files are written to FOLDER, to the byte as they would leave.
    """
    with open_hub(home, read_only=True) as hub:
        batch_id = find_batch(hub, name)
        click.echo("\n".join(sheets_of(hub, batch_id)))
        if output is not None:
            count = len(write_batch_files(hub, batch_id, output))
            click.echo(f"Written to {output}: {count} {plural(count, 'file')}")


@batch.command("release")
@home_option
@_BY
@_REASON
@_BATCH
def release(home: Path, person: str, reason: str, name: str) -> None:
    """Let BATCH leave, as it was shown; what was paid, held or changed since is taken out and told.

    The decision is a file in inbox/hub. The next run takes it in and carries it out, once.
    """
    _decide(home, name, "release", person, reason)


@batch.command("refuse")
@home_option
@_BY
@_REASON
@_BATCH
def refuse(home: Path, person: str, reason: str, name: str) -> None:
    """Keep BATCH from leaving; its steps rest, and are offered again later (`rest_days` in releases.yaml).

    The decision is a file in inbox/hub. The next run takes it in and carries it out, once.
    """
    _decide(home, name, "refuse", person, reason)


def _decide(home: Path, name: str, decision: str, person: str, reason: str) -> None:
    with open_hub(home, read_only=True) as hub:
        batch_id = find_batch(hub, name)
        path = decide_on_batch(hub, batch_id, decision, person=person, reason=reason)
    click.echo(f"{decision} {batch_id}: {path}.  `incassohub run` carries it out.")
