"""`incassohub privacy erase`: a debtor erased on request."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from assets.command_line import home_option
from assets.commands.delivery_change import person_option, reason_option
from assets.console import console
from assets.erase import erase as erase_persons
from assets.erasures import Ground, words_on_struck
from assets.hub import open_hub
from assets.progress import working
from assets.retention import list_kept
from warehouse.errors import UsageError


@click.command()
@home_option
@person_option
@reason_option
@click.option("--before-term", "is_early", is_flag=True, help="Although the law still asks for the records.")
@click.option("--yes", "is_sure", is_flag=True, help="Erase; without it, only what would be done is said.")
@click.argument("debtor")
def erase(home: Path, person: str, reason: str, is_early: bool, is_sure: bool, debtor: str) -> int:
    """Erase DEBTOR: name, address, accounts and words go from all tables, files and the archive; amounts stay.

    Refused while something is open, or while the law asks for the records (see --before-term).
    """
    out = console()
    today = datetime.now().astimezone().date()
    with open_hub(home, read_only=True) as hub:
        kept = next((one for one in list_kept(hub) if one.debtor_id == debtor), None)
    if kept is None:
        raise UsageError("no such debtor, or he was erased already", place=debtor, cure="Write CREDITOR:NUMBER.")
    if kept.open_cents:
        raise UsageError("something is open, or was paid too much", place=debtor, cure="Erase him when it is settled.")
    if kept.until > today and not is_early:
        cause = f"the law asks for the records until {kept.until} ({kept.rule})"
        raise UsageError(cause, place=debtor, cure="Wait, or give --before-term where another law comes first.")
    if not is_sure:
        out.print(
            f"{debtor} would be erased; his last fact is of {kept.last_date}. The same command with --yes does it."
        )
        return 0
    rule = None if kept.until > today else kept.rule
    with working("erasing", keep=True) as tell:
        struck = erase_persons(home, [debtor], Ground(person, reason, rule), today=today, tell=tell)
    out.print(f"{debtor} was erased: {words_on_struck(struck)}.")
    return 0
