from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from assets.progress import working

ROOT = Path(__file__).parents[2]
# A clock that is ahead by two seconds each time it is asked: no test waits.
WORK = """
import itertools, time
clock = itertools.count(0, 2)
time.monotonic = lambda: float(next(clock))
from assets.progress import working
with working("making files", keep=True) as tell:
    tell("[first] part")
"""


def on_terminal(source: str) -> str:
    """Run Python on a terminal of its own, and return what it showed there."""
    terminal, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color"}
    with subprocess.Popen([sys.executable, "-c", source], cwd=ROOT, stdout=end, stderr=end, env=environment) as process:
        os.close(end)
        shown = b""
        try:
            while part := os.read(terminal, 65536):
                shown += part
        except OSError:
            pass  # A terminal that was closed at its other end cannot be read: the process has ended.
        finally:
            os.close(terminal)
    assert process.returncode == 0, shown
    return shown.decode()


def test_a_terminal_shows_what_work_is_at_and_keeps_what_lasted() -> None:
    shown = on_terminal(WORK)
    assert "making files: [first] part" in shown
    assert "0:00:" in shown
    assert "  [first] part\r\n" in shown
    assert "making files took" in shown
    assert "\x1b[?25h" in shown, "the cursor comes back"


def test_what_is_piped_holds_lines_and_no_signs_for_terminals() -> None:
    done = subprocess.run([sys.executable, "-c", WORK], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert "\x1b" not in done.stderr
    assert [line.split(" took")[0] for line in done.stderr.splitlines()] == ["  [first] part", "  making files"]


def test_short_work_leaves_no_line(capfd: pytest.CaptureFixture[str]) -> None:
    with working("making files") as tell:
        tell("a part")
    assert capfd.readouterr() == ("", "")
