"""`incassohub form decisions`: the workbook of work items, whenever somebody wants it."""

from __future__ import annotations

from pathlib import Path

import click
import polars as pl

from assets.asked import closed_orders
from assets.command_line import home_option
from assets.day_orders import HUB
from assets.hub import open_hub
from assets.write_file import write_file
from formats.decision_workbook import write_decision_workbook
from warehouse import codes
from warehouse.errors import UsageError
from warehouse.plural import plural


@click.command()
@home_option
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE.xlsx")
@click.option("--team", metavar="ID", help="Only the items of this team.")
def decisions(home: Path, output: Path, team: str | None) -> None:
    """Write the workbook of open work items: a sheet per kind, with lists of what can be decided.

    Each team gets the same daily in outbox/hub. Items that were decided since are left out. Fill in the yellow columns,
    and drop the workbook in inbox/hub, under any name: xlsx, ods, or a sheet saved as csv.
    """
    with open_hub(home, read_only=True) as hub:
        teams = {each.team_id: each.name for each in hub.partners.agency.teams}
        if team is not None and team not in teams:
            raise UsageError("no team has this id", place=team, cure=f"Use one of: {', '.join(teams)}.")
        orders = closed_orders(hub.archive.log())
        if not orders:
            raise UsageError("no day was run yet", place=str(home), cure="Run a day first: it finds the work items.")
        day = orders[-1]
        where = "(batch_id LIKE ? OR batch_id LIKE ?)"
        asked = hub.store.read("outbox.questions", where=where, parameters=day.batch_patterns)
        decided = hub.store.read("canonical.operator_decisions")
    done = decided.filter(pl.col("decision").is_in(codes.FINAL_DECISIONS))
    left = asked.join(done, on=["item_id", "subject"], how="anti").filter(
        pl.col("team_id") == (team or pl.col("team_id"))
    )
    if left.is_empty():
        raise UsageError("there are no open work items", place=team or "all teams", cure="There is nothing to decide.")
    title = teams[team] if team else ", ".join(teams.values())
    rows = left.sort("kind", "deadline_date", "since_date", "item_id", nulls_last=True)
    write_file(output, write_decision_workbook(rows, team=title, business_date=day.business_date))
    drop = hub.home.inbox / HUB
    items = f"{left.height} {plural(left.height, 'item')} of {day.business_date}"
    click.echo(f"Workbook: {output}, {items}.  Fill it in, and drop it in {drop}")
