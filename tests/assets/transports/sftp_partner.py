"""A partner with a real OpenSSH server, as the tests of the SFTP transport need him."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assets.home import Home, create_home
from assets.settings import SftpSettings, load_settings
from assets.transports.sftp import SftpTransport
from tests.servers import OpenSshServer

NOW = 2_000_000_000.0


@dataclass
class Partner:
    """A server with folders, the home of a hub, and a way to look at both."""

    server: OpenSshServer
    home: Home
    folder: Path
    log_start: int
    pauses: list[float] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    @property
    def inbox(self) -> Path:
        """The folder on the server from which we fetch."""
        return self.folder / "for_hub"

    @property
    def outbox(self) -> Path:
        """The folder on the server to which we deliver."""
        return self.folder / "from_hub"

    @property
    def archive(self) -> Path:
        """The folder on the server where fetched files are put away."""
        return self.folder / "for_hub" / "taken"

    @property
    def landed(self) -> dict[str, bytes]:
        """What lies in the inbox folder of the home, also what is hidden."""
        folder = self.home.inbox_of("bailiff")
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else {}

    @property
    def log(self) -> list[str]:
        """What the server wrote down since the test began."""
        return self.server.log()[self.log_start :].splitlines()

    def drop(self, name: str, data: bytes, changed_at: int = 1_700_000_000) -> Path:
        """A file that the partner has ready for us."""
        file = self.inbox / name
        file.write_bytes(data)
        os.utime(file, (changed_at, changed_at))
        return file

    def set(self, **fields: object) -> str:
        """`hub.yaml` with this partner; a field that is none is left out."""
        said: dict[str, object] = {
            "kind": "sftp",
            "host": self.server.host,
            "port": self.server.port,
            "user": self.server.user,
            "key_file": self.server.key_file,
            "known_hosts": self.server.known_hosts,
            "inbox": self.inbox,
            "outbox": self.outbox,
        }
        lines = [f"    {name}: {value}\n" for name, value in (said | fields).items() if value is not None]
        return "transports:\n  bailiff:\n" + "".join(lines)

    def transport(self, **fields: object) -> SftpTransport:
        """The transport by these settings; pauses are written down instead of slept."""
        self.home.settings_file.write_text(self.set(**fields), encoding="utf-8")
        settings = load_settings(self.home)
        chosen = settings.transport("bailiff")
        assert isinstance(chosen, SftpSettings)
        return SftpTransport("bailiff", self.home, chosen, settings.intake, clock=lambda: NOW, sleep=self._pause)

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.meanwhile()


def sftp_partner(server: OpenSshServer, tmp_path: Path) -> Partner:
    """A partner with fresh folders on a server, and a hub with a fresh home."""
    partner = Partner(server, create_home(tmp_path / "home"), tmp_path / "partner", len(server.log()))
    partner.archive.mkdir(parents=True)
    partner.outbox.mkdir()
    return partner
