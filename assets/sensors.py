"""A sensor per partner and a schedule for the day: files are taken in and days are run without anyone starting them."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import dagster as dg

from assets.day_orders import HUB, unfinished_orders
from assets.home import Home
from assets.hub import open_desk, open_hub
from assets.intake import take_in
from assets.partitions import add_business_date, add_intake
from mappings.partners import partner_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dagster import UnresolvedAssetJobDefinition

_PARTNER_SECONDS: Final = 15
_LOG_SECONDS: Final = 30
_UNDER_WAY: Final = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]

Tick = dg.RunRequest | dg.SkipReason


def partner_sensors(home: Path, intake: UnresolvedAssetJobDefinition) -> list[dg.SensorDefinition]:
    """A sensor per partner that takes in what waits there, and the hub's own that watches over the log.

    Args:
        home: The home; only names of folders are read, so that a faulty mapping or no home at all hides nothing else.
        intake: The job that books.
    """
    partners = [*partner_ids(Home(home.absolute()).mapping_roots), HUB] if home.is_dir() else []
    sensors = [
        _sensor(name, partial(_look, home, partner), intake, _PARTNER_SECONDS, f"Takes in the files of {partner}.")
        for name, partner in _sensor_names(partners).items()
    ]
    told = "Books what stands in the log of deliveries and was not booked yet, for instance when a run was broken off."
    return [*sensors, _sensor("hub_log", partial(_look_at_log, home), intake, _LOG_SECONDS, told)]


def _sensor(
    name: str,
    look: Callable[[dg.SensorEvaluationContext], Tick],
    intake: UnresolvedAssetJobDefinition,
    seconds: int,
    description: str,
) -> dg.SensorDefinition:
    return dg.SensorDefinition(
        name=name,
        evaluation_fn=look,
        job=intake,
        minimum_interval_seconds=seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=description,
    )


def _sensor_names(partners: list[str]) -> dict[str, str]:
    """Partners by the name of their sensor, which has letters, digits and underscores only."""
    named: dict[str, str] = {}
    for partner in partners:
        name = stem = f"{re.sub(r'[^A-Za-z0-9_]', '_', partner)}_files"
        while name in named:
            name = f"{stem}_{len(named)}"
        named[name] = partner
    return named


def _look(home: Path, partner: str, context: dg.SensorEvaluationContext) -> Tick:
    # Databases are asked once a day, by the day itself: a look is taken every few seconds.
    taken = take_in(open_desk(home), _today(), partner_id=partner, wait=False, databases=False)
    if taken.troubles:
        # The tick is red in the UI. What was taken in all the same stands in the log, and the hub's own sensor sees it.
        raise taken.troubles[0]
    if not taken.manifests:
        return dg.SkipReason("Nothing waits.")
    return _booking_of(context, [manifest.delivery_id for manifest in taken.manifests], partner)


def _look_at_log(home: Path, context: dg.SensorEvaluationContext) -> Tick:
    under_way = dg.RunsFilter(job_name="intake", statuses=_UNDER_WAY)
    if context.instance.get_runs_count(under_way):
        return dg.SkipReason("Deliveries are being booked.")
    with open_hub(home) as hub:
        hub.archive.recover()
        pending = [manifest.delivery_id for manifest in hub.archive.log(after=hub.store.booked_sequence())]
    return _booking_of(context, pending, HUB) if pending else dg.SkipReason("Everything in the log is booked.")


def _booking_of(context: dg.SensorEvaluationContext, delivery_ids: list[str], partner: str) -> dg.RunRequest:
    intake = add_intake(context.instance, delivery_ids)
    return dg.RunRequest(run_key=intake, partition_key=intake, tags={"partner": partner})


def day_schedule(home: Path, day: UnresolvedAssetJobDefinition) -> dg.ScheduleDefinition:
    """The schedule of the day: every morning at seven, Amsterdam time, when post and banks have delivered.

    Args:
        home: The home.
        day: The job that runs a business date.
    """

    def request(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
        today = context.scheduled_execution_time.date()
        broken_off = [order.business_date for order in unfinished_orders(open_desk(home).archive.log())]
        dates = dict.fromkeys([*broken_off, today])
        for business_date in dates:
            add_business_date(context.instance, business_date)
            key = business_date.isoformat()
            yield dg.RunRequest(run_key=f"{today}: {key}", partition_key=key)

    return dg.ScheduleDefinition(
        name="day_at_seven",
        job=day,
        cron_schedule="0 7 * * *",
        execution_timezone="Europe/Amsterdam",
        execution_fn=request,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Runs today's business date; days that were broken off are finished first.",
    )


def _today() -> date:
    return datetime.now().astimezone().date()
