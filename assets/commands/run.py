"""`incassohub run`: a day, from what waits to what leaves."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from assets.command_line import home_option
from assets.console import console, print_frame
from assets.hub import Hub, open_hub
from assets.overview import answer
from assets.run_day import DayResult, run_day
from assets.waiting import waiting_files

_DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@home_option
@click.option("--date", "day", type=_DATE, help="Business date to run (default: today).")
def run(home: Path, day: datetime | None) -> int:
    """Take in what waits, and run a business date.

    Files in `inbox/<partner>/` are archived and booked, balances and next steps are computed, and letters, mails,
    bailiff files, receipts and findings are written to `outbox/<partner>/`.
    Running the same date again books nothing twice.
    Exit status 1 when a record was refused, a file cannot be taken in, a partner's server was away or e-mails wait for
    the hours of contact (the others went on), or a control does not balance: then nothing was released.
    """
    business_date = day.date() if day else datetime.now().astimezone().date()
    result = run_day(home, business_date)
    with open_hub(home, read_only=True) as hub:
        refused = _tell(hub, business_date, result)
    for trouble in result.troubles:
        click.echo(f"incassohub: {' '.join(trouble.split())}", err=True)
    return int(refused or bool(result.failed_checks or result.troubles))


def _tell(hub: Hub, business_date: date, result: DayResult) -> bool:
    out = console()
    deliveries = answer(hub.store, "deliveries", deliveries=result.taken_in)
    waiting = waiting_files(hub)
    refused = bool(deliveries["refused"].sum()) or "refused" in deliveries["status"].to_list()
    out.print(f"\n[bold]Business date {business_date}[/bold]")
    if result.taken_in:
        print_frame(deliveries, title="Deliveries taken in")
    else:
        out.print("No file was waiting.")
    if result.taken_in and not deliveries["accepted"].sum():
        out.print("Nothing new was booked.")
    if not waiting.is_empty():
        print_frame(waiting, title="Not taken in", red="is_stuck")
    findings = answer(hub.store, "findings", deliveries=result.taken_in)
    if not findings.is_empty():
        print_frame(findings, title="Findings")
    for name, title in (
        ("dossiers", "Dossiers and balances"),
        ("actions", "Next steps"),
        ("work_items", "For a person"),
        ("batches", "Batches"),
        ("controls", "Control totals"),
    ):
        print_frame(answer(hub.store, name), title=title, red="differs" if name == "controls" else None)
    for failed in result.failed_checks:
        out.print(f"[red]out of balance: {failed}; nothing was released[/red]")
    home = hub.home.path
    out.print(f"Sent out:   {home / 'outbox'}")
    out.print(f"Archive:    {hub.home.archive}")
    out.print(f"Analytics:  {hub.home.analytics_file}")
    out.print(f"Open the UI with:  incassohub ui --home {home}   (or make ui)")
    return refused or bool(waiting["is_stuck"].any())
