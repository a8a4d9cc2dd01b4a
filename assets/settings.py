"""The settings of a hub: `hub.yaml`, read into types; what is left out has a default that works on one machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assets.home import Home
from assets.smtp_settings import SmtpSettings, read_smtp
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml
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


TransportSettings = LocalSettings | SftpSettings | SmtpSettings


@dataclass(frozen=True)
class PgpSettings:
    """What is signed and encrypted between a partner and the hub, besides what he encrypts of his own accord."""

    is_signature_required: bool = False
    is_encrypted: bool = False


@dataclass(frozen=True)
class Settings:
    """Everything that `hub.yaml` says."""

    warehouse: WarehouseSettings
    intake: IntakeSettings
    keep_business_dates: str
    transports: Mapping[str, TransportSettings]
    key_passphrase: Secret | None = None
    pgp_partners: Mapping[str, PgpSettings] = field(default_factory=dict)

    def pgp(self, partner: str) -> PgpSettings:
        """What is signed and encrypted for a partner; nothing when nothing is set.

        Args:
            partner: Name of the partner.
        """
        return self.pgp_partners.get(partner, PgpSettings())

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
        ConfigurationError: Keys are unknown, of the wrong type, impossible or missing; all faults are named.
    """
    block = read_yaml(home.settings_file, may_be_empty=True)
    transports, pgp = _transports(block.inner("transports"), home)
    settings = Settings(
        warehouse=_warehouse(block.inner("warehouse")),
        intake=_intake(block.inner("intake")),
        keep_business_dates=_keep(block.inner("keep")),
        transports=transports,
        key_passphrase=_key_passphrase(block.inner("keyring")),
        pgp_partners=pgp,
    )
    block.close()
    raise_faults(block.faults)
    return settings


def _warehouse(block: Block) -> WarehouseSettings:
    catalog = block.text("catalog", "sqlite", choices=("sqlite", "postgres"))
    settings = WarehouseSettings(catalog, _secret(block, "url"), block.filled("data_path", None))
    block.close()
    if (catalog == "postgres") != ("url" in block.values):
        cure = "Set both `catalog: postgres` and `url: $NAME`, or neither."
        block.fault("'url' belongs to a catalog in postgres, and only there", cure)
    return settings


def _intake(block: Block) -> IntakeSettings:
    default = IntakeSettings()
    intake = IntakeSettings(
        block.whole("settle_seconds", default.settle_seconds, highest=3600),
        block.texts("temporary_patterns", default.temporary_patterns),
    )
    block.close()
    return intake


def _keep(block: Block) -> str:
    dates = block.text("business_dates", "month_ends", choices=("newest", "month_ends", "all"))
    block.close()
    return str(dates)


def _key_passphrase(block: Block) -> Secret | None:
    passphrase = _secret(block, "passphrase")
    block.close()
    return passphrase


def _transports(block: Block, home: Home) -> tuple[dict[str, TransportSettings], dict[str, PgpSettings]]:
    transports: dict[str, TransportSettings] = {}
    pgp: dict[str, PgpSettings] = {}
    for partner in block.values:
        home.inbox_of(partner)  # Refuses a name that cannot be a folder.
        transport = block.inner(partner, is_required=True)
        kind = transport.text("kind", "local", choices=("local", "sftp", "smtp"))
        signature = transport.text("signature", "optional", choices=("optional", "required"))
        pgp[partner] = PgpSettings(signature == "required", transport.flag("encrypt", default=False))
        if kind == "smtp":
            transports[partner] = read_smtp(transport, home.path, _secret)
        else:
            transports[partner] = _sftp(transport, home) if kind == "sftp" else LocalSettings()
        transport.close()
    return transports, pgp


def _sftp(block: Block, home: Home) -> SftpSettings:
    key_file, archive = block.filled("key_file", None), block.filled("archive", None)
    sftp = SftpSettings(
        host=block.filled("host"),
        port=block.whole("port", 22, lowest=1, highest=65535),
        user=block.filled("user"),
        password=_secret(block, "password"),
        key_file=home.path / key_file if key_file else None,
        key_passphrase=_secret(block, "key_passphrase"),
        known_hosts=home.path / block.filled("known_hosts"),
        inbox=block.filled("inbox", None),
        outbox=block.filled("outbox", None),
        archive=archive,
        after_fetch=block.text("after_fetch", "move" if archive else "remove", choices=("move", "remove", "leave")),
        timeout_seconds=block.whole("timeout_seconds", 30, lowest=1, highest=600),
        attempts=block.whole("attempts", 3, lowest=1, highest=10),
        place=block.place(),
    )
    has = block.values.__contains__
    faults = {
        "a login is a 'password' or a 'key_file', and not both": has("password") == has("key_file"),
        "'key_passphrase' needs a 'key_file'": has("key_passphrase") and not has("key_file"),
        "'archive' belongs to 'after_fetch: move', and only there": has("archive") != (sftp.after_fetch == "move"),
        "'inbox', 'outbox' or both must be there": not has("inbox") and not has("outbox"),
    }
    for cause, is_so in faults.items():
        if is_so:
            block.fault(cause, "Correct the transport of this partner.")
    return sftp


def _secret(block: Block, key: str) -> Secret | None:
    text = block.filled(key, None)
    if text is None:
        return None
    variable = text.removeprefix("$")
    if variable == text or not variable.isidentifier():
        # The text is not repeated: it may be the secret itself.
        cure = f"Put it in an environment variable and write its name: `{key}: $NAME`."
        block.fault(f"'{key}' is a secret and cannot stand in this file", cure, key)
        return None
    return Secret(variable, block.place(key))
