"""`incassohub privacy retention`: all debtors whose term has passed, erased."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from assets.command_line import home_option
from assets.commands.delivery_change import person_option
from assets.console import console
from assets.erase import erase, finish_erasure
from assets.erasures import Ground, words_on_struck
from assets.hub import open_hub
from assets.progress import working
from assets.retention import list_kept
from warehouse.plural import plural


@click.command()
@home_option
@person_option
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Whose term has passed on this day; today.")
@click.option("--yes", "is_sure", is_flag=True, help="Erase them; without it, they are only listed.")
def retention(home: Path, person: str, day: datetime | None, is_sure: bool) -> int:
    """Erase all debtors of whom nothing is open and whose records the law no longer asks for.

    The terms are those of the law tables nl_retention and be_retention, from the end of the year of the last fact.
    Without --yes they are only listed. Run it once a year, when nobody else works in the home.
    """
    out = console()
    today: date = day.date() if day else datetime.now().astimezone().date()
    if is_sure:
        with working("looking for what was broken off") as tell:
            finish_erasure(home, tell=tell)
    with open_hub(home, read_only=True) as hub:
        due = [one for one in list_kept(hub) if not one.open_cents and one.until <= today]
    for one in due:
        out.print(f"{one.debtor_id}  last fact {one.last_date}, kept until {one.until} by {one.rule}")
    out.print(f"{len(due)} {plural(len(due), 'debtor')} can be erased on {today}.")
    if not is_sure or not due:
        return 0
    rules = ", ".join(sorted({one.rule for one in due}))
    ground = Ground(person, "the term has passed", rules)
    with working("erasing", keep=True) as tell:
        struck = erase(home, [one.debtor_id for one in due], ground, today=today, tell=tell)
    out.print(f"They were erased: {words_on_struck(struck)}.")
    return 0
