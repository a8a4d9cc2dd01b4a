"""`incassohub delivery show`: all of a delivery."""

from __future__ import annotations

import json
from pathlib import Path

import click
import polars as pl

from assets.command_line import home_option
from assets.console import console, print_frame
from assets.delivery_card import card_of
from assets.hub import open_hub
from assets.revisions import find_delivery


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object; amounts in cents.")
@click.argument("delivery", metavar="ID")
def show(home: Path, as_json: bool, delivery: str) -> None:
    """Tell all of delivery ID: manifest, where its bytes and mappings are, what became of it, and what it booked."""
    with open_hub(home, read_only=True) as hub:
        card = card_of(hub, find_delivery(hub, delivery))
    if as_json:
        told = {name: part.to_dicts() if isinstance(part, pl.DataFrame) else part for name, part in card.items()}
        click.echo(json.dumps(told, default=str, ensure_ascii=False, indent=2))
        return
    out = console()
    for name, text in card["manifest"].items():
        out.print(f"{name.replace('_', ' ')}: {text}", soft_wrap=True)
    for name, part in card.items():
        if isinstance(part, pl.DataFrame) and not part.is_empty():
            print_frame(part, title=name.replace("_", " "))
