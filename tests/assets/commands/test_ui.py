from __future__ import annotations

import socket
from pathlib import Path

import pytest

from assets.command_line import main
from assets.home import create_home


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    create_home(tmp_path / "home")
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as exit_status:
        main(["ui", "--home", str(tmp_path / "home"), "--port", str(taken.getsockname()[1])])
    out, err = capfd.readouterr()
    assert (exit_status.value.code, out, err.count("\n")) == (2, "", 1)
    assert "Address already in use" in err
