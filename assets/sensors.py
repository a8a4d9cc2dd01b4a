"""A sensor per partner and a schedule for the day: files are taken in and days are run without anyone starting them."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from assets.day_orders import HUB
from assets.home import open_home
from assets.hub import open_hub
from assets.intake import take_in
from assets.partitions import add_business_date, add_deliveries
from mappings.partners import partner_ids

if TYPE_CHECKING:
    from dagster import UnresolvedAssetJobDefinition

_EVERY_SECONDS = 15


def partner_sensors(home: Path, intake: UnresolvedAssetJobDefinition) -> list[dg.SensorDefinition]:
    """A sensor per partner: it takes in what waits there, and asks for the booking of what is new in the log.

    Args:
        home: The home; where it does not exist yet, only the hub's own sensor is defined.
        intake: The job that books.
    """
    names = [*partner_ids(open_home(home).mapping_roots), HUB] if home.is_dir() else [HUB]
    return [
        dg.SensorDefinition(
            name=f"{re.sub(r'[^A-Za-z0-9_]', '_', name)}_files",
            evaluation_fn=partial(_look, home, name),
            job=intake,
            minimum_interval_seconds=_EVERY_SECONDS,
            default_status=dg.DefaultSensorStatus.RUNNING,
            description=f"Takes in the files that wait at {name}.",
        )
        for name in dict.fromkeys(names)
    ]


def _look(home: Path, name: str, context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    with open_hub(home) as hub:
        if name != HUB:
            take_in(hub, _today(), partner_id=name, wait=False)
        new = hub.archive.log(after=hub.store.booked_sequence())
    pending = [manifest.delivery_id for manifest in new]
    if not pending:
        return dg.SkipReason("nothing waits")
    add_deliveries(context.instance, pending)
    return dg.RunRequest(
        run_key=f"{pending[0]}..{pending[-1]}",
        tags={
            "dagster/asset_partition_range_start": pending[0],
            "dagster/asset_partition_range_end": pending[-1],
            "partner": name,
        },
    )


def day_schedule(home: Path, day: UnresolvedAssetJobDefinition) -> dg.ScheduleDefinition:
    """The schedule of the day: every morning at seven, Amsterdam time, when post and banks have delivered.

    Args:
        home: The home.
        day: The job that runs a business date.
    """

    def request(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        business_date = context.scheduled_execution_time.date()
        add_business_date(context.instance, business_date)
        return dg.RunRequest(run_key=business_date.isoformat(), partition_key=business_date.isoformat())

    return dg.ScheduleDefinition(
        name="day_at_seven",
        job=day,
        cron_schedule="0 7 * * *",
        execution_timezone="Europe/Amsterdam",
        execution_fn=request,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Runs today's business date.",
    )


def _today() -> date:
    return datetime.now().astimezone().date()
