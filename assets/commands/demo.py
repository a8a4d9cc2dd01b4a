"""`incassohub demo`: a home to try the hub with."""

from __future__ import annotations

from pathlib import Path

import click

from assets.command_line import home_option
from assets.console import console, euros
from assets.demo import DEMO_DATE, DemoFile, make_demo
from assets.progress import working
from warehouse.plural import plural


@click.command()
@home_option
@click.option("--claims", type=click.IntRange(min=100), default=2000, show_default=True, help="About how many claims.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same files.")
def demo(home: Path, claims: int, seed: int) -> None:
    """Make a home with the demo's partners, and a day's files waiting in its inbox.

    Everything is invented, also the debtors. What the home holds already stays.
    """
    with working("inventing the demo") as tell:
        made, files = make_demo(home, claims=claims, seed=seed, tell=tell)
    out = console()
    out.print(
        f"[bold]Demo home {home}[/bold]: {len(files)} {plural(len(files), 'file waits', 'files wait')} in {made.inbox}"
    )
    for partner_id, group in _by_feed(files).items():
        rows, cents = sum(file.made.rows for file in group), sum(file.made.cents for file in group)
        rotten = "   (one with faults)" if any(file.is_rotten for file in group) else ""
        counts = f"{len(group):>4} {plural(len(group), 'file'):<5} {rows:>6,} {plural(rows, 'record'):<7}"
        out.print(f"  {partner_id:<32} {counts} {euros(cents):>16} euros{rotten}")
    out.print(f"Next:  incassohub run --home {home} --date {DEMO_DATE}")


def _by_feed(files: list[DemoFile]) -> dict[str, list[DemoFile]]:
    groups: dict[str, list[DemoFile]] = {}
    for file in files:
        groups.setdefault(f"{file.partner_id}/{file.feed}", []).append(file)
    return groups
