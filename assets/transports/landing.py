"""The folder where files of a partner land: which of them are whole, and may be taken in."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from assets.settings import IntakeSettings

_PATIENCE_SECONDS: Final = 60
_PAUSE_SECONDS: Final = 1
_OWN_TEMPORARY: Final = re.compile(r"\.[0-9a-f]{16}\.part")


class _Seen(NamedTuple):
    size_bytes: int
    changed_ns: int
    first_seen_at: float


@dataclass(frozen=True)
class Look:
    """What lies in a landing folder, by name: files that may be taken, that may still grow, and what is no file."""

    ready: list[Path] = field(default_factory=list)
    growing: list[Path] = field(default_factory=list)
    odd: list[Path] = field(default_factory=list)


class Landing:
    """A landing folder that is looked at now and then.

    A file is whole when nothing was written to it for the settle time, by its own time of change or, where that time
    cannot be trusted (a clock ahead of ours), by two looks that far apart.

    Args:
        folder: The folder; it may be absent.
        intake: How long a file settles, and which names are temporary.
        clock: Seconds since 1970.
        sleep: Waits for a number of seconds.
    """

    def __init__(
        self,
        folder: Path,
        intake: IntakeSettings,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._intake = intake
        self._clock = clock
        self._sleep = sleep
        self._seen: dict[str, _Seen] = {}

    def look(self) -> Look:
        """What lies there now."""
        now, look, seen = self._clock(), Look(), {}
        for name, status in self._list():
            path = self._folder / name
            if not stat.S_ISREG(status.st_mode):
                look.odd.append(path)
                continue
            seen[name] = self._compare(name, status, now)
            settled_at = min(status.st_mtime, seen[name].first_seen_at) + self._intake.settle_seconds
            (look.ready if settled_at <= now else look.growing).append(path)
        self._seen = seen
        return look

    def wait(self) -> Look:
        """What lies there when all has settled, or when patience is at its end."""
        until = self._clock() + self._intake.settle_seconds + _PATIENCE_SECONDS
        look = self.look()
        while look.growing and self._clock() < until:
            self._sleep(_PAUSE_SECONDS)
            look = self.look()
        return look

    def _list(self) -> list[tuple[str, os.stat_result]]:
        if not self._folder.is_dir():
            return []
        found = []
        for name in sorted(os.listdir(self._folder), key=os.fsencode):
            if is_temporary(name, self._intake):
                continue
            try:
                found.append((name, (self._folder / name).lstat()))
            except FileNotFoundError:
                continue  # Another run took it in the meantime.
        return found

    def _compare(self, name: str, status: os.stat_result, now: float) -> _Seen:
        earlier = self._seen.get(name)
        if earlier and (earlier.size_bytes, earlier.changed_ns) == (status.st_size, status.st_mtime_ns):
            return earlier
        return _Seen(status.st_size, status.st_mtime_ns, now)


def is_temporary(name: str, intake: IntakeSettings) -> bool:
    """Whether a file of this name is being written, whoever writes it.

    Args:
        name: Name of the file.
        intake: The patterns that are set; upper and lower case are the same.
    """
    patterns = (pattern.lower() for pattern in intake.temporary_patterns)
    return bool(_OWN_TEMPORARY.fullmatch(name)) or any(fnmatchcase(name.lower(), pattern) for pattern in patterns)
