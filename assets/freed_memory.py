"""Memory that polars frees is kept for a while, because the next step of a day asks for as much again."""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "_RJEM_MALLOC_CONF"
"""Where the allocator inside polars (jemalloc) reads its settings, once, when polars is loaded."""

_TEN_SECONDS: Final = "dirty_decay_ms:10000,muzzy_decay_ms:10000"


def keep_freed_memory() -> None:
    """Nothing; polars, if it is not loaded yet, gives memory back to the system ten seconds after it was freed.

    By default it begins to do so at once, and then a quarter of the time of a statement goes into pages that were given
    back and are asked for again. What the operator has set stays.

    *Source*: jemalloc, `opt.dirty_decay_ms` and `opt.muzzy_decay_ms`.
    """
    os.environ.setdefault(VARIABLE, _TEN_SECONDS)
