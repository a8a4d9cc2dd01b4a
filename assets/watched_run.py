"""Progress of a Dagster run on the terminal: the step that runs, how long it lasts, and the checks that fail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dagster import AssetCheckEvaluation, AssetCheckSeverity, DagsterEventType

from assets.progress import print_long, spinner

if TYPE_CHECKING:
    from dagster import DagsterInstance, EventLogEntry


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
    with spinner() as progress:
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
                print_long(progress, name, time.monotonic() - started.pop(name))

        instance.add_event_listener(run_id, seen)
        yield failed


def _failure(evaluation: AssetCheckEvaluation) -> list[str]:
    if evaluation.passed or evaluation.severity != AssetCheckSeverity.ERROR:
        return []
    differences = evaluation.metadata["differences"].value if "differences" in evaluation.metadata else 1
    return [f"{evaluation.asset_key.to_user_string()}: {evaluation.check_name} ({differences} differ)"]
