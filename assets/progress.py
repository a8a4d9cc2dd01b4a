"""Progress of a run on the terminal: the step that runs, how long it lasts, and what was done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from dagster import AssetCheckEvaluation, AssetCheckSeverity, DagsterEventType
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from dagster import DagsterInstance, EventLogEntry

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
    with _spinner() as progress:
        task = progress.add_task(title)

        def tell(part: str) -> None:
            progress.update(task, description=f"{title}: {part}")
            if keep:
                _print(progress, part)

        yield tell
        _print_long(progress, title, time.monotonic() - started)


@contextmanager
def run_watched(instance: DagsterInstance, run_id: str, title: str) -> Iterator[list[str]]:
    """The checks that fail in a run, and its steps on the terminal; a step of more than a second leaves a line.

    On a terminal the running step turns with its elapsed time; elsewhere only the lines are written.

    Args:
        instance: The instance that the run is logged in.
        run_id: The run, before it starts.
        title: What the run does, for the reader.

    Yields:
        A list that grows by every check that fails: asset, check, and number of differences.
    """
    started: dict[str, float] = {}
    failed: list[str] = []
    with _spinner() as progress:
        task = progress.add_task(title)

        def seen(entry: EventLogEntry) -> None:
            event = entry.dagster_event
            if event is None or event.step_key is None:
                return
            if event.event_type == DagsterEventType.ASSET_CHECK_EVALUATION:
                failed.extend(_failure(event.asset_check_evaluation_data))
            name = f"{title}: {event.step_key.replace('__', '/')}"
            if event.is_step_start:
                started[name] = time.monotonic()
                progress.reset(task, description=name)
            elif (event.is_step_success or event.is_step_failure) and name in started:
                _print_long(progress, name, time.monotonic() - started.pop(name))

        instance.add_event_listener(run_id, seen)
        yield failed


def _spinner() -> Progress:
    console = Console(stderr=True, highlight=False)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _print_long(progress: Progress, name: str, seconds: float) -> None:
    if seconds >= _SHOWN_FROM_SECONDS:
        _print(progress, f"{name} took {seconds:.1f} s")


def _print(progress: Progress, line: str) -> None:
    progress.console.print(f"  {line}", markup=False, soft_wrap=True)


def _failure(evaluation: AssetCheckEvaluation) -> list[str]:
    if evaluation.passed or evaluation.severity != AssetCheckSeverity.ERROR:
        return []
    differences = evaluation.metadata["differences"].value if "differences" in evaluation.metadata else 1
    return [f"{evaluation.asset_key.to_user_string()}: {evaluation.check_name} ({differences} differ)"]
