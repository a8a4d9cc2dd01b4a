"""Timings: wall and processor time of a call, medians of several, and work done in a process of its own."""

from __future__ import annotations

import multiprocessing
import re
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from assets.freed_memory import keep_freed_memory


class Timing(NamedTuple):
    """Seconds of a call: by the clock, and of the processor over all threads."""

    wall: float
    cpu: float


def timed(call: Callable[[], object]) -> Timing:
    """How long a call takes.

    Args:
        call: What to time.
    """
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return Timing(time.perf_counter() - wall, time.process_time() - cpu)


def median(timings: Sequence[Timing]) -> Timing:
    """The median of some timings, of each kind of seconds by itself.

    Args:
        timings: One or more.
    """
    return Timing(statistics.median(one.wall for one in timings), statistics.median(one.cpu for one in timings))


def peak_megabytes() -> int:
    """Most memory that this program has held so far; `getrusage` would begin with what the one that started it held.

    *Source*: proc(5), `VmHWM` in `/proc/self/status`, in kB; Linux only.
    """
    told = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    assert told is not None, "Linux tells the peak of every program"
    return int(told[1]) // 1024


def in_child(work: Callable[..., Any], *given: object) -> Any:
    """The result of work that is done in a fresh process, so that its memory is its own; it runs as `incassohub` does.

    Args:
        work: Function of a module.
        given: Its arguments.
    """
    keep_freed_memory()
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given).result()
