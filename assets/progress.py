"""Progress of work on the terminal: how long it lasts, and what was done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

_SHOWN_FROM_SECONDS: Final = 1.0


@contextmanager
def working(title: str, *, keep: bool = False) -> Iterator[Callable[[str], None]]:
    """A way to tell what work is at; on a terminal it turns with its elapsed time, and a long one leaves a line.

    Args:
        title: What is done, for the reader.
        keep: Whether each part that is told leaves a line.

    Yields:
        What is called with each part of the work.
    """
    started = time.monotonic()
    with spinner() as progress:
        task = progress.add_task(title)

        def tell(part: str) -> None:
            progress.update(task, description=f"{title}: {part}")
            if keep:
                _print(progress, part)

        yield tell
        print_long(progress, title, time.monotonic() - started)


def spinner() -> Progress:
    """A line that turns with its elapsed time; nothing where nobody looks."""
    console = Console(stderr=True, highlight=False)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def print_long(progress: Progress, name: str, seconds: float) -> None:
    """Nothing; work of more than a second leaves a line.

    Args:
        progress: Where it turned.
        name: What was done.
        seconds: How long it took.
    """
    if seconds >= _SHOWN_FROM_SECONDS:
        _print(progress, f"{name} took {seconds:.1f} s")


def _print(progress: Progress, line: str) -> None:
    progress.console.print(f"  {line}", markup=False, soft_wrap=True)
