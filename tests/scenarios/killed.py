"""A day in a process of its own that kills itself at a chosen point: `python -m tests.scenarios.killed HOME DAY POINT`.

A point is `before` or `after`, the number of the call, and the function: `before 3 assets.day:settle`.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.scenarios.days import run_directly

ROOT = Path(__file__).parents[2]


def run_killed(home: Path, day: date, point: str, *, with_dagster: bool = False) -> int:
    """Run a day in another process that must die at a point, and return its exit status; tell why it did not."""
    command = [sys.executable, "-m", "tests.scenarios.killed", str(home), day.isoformat(), point, str(with_dagster)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode != -signal.SIGKILL:
        sys.stderr.write(done.stderr.decode())
    return done.returncode


def die_at(point: str) -> None:
    """Patch the function of a point so that this process kills itself there."""
    when, number, function = point.split()
    module, _, path = function.partition(":")
    *owners, name = path.split(".")
    owner: Any = functools.reduce(getattr, owners, importlib.import_module(module))
    setattr(owner, name, _deadly(getattr(owner, name), when, int(number)))


def _deadly(function: Callable[..., Any], when: str, number: int) -> Callable[..., Any]:
    calls = 0

    @functools.wraps(function)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if when == "before" and calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*arguments, **named)
        if when == "after" and calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return wrapped


def main() -> None:
    """Run the day of the command line's arguments."""
    home, day, point, with_dagster = sys.argv[1:]
    run = run_directly
    if with_dagster == "True":
        run = importlib.import_module("assets.run_day").run_day
    die_at(point)
    run(Path(home), date.fromisoformat(day))


if __name__ == "__main__":
    main()
