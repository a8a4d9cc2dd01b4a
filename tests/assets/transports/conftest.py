"""The SSH server of these tests, and the partner who runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assets.transports.sftp_partner import Partner, sftp_partner
from tests.servers import OpenSshServer, openssh_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSshServer]:
    """A running server."""
    with openssh_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def partner(server: OpenSshServer, tmp_path: Path) -> Partner:
    """A partner of that server, with folders of this test."""
    return sftp_partner(server, tmp_path)
