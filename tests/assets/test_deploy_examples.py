"""The examples of deploy/ are true: their settings load, and their commands exist."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click
import pytest

from assets.command_line import hub_group
from assets.home import create_home
from assets.settings import load_settings

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))


def test_the_settings_for_several_machines_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = create_home(tmp_path / "home")
    shutil.copyfile(DEPLOY / "several-machines" / "hub.yaml", home.settings_file)
    monkeypatch.setenv("HUB_DATABASE", "host=db.example dbname=hub")
    warehouse = load_settings(home).warehouse
    assert (warehouse.location(home), warehouse.data(home)) == ("host=db.example dbname=hub", "/mnt/hub/warehouse")


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_service_starts_a_command_that_there_is(service: Path) -> None:
    (command,) = re.findall(r"^ExecStart=\S+/incassohub (\w+) --home \S+$", service.read_text(), re.MULTILINE)
    assert command in hub_group.list_commands(click.Context(hub_group))
