"""Memory that polars frees is kept for a while, because the next step of a day asks for as much again."""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "_RJEM_MALLOC_CONF"
"""Where polars takes settings for its allocator (jemalloc), once, when it is loaded; it adds them to its own."""

_BY_POLARS: Final = "dirty_decay_ms:500,muzzy_decay_ms:1000"
"""What polars leaves in the variable where nobody set it, so what a child of such a process finds."""

_ONE_MINUTE: Final = "dirty_decay_ms:60000,muzzy_decay_ms:60000"


def keep_freed_memory() -> None:
    """Nothing; polars, in this process if not loaded yet, and in its children, keeps freed memory for a minute.

    By itself it gives memory back to the system after half a second, and then a quarter of the time of a statement goes
    into pages that were given back and are asked for again. What the operator has set stays.

    *Source*: jemalloc, `opt.dirty_decay_ms` and `opt.muzzy_decay_ms`.
    """
    if os.environ.get(VARIABLE, _BY_POLARS) == _BY_POLARS:
        os.environ[VARIABLE] = _ONE_MINUTE
