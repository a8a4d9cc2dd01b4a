"""All of the hub for Dagster: assets by stage, checks, jobs, a sensor per partner and a schedule for the day."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import dagster as dg

from assets import canonical, decisions, inbox, ledger, outbox
from assets.command_line import DEFAULT_HOME
from assets.hub_resource import HubResource
from assets.sensors import day_schedule, partner_sensors

_INTAKE: Final = dg.AssetSelection.assets(canonical.booked, canonical.reports)
_DAY: Final = dg.AssetSelection.assets(
    inbox.head, ledger.ledger, decisions.decisions, outbox.selected, outbox.batches, outbox.dispatches, outbox.analytics
)


def definitions_for(home: Path) -> dg.Definitions:
    """The definitions of one home.

    Args:
        home: The home.

    Returns:
        Assets, checks, the jobs `intake` and `day`, a sensor per partner, and the schedule of the day.
    """
    intake = dg.define_asset_job(
        "intake",
        _INTAKE,
        description="Books deliveries and answers their senders.",
        executor_def=dg.in_process_executor,
    )
    day = dg.define_asset_job(
        "day",
        _DAY,
        description="Runs a business date, from its order to its files.",
        executor_def=dg.in_process_executor,
    )
    return dg.Definitions(
        assets=[
            inbox.archive, inbox.head, canonical.booked, canonical.reports, ledger.ledger, decisions.decisions,
            outbox.selected, outbox.batches, outbox.dispatches, outbox.analytics,
        ],
        asset_checks=[
            inbox.facts_are_as_booked, canonical.received_is_accounted_for, canonical.nothing_was_refused,
            ledger.ledger_balances, decisions.decisions_balance, outbox.outbox_balances, outbox.files_balance,
        ],
        jobs=[intake, day],
        sensors=partner_sensors(home, intake),
        schedules=[day_schedule(home, day)],
        resources={"hub": HubResource(home=str(home))},
        executor=dg.in_process_executor,
    )  # fmt: skip


defs = definitions_for(Path(os.environ.get("INCASSOHUB_HOME", DEFAULT_HOME)))
