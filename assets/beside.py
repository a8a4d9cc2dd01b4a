"""Totals in a file beside a file: which belongs to which, what it states, and how long a file waits for it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from assets.editions import keys_then
from assets.sender_keys import unwrap_signed
from assets.struck_files import struck_files
from formats.registry import read
from formats.wrapping import bare_names
from warehouse.errors import FormatError

if TYPE_CHECKING:
    from pathlib import Path

    from assets.archive import Archive
    from assets.directives import Standing
    from assets.hub import Hub
    from mappings.feeds import BesideRule
    from mappings.partners import Partner
    from pipelines.canonical.delivery import Delivery

_HOUR: Final = 3600


class _Entry(NamedTuple):
    delivery_id: str
    sha256: str


class BesideTotals:
    """The files of the log by partner and name, as far as the log is read: each finds the totals beside it.

    The newest file of the right name counts that came before, or in the same archive.

    Args:
        hub: The open hub.
        known: Delivery, partner, name and hash of the files that were booked.
        directed: What directives make of the log.
    """

    def __init__(self, hub: Hub, known: Iterable[tuple[str, str, str, str]], directed: Standing) -> None:
        self._hub = hub
        self._directed = directed
        self._by_name: defaultdict[tuple[str, str], list[_Entry]] = defaultdict(list)
        self._by_bytes: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for delivery_id, partner_id, file_name, sha256 in sorted(known):
            self._note(partner_id, file_name, _Entry(delivery_id, sha256))

    def note(self, file: Delivery) -> None:
        """The file is in the log from now on.

        Args:
            file: The file.
        """
        self._note(file.partner_id, file.file_name, _Entry(file.delivery_id, file.sha256))

    def stated(self, file: Delivery) -> dict[str, str] | None:
        """The totals beside a file; none where no such file came, or it cannot be read.

        Args:
            file: A file whose feed has its totals beside it.
        """
        rule = _rule(file)
        entry = self._beside(file.partner_id, rule.name_for(own_name(file.file_name)), file.delivery_id)
        if entry is None:
            return None
        try:
            return read_beside(self._bytes(entry), rule, file_name=file.file_name)
        except FormatError:
            # Its own delivery is refused, with the reason.
            return None

    def twin(self, file: Delivery) -> str | None:
        """The first delivery of the same bytes whose totals were the same; none where the totals are new.

        Args:
            file: A file whose feed has its totals beside it.
        """
        mine = self._totals_of(file, file.file_name, file.delivery_id)
        for delivery_id, file_name in self._by_bytes[file.partner_id, file.sha256]:
            if self._totals_of(file, file_name, delivery_id) == mine:
                return delivery_id
        return None

    def _totals_of(self, file: Delivery, file_name: str, delivery_id: str) -> str | None:
        entry = self._beside(file.partner_id, _rule(file).name_for(own_name(file_name)), delivery_id)
        return entry.sha256 if entry else None

    def _note(self, partner_id: str, file_name: str, entry: _Entry) -> None:
        for name in bare_names(own_name(file_name)):
            self._by_name[partner_id, name.lower()].append(entry)
        self._by_bytes[partner_id, entry.sha256].append((entry.delivery_id, file_name))

    def _beside(self, partner_id: str, name: str, delivery_id: str) -> _Entry | None:
        """The newest file of a name up to a delivery of the log, that delivery's own archive included."""
        log = delivery_id.partition(".")[0]
        known = (entry for entry in self._by_name[partner_id, name] if entry.delivery_id.partition(".")[0] <= log)
        return max(known, default=None)

    def _bytes(self, entry: _Entry) -> bytes:
        log, _, number = entry.delivery_id.partition(".")
        manifest = self._hub.archive.log(after=int(log[1:9]) - 1)[0]
        if (struck := struck_files(self._hub.home.archive, manifest.sha256)) is not None:
            # Nothing is struck out of a file that states totals: it has no records.
            return struck[int(number or 1) - 1].data or b""
        data = self._hub.archive.read(manifest.sha256)
        keys = keys_then(self._hub, manifest, self._directed)
        members = unwrap_signed(data, file_name=manifest.shown_name, keyring=self._hub.keyring, keys=keys)
        return members[int(number or 1) - 1].data


def read_beside(data: bytes, rule: BesideRule, *, file_name: str) -> dict[str, str]:
    """What a file beside a file states: its totals, and the columns of its first row, by name.

    Args:
        data: The file.
        rule: Its rule.
        file_name: Its name, for errors.

    Raises:
        FormatError: It cannot be read in its format.
    """
    stated: dict[str, str] = {}
    for table in read(data, rule.format, file_name=file_name).values():
        rows = table.rows.head(1).rows(named=True)
        stated |= {name: str(text) for name, text in (rows[0] if rows else {}).items() if text is not None}
        stated |= table.totals
    return stated


def own_name(file_name: str) -> str:
    """The name of a file without the archive and the folders in it.

    Args:
        file_name: Name as a delivery has it.
    """
    return file_name.rpartition("!")[2].rpartition("/")[2]


def awaited(path: Path, partner: Partner, is_known: Callable[[str], bool], *, now: float) -> str | None:
    """The name of the file for which a file waits; none where it waits for none, or waited long enough.

    Args:
        path: A file in the inbox.
        partner: Its partner.
        is_known: Whether a file of this name, in lower case, came before or lies in the inbox.
        now: Seconds since 1970.
    """
    feed = partner.feed_of(path.name)
    beside = feed.totals.beside if feed and feed.totals else None
    if beside is None or feed is None or feed.takes_beside(path.name):
        return None
    name = beside.name_for(path.name)
    has_waited = now - path.stat().st_mtime >= beside.wait_hours * _HOUR
    return None if has_waited or is_known(name) else name


def names_in_log(archive: Archive, partner_id: str) -> list[str]:
    """The names of a partner's files in the log.

    Args:
        archive: The archive.
        partner_id: The partner.
    """
    return [manifest.file_name for manifest in archive.log() if manifest.partner_id == partner_id]


def in_order(paths: Sequence[Path], partner: Partner, known: Callable[[], Iterable[str]], *, now: float) -> list[Path]:
    """The files that need not wait, totals first, so that the log has them when their files are booked.

    Args:
        paths: Files in the inbox, in the order in which they were dropped.
        partner: Their partner.
        known: Gives the names of the partner's files in the log; only asked where a file waits.
        now: Seconds since 1970.
    """
    here = {name.lower() for path in paths for name in bare_names(path.name)}

    def is_known(name: str) -> bool:
        return name in here or name in {bare.lower() for came in known() for bare in bare_names(came)}

    def is_totals(path: Path) -> bool:
        feed = partner.feed_of(path.name)
        return feed is not None and feed.takes_beside(path.name)

    ready = [path for path in paths if os.path.lexists(path) and awaited(path, partner, is_known, now=now) is None]
    return sorted(ready, key=lambda path: not is_totals(path))


def _rule(file: Delivery) -> BesideRule:
    assert file.feed is not None, "only files of a feed have totals"
    assert file.feed.totals is not None, "only feeds with totals are asked"
    assert file.feed.totals.beside is not None, "only feeds with totals beside their files are asked"
    return file.feed.totals.beside
