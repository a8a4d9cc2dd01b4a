"""The servers that other tests lean on start, answer and stop."""

from __future__ import annotations

import socket
from pathlib import Path

import duckdb
import duckdb_extension_postgres_scanner
import paramiko
import pytest

from tests.servers import openssh_server, postgresql_server


def _connect(server, **login) -> paramiko.SSHClient:
    client = paramiko.SSHClient()
    client.load_host_keys(str(server.known_hosts))
    client.connect(server.host, server.port, server.user, allow_agent=False, look_for_keys=False, **login)
    return client


def test_openssh_server_lets_in_by_key_and_by_password(tmp_path: Path) -> None:
    with openssh_server(tmp_path) as server:
        for login in ({"key_filename": str(server.key_file)}, {"password": server.password}):
            with _connect(server, **login) as client:
                assert client.open_sftp().listdir(str(server.folder)) == []
        with pytest.raises(paramiko.AuthenticationException):
            _connect(server, password="wrong")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=1)


def test_postgresql_server_has_databases_of_its_own(tmp_path: Path) -> None:
    with postgresql_server(tmp_path) as server:
        url = server.create_database("catalog")
        binary = next(Path(duckdb_extension_postgres_scanner.__file__).parent.rglob("*.duckdb_extension"))
        with duckdb.connect() as connection:
            connection.execute(f"load '{binary}'")
            connection.execute(f"attach '{url}' as pg (type postgres)")
            connection.execute("create table pg.seen as select 42 as answer")
            assert connection.sql("select answer from pg.seen").fetchall() == [(42,)]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=1)
