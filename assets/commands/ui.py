"""`incassohub ui`: Dagster on a home."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import click

from assets.command_line import home_option
from assets.home import open_home
from assets.instance import prepare_instance_folder
from warehouse.errors import UsageError

_HOST = "127.0.0.1"
_ROOT = Path(__file__).parents[2]
# Dagster advises its other command line, which needs a project of another shape.
_WARNINGS = "ignore:Function `dev_command` is superseded"


@click.command()
@home_option
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True)
def ui(home: Path, port: int) -> None:
    """Open Dagster on this home, bound to 127.0.0.1, with sensors and schedules running.

    A file dropped in `inbox/<partner>/` is taken in without anyone starting a run. Stop it with Ctrl-C.
    """
    opened = open_home(home)
    _check_port(port)
    environment = os.environ | {
        "INCASSOHUB_HOME": str(opened.path.resolve()),
        "DAGSTER_HOME": str(prepare_instance_folder(opened)),
        "PYTHONWARNINGS": ",".join(filter(None, [os.environ.get("PYTHONWARNINGS"), _WARNINGS])),
    }
    click.echo(f"Dagster on {home}: http://{_HOST}:{port} (stop with Ctrl-C)")
    sys.stdout.flush()
    # Dagster takes this process over, so that whoever stops the command stops Dagster. It treats SIGTERM as SIGINT,
    # to which a program that a shell started in the background is deaf.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.chdir(_ROOT)
    command = [sys.executable, "-m", "dagster", "dev", "-m", "assets.definitions", "--log-level", "warning"]
    os.execve(sys.executable, [*command, "-h", _HOST, "-p", str(port)], environment)


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise UsageError(
                f"this port cannot be used ({error.strerror})",
                place=f"{_HOST}:{port}",
                cure="Name another with --port, or stop what listens there.",
            ) from error
