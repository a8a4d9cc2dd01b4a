"""A hub that is open: its home, settings, archive, mappings and warehouse in one hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from assets.archive import Archive
from assets.home import Home, open_home
from assets.keyring import Keyring
from assets.settings import Settings, load_settings
from mappings.partners import Partners, load_partners
from warehouse.store import Store


def amsterdam_time() -> datetime:
    """The time of now in the Netherlands, which is that in Belgium."""
    return datetime.now(ZoneInfo("Europe/Amsterdam"))


@dataclass(frozen=True)
class Desk:
    """What it takes to receive: everything but the warehouse, so that it opens at once."""

    home: Home
    settings: Settings

    @cached_property
    def archive(self) -> Archive:
        """The archive: the log of deliveries and their bytes."""
        return Archive(self.home.archive)

    @property
    def keyring(self) -> Keyring:
        """The keys that open what partners encrypted."""
        return Keyring(self.home.keyring, self.settings.key_passphrase)

    @cached_property
    def partners(self) -> Partners:
        """All partners with their feeds and terms; every fault in their files is told at once."""
        return load_partners(self.home.mapping_roots)


@dataclass(frozen=True)
class Hub(Desk):
    """What every step of the outside world needs; `clock` is the time where debtors live."""

    store: Store
    clock: Callable[[], datetime] = amsterdam_time


def open_desk(path: Path) -> Desk:
    """The desk of a home, where files are received.

    Args:
        path: The home.

    Raises:
        ConfigurationError: The folder is no home, or its settings are wrong.
    """
    home = open_home(path)
    return Desk(home, load_settings(home))


@contextmanager
def open_hub(path: Path, *, read_only: bool = False, clock: Callable[[], datetime] = amsterdam_time) -> Iterator[Hub]:
    """The hub of a home, with its warehouse open; made when it is not there yet and may be written.

    Args:
        path: The home.
        read_only: Whether the warehouse is only read; then it must exist.
        clock: The time where debtors live: nobody is mailed in the night.

    Yields:
        The open hub.

    Raises:
        ConfigurationError: The folder is no home, or its settings are wrong.
        StoreError: The warehouse cannot be opened.
    """
    desk = open_desk(path)
    home, settings = desk.home, desk.settings
    location = settings.warehouse.location(home)
    store = Store.open(
        catalog=location if settings.warehouse.catalog == "postgres" else Path(location),
        data_path=Path(settings.warehouse.data(home)),
        read_only=read_only,
    )
    try:
        if not read_only:
            store.create()
        yield Hub(home, settings, store, clock)
    finally:
        store.close()
