"""A home with the demo's partners and a day's files of the kinds that really come, all invented, with known totals."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assets.home import Home, create_home
from assets.write_file import write_file
from mappings.feeds import Feed
from mappings.partners import Partner, Partners, load_partners
from mappings.tree import SHIPPED
from mappings.twin_words import Words, load_all_words
from pipelines.twin.invent_claims import REFERENCE_DATE
from pipelines.twin.spoil_records import spoil_records
from pipelines.twin.twin_file import TwinFile, twin_file
from pipelines.twin.twin_tables import twin_tables

DEMO_DATE: Final = REFERENCE_DATE
"""Business date of the demo: a Monday on which every table of rates is known."""

_PARTNERS: Final = ("creditors", "banks", "bailiffs")
# Parts in a hundred of the claims, by partner and feed; facts follow the number of claims.
_SHARES: Final = {
    ("energie-noord", "claims"): 30,
    ("energie-noord", "mutations"): 6,
    ("energie-noord", "arrangements"): 1,
    ("woonstichting-delta", "workbook"): 20,
    ("zorgplus", "claims"): 20,
    ("telecom-brabo", "claims"): 22,
    ("groothandel-maas", "invoices"): 2,
    ("agency-bank", "statement"): 6,
    ("deurwaarders-kade", "feedback"): 1,
}
_FACTS: Final = ("mutations", "arrangements")
_ROTTEN: Final = ("zorgplus", "claims")
_ROTTEN_SHARE: Final = 3
_LEAST_ROWS: Final = 15
_ONE_PER_FILE: Final = "ubl"
_MOST_SINGLE_FILES: Final = 200


@dataclass(frozen=True)
class DemoFile:
    """A file of the demo with its known totals."""

    partner_id: str
    feed: str
    name: str
    made: TwinFile
    is_rotten: bool = False


def _tell_nobody(_: str) -> None:
    """Nothing: for whoever has no terminal to tell it to."""


def make_demo(
    path: Path, *, claims: int, seed: int, tell: Callable[[str], None] = _tell_nobody
) -> tuple[Home, list[DemoFile]]:
    """The demo's home, with its files waiting in the inbox.

    What is there already stays: mappings that were edited, deliveries that were booked. The same files are
    dropped again, and are known again by their content.

    Args:
        path: The home.
        claims: About how many claims.
        seed: Seed of everything that is invented.
        tell: Called with each part of the work.

    Returns:
        The home, and its files in the order in which they were dropped.
    """
    home = create_home(path)
    for kind in _PARTNERS:
        shutil.copytree(SHIPPED / kind, home.mappings / kind, dirs_exist_ok=True, copy_function=_copy_new)
    _copy_new(SHIPPED / "agency.yaml", home.mappings / "agency.yaml")
    partners = load_partners(home.mapping_roots)
    files = []
    tell("the files of a day")
    for file in demo_files(partners, load_all_words(home.mapping_roots), claims=claims, seed=seed):
        tell(f"{file.partner_id}, {file.name}")
        files.append(file)
    # Files are taken in by age: a second apart, and old enough to have stopped growing.
    oldest = time.time() - len(files) - 60
    for place, file in enumerate(files):
        target = home.inbox_of(file.partner_id) / file.name
        write_file(target, file.made.data)
        os.utime(target, (oldest + place, oldest + place))
    return home, files


def demo_files(partners: Partners, words: dict[str, Words], *, claims: int, seed: int) -> Iterator[DemoFile]:
    """The files of a day: five creditors, a bank, a bailiff's office, and one file with faults.

    Args:
        partners: The demo's partners.
        words: Words for invented records.
        claims: About how many claims.
        seed: Seed.

    Yields:
        Files, in the order in which they arrive.
    """
    known = {
        name: _rows(claims, share)
        for (name, feed), share in _SHARES.items()
        if name in partners.creditors and feed not in _FACTS
    }
    for (partner_id, name), share in _SHARES.items():
        partner = partners.by_id[partner_id]
        feed = partner.feeds[name]
        rows = _rows(claims, share)
        singles = min(rows, _MOST_SINGLE_FILES) if feed.format["name"] == _ONE_PER_FILE else 0
        tables = twin_tables(partners, partner, feed, rows=singles or rows, seed=seed, words=words, known=known)
        if not singles:
            yield DemoFile(partner_id, name, _file_name(feed, 0), twin_file(tables, feed))
        for place in range(singles):
            single = {source: table.slice(place, 1) for source, table in tables.items()}
            yield DemoFile(partner_id, name, _file_name(feed, place + 1), twin_file(single, feed))
    yield _rotten(partners, partners.by_id[_ROTTEN[0]], words, claims, seed)


def _rotten(partners: Partners, partner: Partner, words: dict[str, Words], claims: int, seed: int) -> DemoFile:
    feed = partner.feeds[_ROTTEN[1]]
    before, rows = _rows(claims, _SHARES[_ROTTEN]), _rows(claims, _ROTTEN_SHARE)
    tables = twin_tables(partners, partner, feed, rows=rows, seed=seed, words=words, first=before)
    spoiled = {rule.source: spoil_records(tables[rule.source], rule) for rule in feed.records.values()}
    made = twin_file(spoiled, feed, stated=(rows + 3, 1))
    return DemoFile(partner.partner_id, feed.name, _file_name(feed, 2), made, is_rotten=True)


def _rows(claims: int, share: int) -> int:
    return max(claims * share // 100, _LEAST_ROWS)


def _file_name(feed: Feed, number: int) -> str:
    """A name that the feed takes: its first pattern with the date, and a number where there are several."""
    tail = f"_{number:04d}" if number else ""
    return feed.files[0].replace("*", f"{DEMO_DATE:%Y%m%d}{tail}").replace("?", "x")


def _copy_new(source: str | Path, target: str | Path) -> str:
    if not Path(target).exists():
        shutil.copyfile(source, target)
    return str(target)
