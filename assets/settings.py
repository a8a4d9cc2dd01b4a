"""The settings of a hub: `hub.yaml`, read into types; what is left out has a default that works on one machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assets.home import Home
from assets.yaml_fields import Fields, read_yaml_fields
from warehouse.errors import ConfigurationError


@dataclass(frozen=True)
class Secret:
    """A secret by the name of its environment variable; its value is looked up at the moment of use and never kept.

    Args:
        variable: Name of the environment variable.
        place: `file:line` of the setting.
    """

    variable: str
    place: str = field(compare=False)

    def reveal(self, environment: Mapping[str, str] = os.environ) -> str:
        """The value of the secret.

        Args:
            environment: The environment variables.

        Raises:
            ConfigurationError: The variable is not set, or is empty.
        """
        value = environment.get(self.variable)
        if not value:
            raise ConfigurationError(
                f"the environment variable {self.variable} is not set",
                place=self.place,
                cure="Set it for the user that runs the hub",
            )
        return value


@dataclass(frozen=True)
class WarehouseSettings:
    """Where the tables are: the kind of catalog, how to reach it, and the folder or bucket of the data."""

    catalog: str = "sqlite"
    url: Secret | None = None
    data_path: str | None = None

    def location(self, home: Home) -> str:
        """The catalog: path of its SQLite file, or the libpq connection string of its database.

        Args:
            home: The home.

        Raises:
            ConfigurationError: The environment variable of the connection string is not set.
        """
        return self.url.reveal() if self.url else str(home.catalog_file)

    def data(self, home: Home) -> str:
        """The folder of the Parquet files, or their address in object storage (`s3://…`), kept to the letter.

        Args:
            home: The home; a relative path is relative to it.
        """
        if self.data_path is None:
            return str(home.data_folder)
        return self.data_path if "://" in self.data_path else str(home.path / self.data_path)


@dataclass(frozen=True)
class IntakeSettings:
    """When a file is taken in: after how many seconds without a change, and which names never."""

    settle_seconds: int = 5
    temporary_patterns: tuple[str, ...] = ("*.part", "*.tmp", ".*", "*.filepart")


@dataclass(frozen=True)
class LocalSettings:
    """A partner who reads and writes the folders of the home itself."""


@dataclass(frozen=True)
class SftpSettings:
    """A partner with an SFTP server: how to log in, which host keys are right, and which folders are whose."""

    host: str
    port: int
    user: str
    password: Secret | None
    key_file: Path | None
    key_passphrase: Secret | None
    known_hosts: Path
    inbox: str | None
    outbox: str | None
    archive: str | None
    after_fetch: str
    timeout_seconds: int
    attempts: int
    place: str = field(default="", compare=False)


TransportSettings = LocalSettings | SftpSettings


@dataclass(frozen=True)
class Settings:
    """Everything that `hub.yaml` says."""

    warehouse: WarehouseSettings
    intake: IntakeSettings
    keep_business_dates: str
    transports: Mapping[str, TransportSettings]

    def transport(self, partner: str) -> TransportSettings:
        """How files go to and fro with a partner; by local folders when nothing is set.

        Args:
            partner: Name of the partner.
        """
        return self.transports.get(partner, LocalSettings())


def load_settings(home: Home) -> Settings:
    """The settings of a home, checked.

    Args:
        home: The home; paths in the file are relative to it.

    Raises:
        ConfigurationError: A field is unknown, of the wrong type, impossible or missing.
    """
    fields = read_yaml_fields(home.settings_file)
    settings = Settings(
        warehouse=_warehouse(fields.table("warehouse")),
        intake=_intake(fields.table("intake")),
        keep_business_dates=_keep(fields.table("keep")),
        transports=_transports(fields.table("transports"), home),
    )
    fields.close()
    return settings


def _warehouse(fields: Fields | None) -> WarehouseSettings:
    if fields is None:
        return WarehouseSettings()
    catalog = fields.choice("catalog", among=("sqlite", "postgres"), default="sqlite")
    settings = WarehouseSettings(catalog, _secret(fields, "url"), fields.text("data_path"))
    fields.close()
    if (catalog == "postgres") != (settings.url is not None):
        raise ConfigurationError(
            "`url` belongs to a catalog in postgres, and only there",
            place=fields.place(),
            cure="Set both `catalog: postgres` and `url: $NAME`, or neither",
        )
    return settings


def _intake(fields: Fields | None) -> IntakeSettings:
    default = IntakeSettings()
    if fields is None:
        return default
    intake = IntakeSettings(
        fields.number("settle_seconds", default=default.settle_seconds, lowest=0, highest=3600),
        fields.texts("temporary_patterns", default=default.temporary_patterns),
    )
    fields.close()
    return intake


def _keep(fields: Fields | None) -> str:
    if fields is None:
        return "month_ends"
    dates = fields.choice("business_dates", among=("newest", "month_ends", "all"), default="month_ends")
    fields.close()
    return dates


def _transports(fields: Fields | None, home: Home) -> dict[str, TransportSettings]:
    transports: dict[str, TransportSettings] = {}
    for partner, table in fields.tables() if fields else ():
        home.inbox_of(partner)  # Refuses a name that cannot be a folder.
        kind = table.choice("kind", among=("local", "sftp"), default="local")
        transports[partner] = _sftp(table, home) if kind == "sftp" else LocalSettings()
        table.close()
    return transports


def _sftp(fields: Fields, home: Home) -> SftpSettings:
    password, key_file = _secret(fields, "password"), fields.text("key_file")
    key_passphrase = _secret(fields, "key_passphrase")
    archive = fields.text("archive")
    sftp = SftpSettings(
        host=fields.required_text("host"),
        port=fields.number("port", default=22, lowest=1, highest=65535),
        user=fields.required_text("user"),
        password=password,
        key_file=home.path / key_file if key_file else None,
        key_passphrase=key_passphrase,
        known_hosts=home.path / fields.required_text("known_hosts"),
        inbox=fields.text("inbox"),
        outbox=fields.text("outbox"),
        archive=archive,
        after_fetch=fields.choice(
            "after_fetch", among=("move", "remove", "leave"), default="move" if archive else "remove"
        ),
        timeout_seconds=fields.number("timeout_seconds", default=30, lowest=1, highest=600),
        attempts=fields.number("attempts", default=3, lowest=1, highest=10),
        place=fields.place(),
    )
    faults = {
        "a login is a `password` or a `key_file`, and not both": (password is None) == (key_file is None),
        "`key_passphrase` needs a `key_file`": key_passphrase is not None and key_file is None,
        "`archive` belongs to `after_fetch: move`, and only there": (archive is None) == (sftp.after_fetch == "move"),
        "`inbox`, `outbox` or both must be there": sftp.inbox is None and sftp.outbox is None,
    }
    for cause, is_so in faults.items():
        if is_so:
            raise ConfigurationError(cause, place=fields.place(), cure="Correct the transport of this partner")
    return sftp


def _secret(fields: Fields, name: str) -> Secret | None:
    place = fields.place(name)
    text = fields.text(name)
    if text is None:
        return None
    variable = text.removeprefix("$")
    if variable == text or not variable.isidentifier():
        # The text is not repeated: it may be the secret itself.
        raise ConfigurationError(
            f"`{name}` is a secret and cannot stand in this file",
            place=place,
            cure=f"Put it in an environment variable and write its name: `{name}: $NAME`",
        )
    return Secret(variable, place)
