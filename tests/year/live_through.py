"""A year lived through in a process of its own: what left, what came, and every breach of an invariant, as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

from tests.year.calendar_year import days_of_a_year
from tests.year.due_steps import due_faults
from tests.year.watch import Watch

_ROOT: Final = Path(__file__).parents[2]


def live_through(seed: int) -> dict[str, Any]:
    """Return what a year brought, from a process with one thread: small frames lose time with more."""
    command = [sys.executable, "-m", "tests.year.live_through", str(seed)]
    alone = os.environ | {"POLARS_MAX_THREADS": "1"}
    done = subprocess.run(command, cwd=_ROOT, env=alone, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _live(seed: int) -> dict[str, Any]:
    """The year itself."""
    watch, faults = Watch(), []
    left: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for made, world in days_of_a_year(seed):
        # What is due is judged by what had left before; then what leaves is judged.
        faults += due_faults(made, world.truth, watch)
        faults += watch.faults(made, world.truth)
        left.update(made.messages["event_kind"])
        left.update(made.transfers["event_kind"])
        outcomes.update(made.decisions["actions"]["outcome"])
    last, came = str(made.business_date), world.counts
    return {"last": last, "faults": faults, "left": left, "outcomes": outcomes, "came": came}


if __name__ == "__main__":
    print(json.dumps(_live(int(sys.argv[1]))))
