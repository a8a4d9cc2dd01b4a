"""The hub's home: the one folder that holds everything a running hub owns, and where each thing lies in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import mappings
from assets.write_file import write_file
from warehouse.errors import ConfigurationError, UsageError

_PARTNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

_FIRST_SETTINGS = """\
# Settings of this hub. What is left out has the value that is shown here; partners are local folders.
# Secrets are never written here: `$NAME` is the value of the environment variable NAME.

# warehouse:
#   catalog: sqlite                  # or postgres, and then url: $NAME (a libpq connection string)
#   data_path: warehouse/data        # a folder, or an address of object storage
# intake:
#   settle_seconds: 5                # a file is taken in when it has not changed for so long
#   temporary_patterns: ["*.part", "*.tmp", ".*", "*.filepart"]
# keyring:
#   passphrase: $HUB_KEY_PASSPHRASE  # of the private keys in the folder keyring, when they have one
# keep:
#   business_dates: month_ends       # balances of which dates stay: newest, month_ends (and the newest) or all
# transports:
#   a_partner: {kind: local}
#   a_careful_partner:               # his public keys are in keyring/a_careful_partner/
#     kind: local
#     signature: required            # files that he did not sign are refused; else optional
#     encrypt: true                  # what leaves for him is encrypted with PGP
#   another_partner:
#     kind: sftp
#     host: sftp.partner.example
#     port: 22
#     user: hub
#     key_file: keys/partner         # or password: $NAME
#     key_passphrase: $PARTNER_KEY   # when the key has one
#     known_hosts: keys/known_hosts  # with the host key that the partner confirmed
#     inbox: /to_hub                 # folder on the server from which files are fetched
#     outbox: /from_hub              # folder on the server to which files are delivered
#     archive: /to_hub/taken         # where fetched files are put away
#     after_fetch: move              # move (to archive), remove (when there is no archive), or leave
#     timeout_seconds: 30
#     attempts: 3
#   mailer:                          # e-mails to debtors; local folders of .eml files when nothing is set
#     kind: smtp
#     host: smtp.provider.example
#     port: 587                      # 465 with tls: implicit
#     tls: starttls                  # or implicit; without encryption nothing is sent
#     user: hub
#     password: $MAILER_PASSWORD
#     bounces_to: bounces@agency.example
"""


@dataclass(frozen=True)
class Home:
    """The folders and files of a hub, by their meaning; a value of this type says nothing about what exists."""

    path: Path

    @property
    def settings_file(self) -> Path:
        """`hub.yaml`: what the operator sets."""
        return self.path / "hub.yaml"

    @property
    def mappings(self) -> Path:
        """The hub's own mappings, profiles, letters and law."""
        return self.path / "mappings"

    @property
    def mapping_roots(self) -> list[Path]:
        """Where mappings are looked for, the first that has a file wins: the hub's own, then the shipped ones."""
        return [self.mappings, *map(Path, mappings.__path__)]

    @property
    def inbox(self) -> Path:
        """Files that wait to be taken in, in a folder for each partner."""
        return self.path / "inbox"

    @property
    def outbox(self) -> Path:
        """Files that leave, in a folder for each partner."""
        return self.path / "outbox"

    @property
    def archive(self) -> Path:
        """Every delivery ever taken in: the only source of truth."""
        return self.path / "archive"

    @property
    def warehouse(self) -> Path:
        """Tables, derived from the archive."""
        return self.path / "warehouse"

    @property
    def catalog_file(self) -> Path:
        """The catalog of the warehouse, when it is kept in SQLite."""
        return self.warehouse / "catalog.sqlite"

    @property
    def data_folder(self) -> Path:
        """The Parquet files of the warehouse."""
        return self.warehouse / "data"

    @property
    def analytics_file(self) -> Path:
        """The database that is published for analysts after each day."""
        return self.warehouse / "analytics.duckdb"

    @property
    def keyring(self) -> Path:
        """PGP keys, one in each file: the hub's private ones, and partners' public ones in a folder for each."""
        return self.path / "keyring"

    @property
    def transports(self) -> Path:
        """What was fetched from and delivered to servers of partners."""
        return self.path / "transports"

    @property
    def dagster(self) -> Path:
        """`DAGSTER_HOME` of this hub."""
        return self.path / "dagster"

    def inbox_of(self, partner: str) -> Path:
        """The folder where files of a partner wait.

        Args:
            partner: Name of the partner.

        Raises:
            UsageError: The name cannot be that of a folder.
        """
        return self.inbox / _checked(partner)

    def outbox_of(self, partner: str) -> Path:
        """The folder of what leaves for a partner.

        Args:
            partner: Name of the partner.

        Raises:
            UsageError: The name cannot be that of a folder.
        """
        return self.outbox / _checked(partner)

    def errors_of(self, partner: str) -> Path:
        """The folder of files of a partner that were refused as a whole.

        Args:
            partner: Name of the partner.

        Raises:
            UsageError: The name cannot be that of a folder.
        """
        return self.path / "error" / _checked(partner)

    def plain_of(self, partner: str) -> Path:
        """The folder of the plain files of what leaves encrypted for a partner.

        Args:
            partner: Name of the partner.

        Raises:
            UsageError: The name cannot be that of a folder.
        """
        return self.outbox / ".plain" / _checked(partner)


def create_home(path: Path) -> Home:
    """A home at this path, complete; what it holds already stays as it is.

    Args:
        path: The folder; it is made when it is not there.

    Raises:
        ConfigurationError: The folder cannot be made.
    """
    home = Home(path.absolute())
    try:
        for folder in (home.archive, *_folders(home)):
            folder.mkdir(parents=True, exist_ok=True)
        # The settings come last: they make the folder a home.
        if not home.settings_file.exists():
            write_file(home.settings_file, _FIRST_SETTINGS.encode())
    except OSError as error:
        raise ConfigurationError(
            f"the home cannot be made ({error.strerror})",
            place=str(path),
            cure="Name another folder with --home, or give the user of the hub the right to write here",
        ) from error
    return home


def open_home(path: Path) -> Home:
    """The home that was made at this path.

    The archive must be there: an absent one is a disk that is not mounted, and a fresh one would start a second log.
    Other folders are made anew, for they can be derived or stand empty.

    Args:
        path: The folder.

    Raises:
        ConfigurationError: There is no home here, or its archive is gone.
    """
    home = Home(path.absolute())
    if not home.settings_file.is_file():
        raise ConfigurationError(
            "there is no home of a hub here (no hub.yaml)",
            place=str(path),
            cure="Name its folder with --home or INCASSOHUB_HOME, or make one with `incassohub demo --home DIR`",
        )
    if not home.archive.is_dir():
        raise ConfigurationError(
            "the archive of this home is gone",
            place=str(home.archive),
            cure="Mount its disk or restore it from a backup: everything else is derived from it",
        )
    try:
        for folder in _folders(home):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"a folder of this home cannot be made ({error.strerror})",
            place=str(error.filename),
            cure="Give the user of the hub the right to write here",
        ) from error
    return home


def _folders(home: Home) -> tuple[Path, ...]:
    return home.mappings, home.inbox, home.outbox, home.data_folder, home.keyring, home.transports, home.dagster


def _checked(partner: str) -> str:
    if not _PARTNER.fullmatch(partner):
        raise UsageError(
            "the name of a partner is a letter or digit, then at most 63 letters, digits, dots, hyphens or underscores",
            place=repr(partner),
            cure="Use the name of its folder under mappings/",
        )
    return partner
