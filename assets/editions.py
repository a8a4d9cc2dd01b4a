"""Editions of a partner's mappings, kept in the archive beside the deliveries that were read by them.

A delivery is read, today and after a rebuild, by the mapping of the day on which it was taken in. An edition is a
folder `mappings/<sha256>/` beside the log, with a copy of each feed's file and of the lists of codes that feeds share.
The manifest of a delivery names its edition; one of before editions were kept is read by the mappings of today.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Final

from assets.write_file import sync_folder, write_file
from mappings.feed_file import check_feed, hash_files
from mappings.feeds import Feed
from mappings.partners import Partner
from mappings.yaml_block import Fault, raise_faults
from warehouse.errors import ConfigurationError

EDITIONS: Final = "mappings"
"""Folder of the editions in the archive."""

CODES: Final = "codes"
"""Folder of the lists of codes, in an edition as in a partner's folder."""


def edition_of(partner: Partner) -> str:
    """The name of the edition that a partner's feeds make: a hash over their names and files.

    Args:
        partner: The partner.
    """
    lines = sorted(f"{feed.name} {feed.sha256}\n" for feed in partner.feeds.values())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def keep_edition(archive: Path, partner: Partner) -> str:
    """The name of the edition of a partner's feeds, which the archive holds from now on.

    Args:
        archive: Folder of the archive.
        partner: The partner, as its mappings are now.

    Raises:
        ConfigurationError: A mapping was changed while it was read.
    """
    edition = edition_of(partner)
    folder = archive / EDITIONS / edition
    if folder.is_dir():
        return edition
    written = archive / EDITIONS / f".{edition}.{os.getpid()}.part"
    shutil.rmtree(written, ignore_errors=True)
    written.mkdir(parents=True)
    for feed in partner.feeds.values():
        _copy(feed, written)
    try:
        written.rename(folder)
    except OSError:
        # Another process kept the same edition meanwhile.
        shutil.rmtree(written)
        if not folder.is_dir():
            raise
    sync_folder(folder.parent)
    return edition


def feeds_of(archive: Path, partner: Partner, edition: str | None) -> dict[str, Feed]:
    """The feeds of a partner by name, as they were in an edition.

    Args:
        archive: Folder of the archive.
        partner: The partner, as its mappings are now.
        edition: Name of the edition; none for today's.

    Raises:
        ConfigurationError: The edition is not there, or this version of the hub cannot read it.
    """
    if edition is None or edition == edition_of(partner):
        return partner.feeds
    return _load(archive / EDITIONS / edition, partner.partner_id, partner.kind)


def _copy(feed: Feed, written: Path) -> None:
    """Copies a feed's file and the lists of codes, and checks that they are the ones that were read."""
    write_file(written / f"{feed.name}.yaml", feed.path.read_bytes())
    for name, path in feed.lists.items():
        (written / CODES).mkdir(exist_ok=True)
        write_file(written / CODES / f"{name}.yaml", path.read_bytes())
    kept = {name: written / CODES / f"{name}.yaml" for name in feed.lists}
    if hash_files(hashlib.sha256((written / f"{feed.name}.yaml").read_bytes()).hexdigest(), kept) != feed.sha256:
        shutil.rmtree(written)
        raise ConfigurationError(
            "the mapping was changed while it was read", place=str(feed.path), cure="Run again.", retryable=True
        )


@lru_cache(maxsize=64)
def _load(folder: Path, partner_id: str, partner_kind: str) -> dict[str, Feed]:
    if not folder.is_dir():
        raise ConfigurationError(
            "the mappings by which a delivery was read are missing",
            place=str(folder),
            cure="Restore the archive from a backup: this folder belongs to it.",
        )
    feeds: dict[str, Feed] = {}
    faults: list[Fault] = []
    lists = {path.stem: path for path in sorted((folder / CODES).glob("*.yaml"))}
    for path in sorted(folder.glob("*.yaml")):
        feed, found = check_feed(path, partner_id=partner_id, partner_kind=partner_kind, lists=lists)
        faults += found
        feeds[feed.name] = feed
    raise_faults(faults)
    return feeds
