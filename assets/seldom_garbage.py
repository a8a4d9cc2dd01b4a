"""Python looks for garbage in cycles seldom: a command lives for minutes, and most of its objects as long as itself."""

from __future__ import annotations

import atexit
import gc

_YOUNG_OBJECTS = 200_000


def collect_seldom() -> None:
    """Nothing; cycles are looked for once in two hundred thousand new objects, and no more when the process ends.

    Dagster, SQLAlchemy and the others bring a million objects that all stay. To walk through them again and again takes
    a second of a small day, and one more when the process ends, where the system takes the memory back anyway.

    *Source*: Python documentation, `gc.set_threshold` and `gc.freeze`.
    """
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
    atexit.register(gc.freeze)
