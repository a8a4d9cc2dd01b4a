"""Real servers for tests, on the loopback address and on a free port: OpenSSH and PostgreSQL.

They are Debian's own (`openssh-server`, `postgresql`). A server that is not installed fails the test that asked for it:
a skipped test would say nothing about the hub. Each is a context manager, so that a fixture of any scope can hold it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pwd import getpwuid

HOST = "127.0.0.1"
SFTP_SERVER = Path("/usr/lib/openssh/sftp-server")
LOOKS = 600
LOOK_SECONDS = 0.05

Command = list[str | Path]


@dataclass(frozen=True)
class OpenSshServer:
    """A running OpenSSH server that offers SFTP on a folder of the test."""

    port: int
    user: str
    password: str
    folder: Path
    key_file: Path
    locked_key_file: Path
    passphrase: str
    known_hosts: Path
    log_file: Path
    host: str = HOST

    def log(self) -> str:
        """What the server wrote down: every session, and each open, rename and removal in it."""
        return self.log_file.read_text(encoding="utf-8")


@dataclass(frozen=True)
class PostgresqlServer:
    """A running PostgreSQL server with one superuser, who comes in with a password."""

    port: int
    user: str
    password: str
    binaries: Path
    host: str = HOST

    def url(self, database: str = "postgres") -> str:
        """The libpq connection string of a database."""
        return f"host={self.host} port={self.port} dbname={database} user={self.user} password={self.password}"

    def create_database(self, name: str) -> str:
        """The connection string of a new, empty database."""
        command: Command = [self.binaries / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url()]
        _run([*command, "-c", f'create database "{name}"'])
        return self.url(name)


@contextmanager
def openssh_server(tmp_path: Path) -> Iterator[OpenSshServer]:
    """A fresh OpenSSH server with its own host key, keys and, when root starts it, its own password."""
    # The one inside of sshd (internal-sftp) would do, but tells what it did to the machine's log only.
    assert SFTP_SERVER.exists(), f"{SFTP_SERVER} is not there: apt-get install openssh-sftp-server"
    binary = _binary("sshd", Path("/usr/sbin"), "openssh-server")
    folder = tmp_path / "sshd"
    (folder / "remote").mkdir(parents=True)
    server = OpenSshServer(
        port=_free_port(),
        user=getpwuid(os.geteuid()).pw_name,
        password=secrets.token_hex(12),
        folder=folder / "remote",
        key_file=folder / "login_key",
        locked_key_file=folder / "locked_login_key",
        passphrase=secrets.token_hex(12),
        known_hosts=folder / "known_hosts",
        log_file=folder / "log",
    )
    _write_keys(folder, server)
    command: Command = [binary, "-D", "-f", _write_sshd_configuration(folder, server), "-E", server.log_file]
    if os.geteuid() == 0:
        command = _with_password(folder, server, command)
    with _running(command, server.port, signal.SIGTERM, server.log_file):
        yield server


@contextmanager
def postgresql_server(tmp_path: Path) -> Iterator[PostgresqlServer]:
    """A fresh PostgreSQL server: scram passwords, loopback only, no Unix socket, nothing forced to disk."""
    binaries = _postgresql_binaries()
    server = PostgresqlServer(port=_free_port(), user="hub", password=secrets.token_hex(12), binaries=binaries)
    # Debian's postgres refuses root, and the user `postgres` may not enter pytest's folders, which only root can read.
    folder = Path(tempfile.mkdtemp(prefix="hub-postgresql-"))
    log_file = tmp_path / "postgresql.log"
    try:
        (folder / "password").write_text(server.password, encoding="ascii")
        prefix = _as_postgres(folder)
        initdb: Command = [
            binaries / "initdb",
            "-D",
            folder / "data",
            "-U",
            server.user,
            "--pwfile",
            folder / "password",
        ]
        _run([*prefix, *initdb, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"])
        options = {"listen_addresses": HOST, "port": server.port, "unix_socket_directories": "", "fsync": "off"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command: Command = [*prefix, binaries / "postgres", "-D", folder / "data", *settings]
        with _running(command, server.port, signal.SIGINT, log_file, lambda: _answers(server)):
            yield server
    finally:
        shutil.rmtree(folder)


def _write_keys(folder: Path, server: OpenSshServer) -> None:
    for file, passphrase in (
        (folder / "host_key", ""),
        (server.key_file, ""),
        (server.locked_key_file, server.passphrase),
    ):
        _run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", file.name, "-f", file])
    logins = [file.with_suffix(".pub").read_text() for file in (server.key_file, server.locked_key_file)]
    (folder / "authorized_keys").write_text("".join(logins), encoding="ascii")
    host_key = (folder / "host_key.pub").read_text(encoding="ascii")
    server.known_hosts.write_text(f"[{HOST}]:{server.port} {host_key}", encoding="ascii")


def _write_sshd_configuration(folder: Path, server: OpenSshServer) -> Path:
    lines = (
        f"ListenAddress {HOST}",
        f"Port {server.port}",
        f"HostKey {folder / 'host_key'}",
        f"AuthorizedKeysFile {folder / 'authorized_keys'}",
        f"PidFile {folder / 'pid'}",
        "PermitRootLogin yes",
        "PasswordAuthentication yes",
        "UsePAM no",
        "StrictModes no",
        "LogLevel VERBOSE",
        f"Subsystem sftp {SFTP_SERVER} -e -l VERBOSE 2>>{server.log_file}",
    )
    file = folder / "sshd_config"
    file.write_text("\n".join(lines) + "\n", encoding="ascii")
    return file


def _with_password(folder: Path, server: OpenSshServer, command: Command) -> Command:
    """The command in a mount namespace of its own, where the user has a password and the server its folder.

    The machine's own `/etc/shadow` and `/run` stay as they are.
    """
    hashed = _run(["openssl", "passwd", "-6", server.password]).strip()
    shadow = folder / "shadow"
    shadow.touch(mode=0o600)
    shadow.write_text(f"{server.user}:{hashed}:20000:0:99999:7:::\nsshd:!:20000::::::\n", encoding="ascii")
    script = (
        'mount --bind "$1" /etc/shadow && mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && shift && exec "$@"'
    )
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", shadow, *command]


def _as_postgres(folder: Path) -> Command:
    if os.geteuid() != 0:
        return []
    for path in (folder, *folder.iterdir()):
        shutil.chown(path, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "env", f"HOME={folder}"]


def _postgresql_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    assert found, "PostgreSQL is not installed: apt-get install postgresql"
    return found[-1]


def _answers(server: PostgresqlServer) -> bool:
    command: Command = [server.binaries / "pg_isready", "-q", "-h", server.host, "-p", str(server.port)]
    return subprocess.run(command, check=False).returncode == 0


def _binary(name: str, folder: Path, package: str) -> str:
    found = shutil.which(name, path=f"{folder}:{os.environ.get('PATH', '')}")
    assert found, f"{name} is not installed: apt-get install {package}"
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _run(command: Command) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd="/")
    assert done.returncode == 0, f"{command[0]} failed: {done.stderr}"
    return done.stdout


@contextmanager
def _running(
    command: Command,
    port: int,
    stop_signal: signal.Signals,
    log_file: Path,
    is_ready: Callable[[], bool] = lambda: True,
) -> Iterator[None]:
    with log_file.open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/")
    try:
        for _ in range(LOOKS):
            if _listens(port) and is_ready():
                break
            assert not _ended(process), f"{command[0]} ended at once: {log_file.read_text(encoding='utf-8')}"
        else:
            raise AssertionError(f"nothing listens on port {port}: {log_file.read_text(encoding='utf-8')}")
        yield
    finally:
        process.send_signal(stop_signal)
        process.wait(timeout=30)


def _listens(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except ConnectionRefusedError:
        return False


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process ends within one look: waiting for its end is also the pause between two looks."""
    try:
        process.wait(timeout=LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True
