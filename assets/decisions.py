"""Assets of the stage `decisions`: a profile and a next step for every dossier, and what a person must look at."""

from collections.abc import Iterator

import dagster as dg

from assets.checks import check_result
from assets.day import decide
from assets.hub_resource import HubResource
from assets.partitions import BUSINESS_DATES
from assets.stage_controls import recount_decisions
from assets.stage_tables import day_specs, results

_SOURCES = {
    "profiles": ("ledger.balances", "ledger.dossiers", "canonical.debtors", "canonical.claims", "canonical.events"),
    "arrangement_checks": (
        *("ledger.dossiers", "ledger.balances", "canonical.payments", "canonical.events"),
        *("canonical.arrangements", "canonical.instalments", "canonical.operator_decisions"),
    ),
    "holds": (
        *("ledger.dossiers", "ledger.gates", "canonical.debtors", "canonical.events", "canonical.list_entries"),
        *("canonical.operator_decisions", "decisions.parties", "decisions.arrangement_checks"),
    ),
    "actions": (
        *("decisions.profiles", "decisions.holds", "decisions.arrangement_checks"),
        *("ledger.dossiers", "ledger.costs", "canonical.events", "canonical.roles"),
    ),
    "left_out": ("decisions.holds", "ledger.balances", "canonical.events"),
    "parties": ("canonical.debtors", "canonical.operator_decisions"),
    "work_items": (
        *("decisions.actions", "decisions.arrangement_checks", "decisions.parties"),
        *("decisions.holds", "ledger.gates", "ledger.balances", "ledger.costs"),
        *("canonical.payments", "canonical.debtors", "canonical.events", "canonical.list_entries"),
        *("inbox.findings", "inbox.waiting", "inbox.deliveries", "canonical.operator_decisions"),
    ),
}


@dg.multi_asset(specs=day_specs("decisions", _SOURCES), partitions_def=BUSINESS_DATES)
def decisions(context: dg.AssetExecutionContext, hub: HubResource) -> Iterator[dg.MaterializeResult]:
    """Profiles by rule with the reason kept, one action per dossier, and the work items of the day."""
    yield from results("decisions", decide(hub.hub, hub.order(context)))


@dg.asset_check(asset=["decisions", "actions"], blocking=True, description="Dossiers in = actions out, to the cent.")
def decisions_balance(context: dg.AssetCheckExecutionContext, hub: HubResource) -> dg.AssetCheckResult:
    """Every dossier has one profile and one action: due = sent + held + waiting + below threshold + a person's."""
    return check_result(recount_decisions(hub.hub, hub.order(context)))
