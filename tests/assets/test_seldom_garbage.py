"""A command collects garbage seldom, and its result does not depend on that."""

from __future__ import annotations

import subprocess
import sys

_ASK = "import gc, atexit; from assets.seldom_garbage import collect_seldom; atexit.register(lambda: print({0})); "


def _printed(expression: str) -> str:
    code = _ASK.format(expression) + "collect_seldom(); print(gc.get_threshold()[0])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_cycles_are_looked_for_seldom_and_objects_are_left_alone_at_the_end() -> None:
    threshold, frozen = _printed("gc.get_freeze_count()").split()
    assert int(threshold) == 200_000
    assert int(frozen) > 1000
