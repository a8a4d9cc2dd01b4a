"""Assets of the stage `ledger`: the statement of every claim and dossier on the business date."""

from collections.abc import Iterator

import dagster as dg

from assets.checks import check_result
from assets.day import settle
from assets.hub_resource import HubResource
from assets.partitions import BUSINESS_DATES
from assets.stage_controls import recount_ledger
from assets.stage_tables import day_specs, results

_FACTS = tuple(f"canonical.{name}" for name in ("debtors", "claims", "payments", "events"))
_SOURCES = {
    "costs": ("inbox.head", *_FACTS),
    "allocations": ("inbox.head", *_FACTS),
    "balances": ("inbox.head", *_FACTS, "ledger.costs", "ledger.allocations"),
    "dossiers": ("ledger.balances",),
    "gates": ("ledger.balances", "ledger.costs", "canonical.events"),
}


@dg.multi_asset(specs=day_specs("ledger", _SOURCES), partitions_def=BUSINESS_DATES)
def ledger(context: dg.AssetExecutionContext, hub: HubResource) -> Iterator[dg.MaterializeResult]:
    """Balances, costs and allocations, computed from facts, terms and law."""
    yield from results("ledger", settle(hub.hub, hub.order(context)))


@dg.asset_check(
    asset=["ledger", "dossiers"], blocking=True, description="Facts in = balances out, to the row and cent."
)
def ledger_balances(context: dg.AssetCheckExecutionContext, hub: HubResource) -> dg.AssetCheckResult:
    """Every claim has one balance, every payment is allocated, every dossier is the sum of its parts."""
    return check_result(recount_ledger(hub.hub, hub.order(context)))
