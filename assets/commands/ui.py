"""`incassohub ui`: Dagster on a home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from assets.command_line import home_option
from assets.home import open_home
from assets.instance import prepare_instance_folder

_ROOT = Path(__file__).parents[2]


@click.command()
@home_option
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True)
def ui(home: Path, port: int) -> int:
    """Open Dagster on this home, bound to 127.0.0.1, with sensors and schedules running.

    A file dropped in `inbox/<partner>/` is taken in without anyone starting a run.
    """
    opened = open_home(home)
    environment = os.environ | {
        "INCASSOHUB_HOME": str(opened.path.resolve()),
        "DAGSTER_HOME": str(prepare_instance_folder(opened)),
    }
    click.echo(f"Dagster on {home}: http://127.0.0.1:{port} (stop with Ctrl-C)")
    command = [sys.executable, "-m", "dagster", "dev", "-w", str(_ROOT / "workspace.yaml"), "-h", "127.0.0.1"]
    return subprocess.call([*command, "-p", str(port)], cwd=_ROOT, env=environment)
