"""`incassohub form claim`: a form for one claim."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from assets.command_line import home_option
from assets.hub import open_desk
from assets.write_file import write_file
from formats.claim_form import write_claim_form
from mappings.fields import CLAIM_FIELDS, REQUIRED
from mappings.forms import load_claim_form
from warehouse import codes
from warehouse.errors import UsageError

_CREDITOR: Final = "creditor"
_KINDS: Final = {"date": "date", "amount": "amount"}


@click.command()
@home_option
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE.xlsx")
@click.option("--creditor", "creditor_id", metavar="ID", help="Fill in the creditor.")
def claim(home: Path, output: Path, creditor_id: str | None) -> None:
    """Write a form for one claim: a workbook with lists to choose from.

    Fill it in, and drop it in the creditor's folder of the inbox, under any name. It is read as any other file of the
    creditor, and answered with a receipt.
    """
    desk = open_desk(home)
    creditors = sorted(desk.partners.creditors)
    if creditor_id is not None and creditor_id not in creditors:
        raise UsageError("no creditor has this id", place=creditor_id, cure=f"Use one of: {', '.join(creditors)}.")
    feed = load_claim_form(desk.home.mapping_roots, creditor_id or creditors[0])
    rules = feed.records["claim"].columns
    kinds = {name: _KINDS.get(rule.parse.kind if rule.parse else "", "text") for name, rule in rules.items()}
    choices = {name: CLAIM_FIELDS[rule.to].choices for name, rule in rules.items() if rule.to in CLAIM_FIELDS}
    choices = {name: listed for name, listed in choices.items() if listed}
    choices |= {_CREDITOR: tuple(creditors), "country": codes.COUNTRIES}
    fields = {field for group in REQUIRED["claim"] for field in group}
    needed = [_CREDITOR, *(name for name, rule in rules.items() if rule.to in fields)]
    filled = {} if creditor_id is None else {_CREDITOR: creditor_id}
    write_file(output, write_claim_form(kinds, choices, needed=needed, filled=filled))
    click.echo(f"Form: {output}.  Fill it in, and drop it in {desk.home.inbox / (creditor_id or '<creditor>')}")
