"""Editions of a partner's mappings, kept in the archive beside the deliveries that were read by them.

A delivery is read, today and after a rebuild, by the mapping of the day on which it was taken in. An edition is a
folder `mappings/<sha256>/` beside the log, with a copy of each feed's file, of the lists of codes that feeds share, and
of the keys with which the partner signs. The manifest of a delivery names its edition; one of before editions were kept
is read by the mappings of today.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assets.sender_keys import UNSIGNED, SenderKeys, keys_of
from assets.write_file import sync_folder, write_file
from mappings.feed_file import check_feed, hash_files
from mappings.feeds import Feed
from mappings.partners import Partner
from mappings.yaml_block import Fault, raise_faults
from warehouse.errors import ConfigurationError

if TYPE_CHECKING:
    from assets.directives import Standing
    from assets.hub import Hub
    from assets.manifest import Manifest

EDITIONS: Final = "mappings"
"""Folder of the editions in the archive."""

CODES: Final = "codes"
"""Folder of the lists of codes, in an edition as in a partner's folder."""

_KEYS: Final = "keys"
_REQUIRED: Final = "signature-required"


def edition_of(partner: Partner, keys: SenderKeys = UNSIGNED) -> str:
    """The name of the edition that a partner's feeds and keys make: a hash over their names and files.

    Args:
        partner: The partner.
        keys: The keys with which he signs.
    """
    lines = sorted(f"{feed.name} {feed.sha256}\n" for feed in partner.feeds.values())
    # Of a partner who signs nothing, nothing is added.
    lines += sorted(f"{_KEYS}/{name}\n" for name in _named(keys))
    lines += [f"{_KEYS}/{_REQUIRED}\n"] * keys.is_required
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def keep_edition(archive: Path, partner: Partner, keys: SenderKeys = UNSIGNED) -> str:
    """The name of the edition of a partner's feeds and keys, which the archive holds from now on.

    Args:
        archive: Folder of the archive.
        partner: The partner, as its mappings are now.
        keys: The keys with which he signs, as they are now.

    Raises:
        ConfigurationError: A mapping was changed while it was read.
    """
    edition = edition_of(partner, keys)
    folder = archive / EDITIONS / edition
    if folder.is_dir():
        return edition
    written = archive / EDITIONS / f".{edition}.{os.getpid()}.part"
    shutil.rmtree(written, ignore_errors=True)
    written.mkdir(parents=True)
    for feed in partner.feeds.values():
        _copy(feed, written)
    for name, path in _named(keys).items():
        (written / _KEYS).mkdir(exist_ok=True)
        write_file(written / _KEYS / name, path.read_bytes())
    if keys.is_required:
        write_file(written / _KEYS / _REQUIRED, b"")
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


def keys_then(hub: Hub, manifest: Manifest, directed: Standing) -> SenderKeys:
    """The keys by which the signature of a delivery is checked: those of its edition, else those of today.

    Args:
        hub: The open hub.
        manifest: The delivery.
        directed: What directives make of the log.
    """
    edition = directed.editions.get(manifest.delivery_id, manifest.mapping_edition)
    return keys_of(hub, manifest.partner_id) if edition is None else _keys_in(hub.home.archive, edition)


def _keys_in(archive: Path, edition: str) -> SenderKeys:
    """The keys with which a partner signed, as they were in an edition."""
    folder = archive / EDITIONS / edition / _KEYS
    if not folder.is_dir():
        return UNSIGNED
    files = sorted(path for path in folder.iterdir() if path.name != _REQUIRED)
    return SenderKeys(tuple(files), (folder / _REQUIRED).exists())


def _named(keys: SenderKeys) -> dict[str, Path]:
    """Each key by the name of its copy, which tells its content."""
    return {f"{hashlib.sha256(path.read_bytes()).hexdigest()}{path.suffix}": path for path in keys.files}


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
