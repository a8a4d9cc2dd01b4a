"""A day from the command line: the same assets and jobs as in the UI, executed in this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from uuid import uuid4

import dagster as dg

from assets.day_orders import check_date, is_own, order_day, unfinished_orders
from assets.definitions import definitions_for
from assets.home import open_home
from assets.hub import Hub, open_hub
from assets.instance import open_instance
from assets.intake import take_in
from assets.partitions import add_business_date, add_intake
from assets.progress import working
from assets.reporting import unanswered
from assets.watched_run import run_watched
from warehouse.errors import TransportError
from warehouse.plural import plural

# Dagster's own log is for the UI; the command line tells its results in words.
_QUIET: Final = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_TAGS: Final = {"started_by": "command line"}


@dataclass
class DayResult:
    """What came of a day: deliveries that are new in the warehouse, checks that failed, and partners in trouble."""

    taken_in: list[str] = field(default_factory=list)
    failed_checks: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def run_day(home: Path, business_date: date) -> DayResult:
    """The day, run to its end: days that were broken off first, then what waits, then the day itself.

    Args:
        home: The home.
        business_date: Day to run.

    Returns:
        What was taken in, which checks failed, and which partner was away; a failed check released nothing.

    Raises:
        HubError: Of the step that could not go on.
    """
    result = DayResult()
    with open_instance(open_home(home)) as instance, open_hub(home) as hub:
        definitions = definitions_for(home, hub)
        hub.archive.recover()
        booked = hub.store.booked_sequence()
        for order in unfinished_orders(hub.archive.log()):
            _run_jobs(definitions, instance, hub, order.business_date, result)
            if result.failed_checks or result.troubles:
                break
        else:
            check_date(hub.archive, business_date)
            with working("taking in what waits"):
                result.troubles += [str(trouble) for trouble in take_in(hub, business_date).troubles]
            order_day(hub.archive, business_date)
            _run_jobs(definitions, instance, hub, business_date, result)
        # What an earlier run took in and did not book is news of this one.
        news = hub.archive.log(after=booked)
        result.taken_in = [manifest.delivery_id for manifest in news if not is_own(manifest)]
        # A day that does not balance answers nobody; then it is not the server that is away.
        away = unanswered(hub).rows() if not result.failed_checks else []
        result.troubles += [
            f"{partner}: {count} {plural(count, 'delivery has', 'deliveries have')} no answer yet, "
            "for its server is away. The next run tries again"
            for partner, count in away
        ]
    return result


def _run_jobs(
    definitions: dg.Definitions, instance: dg.DagsterInstance, hub: Hub, day: date, result: DayResult
) -> None:
    pending = [manifest.delivery_id for manifest in hub.archive.log(after=hub.store.booked_sequence())]
    add_business_date(instance, day)
    if pending:
        _execute(definitions, instance, "intake", result, add_intake(instance, pending))
    if not result.failed_checks:
        _execute(definitions, instance, "day", result, day.isoformat())


def _execute(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    job: str,
    result: DayResult,
    partition_key: str,
) -> None:
    run_id = str(uuid4())
    with run_watched(instance, run_id, job) as failed_checks:
        try:
            definitions.resolve_job_def(job).execute_in_process(
                instance=instance,
                run_id=run_id,
                partition_key=partition_key,
                tags=_TAGS,
                run_config=_QUIET,
            )
        except dg.DagsterError:
            # A blocking check that failed ends the run with such an error; any other is a bug and goes on.
            if not failed_checks:
                raise
        except TransportError as error:
            # The others have their files; the next run finishes this day.
            result.troubles.append(str(error))
    result.failed_checks += failed_checks
