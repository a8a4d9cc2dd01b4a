"""All of the hub for Dagster: assets by stage, checks, jobs, a sensor per partner and a schedule for the day."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import dagster as dg

from assets import canonical, decisions, inbox, ledger, outbox
from assets.command_line import DEFAULT_HOME
from assets.home import Home
from assets.hub import Hub
from assets.hub_resource import HubResource
from assets.sensors import day_schedule, partner_sensors

_INTAKE: Final = dg.AssetSelection.assets(canonical.booked, canonical.reports)
_DAY: Final = dg.AssetSelection.assets(
    inbox.head, ledger.ledger, decisions.decisions, outbox.selected, outbox.batches, outbox.dispatches, outbox.analytics
) | dg.AssetSelection.checks(
    canonical.received_is_accounted_for,
    canonical.nothing_was_refused,
    canonical.nothing_is_in_doubt,
    canonical.every_sender_is_answered,
)
# A run's own log is read in the UI; the terminal tells what went wrong.
_QUIET: Final = {"loggers": {"console": {"config": {"log_level": "WARNING"}}}}
_ASSETS: Final = (
    inbox.head,
    canonical.booked,
    canonical.reports,
    ledger.ledger,
    decisions.decisions,
    outbox.selected,
    outbox.batches,
    outbox.dispatches,
    outbox.analytics,
)
_CHECKS: Final = (
    inbox.facts_are_as_booked,
    inbox.log_is_accounted_for,
    canonical.received_is_accounted_for,
    canonical.nothing_was_refused,
    canonical.nothing_is_in_doubt,
    canonical.every_sender_is_answered,
    ledger.ledger_balances,
    decisions.decisions_balance,
    outbox.outbox_balances,
    outbox.files_balance,
)


def definitions_for(home: Path, hub: Hub | None = None) -> dg.Definitions:
    """The definitions of one home.

    Args:
        home: The home.
        hub: The open hub of that home that every run uses; by default each run opens its own.

    Returns:
        Assets, checks, the jobs `intake` and `day`, a sensor per partner, and the schedule of the day.
    """
    intake = dg.define_asset_job(
        "intake",
        _INTAKE,
        tags={"stage": "intake"},
        config=_QUIET,
        description="Books deliveries and answers their senders.",
        executor_def=dg.in_process_executor,
    )
    day = dg.define_asset_job(
        "day",
        _DAY,
        tags={"stage": "day"},
        config=_QUIET,
        description="Runs a business date, from its order to its files.",
        executor_def=dg.in_process_executor,
    )
    archive = inbox.archive.merge_attributes(metadata={"folder": dg.MetadataValue.path(Home(home).archive)})
    return dg.Definitions(
        assets=[archive, *_ASSETS],
        asset_checks=_CHECKS,
        jobs=[intake, day],
        sensors=partner_sensors(home, intake),
        schedules=[day_schedule(home, day)],
        resources={"hub": HubResource(home=str(home)) if hub is None else HubResource.of(hub)},
        executor=dg.in_process_executor,
    )


defs = definitions_for(Path(os.environ.get("INCASSOHUB_HOME", DEFAULT_HOME)))
