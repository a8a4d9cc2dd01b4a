from __future__ import annotations

from pathlib import Path

import pytest

from assets.command_line import main
from assets.home import create_home
from assets.hub import open_hub


def test_housekeeping_lets_old_states_go_and_keeps_the_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create_home(tmp_path)
    with open_hub(tmp_path) as hub:
        assert hub.store.snapshots().height > 1
    with pytest.raises(SystemExit) as ended:
        main(["maintain", "--home", str(tmp_path), "--keep-days", "0"])
    assert ended.value.code == 0
    assert "snapshots expired" in capsys.readouterr().out
    with open_hub(tmp_path, read_only=True) as hub:
        assert hub.store.snapshots().height == 1
        assert hub.store.booked_sequence() == 0


def test_days_are_not_negative(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["maintain", "--home", str(tmp_path), "--keep-days", "-1"])
    assert ended.value.code == 2
    assert "--keep-days" in capsys.readouterr().err
