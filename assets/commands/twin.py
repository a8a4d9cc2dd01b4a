"""`incassohub twin`: a synthetic file in a partner's own layout."""

from __future__ import annotations

from pathlib import Path

import click

from assets.command_line import home_option
from assets.console import euros
from assets.write_file import write_file
from mappings.partners import load_partners
from mappings.tree import roots_of
from mappings.twin_words import load_all_words
from pipelines.twin.twin_file import twin_file
from pipelines.twin.twin_tables import twin_tables
from warehouse.errors import UsageError
from warehouse.plural import plural


@click.command()
@home_option
@click.option("--rows", type=click.IntRange(min=1), default=100, show_default=True, help="Records in the file.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.argument("creditor")
@click.argument("feed")
def twin(home: Path, rows: int, seed: int, output: Path, creditor: str, feed: str) -> None:
    """Write a synthetic file of FEED in CREDITOR's own layout (also of a bank or bailiff), through its mapping.

    All persons are invented; identifiers pass their check digits. Mutations concern the claims of the same seed.
    """
    roots = roots_of(home)
    partners = load_partners(roots)
    partner = partners.by_id.get(creditor)
    if partner is None:
        raise UsageError("no partner has this name", place=creditor, cure=f"Known are {', '.join(partners.by_id)}.")
    if feed not in partner.feeds:
        raise UsageError(f"{creditor} has no such feed", place=feed, cure=f"Known are {', '.join(partner.feeds)}.")
    chosen = partner.feeds[feed]
    tables = twin_tables(partners, partner, chosen, rows=rows, seed=seed, words=load_all_words(roots))
    made = twin_file(tables, chosen)
    write_file(output, made.data)
    click.echo(
        f"{output}: {made.rows:,} {plural(made.rows, 'record')}, {euros(made.cents)} euros, {len(made.data):,} bytes"
    )
