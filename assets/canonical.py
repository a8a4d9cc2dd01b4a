"""Assets of the stage `canonical`: deliveries become facts. One transaction books all tables of a delivery."""

from collections.abc import Iterator

import dagster as dg

from assets.booking import BOOKED_TABLES, book_pending, booked_metadata
from assets.delivery_checks import accounted_for, answered, doubtful, refused
from assets.hub_resource import HubResource
from assets.partitions import INTAKES, ends_of_intake
from assets.reporting import report_deliveries
from assets.stage_tables import in_euros, table_spec

DELIVERIES_KEY = dg.AssetKey(["inbox", "deliveries"])
FINDINGS_KEY = dg.AssetKey(["inbox", "findings"])
REPORTS_KEY = dg.AssetKey(["outbox", "reports"])
# A day books deliveries too: its checks come after that.
_DAY_HEAD = [dg.AssetKey(["inbox", "head"])]


def _spec(name: str) -> dg.AssetSpec:
    source = "inbox.archive" if name == "inbox.deliveries" else "inbox.deliveries"
    return table_spec(name, sources=[source], partitions=INTAKES)


@dg.multi_asset(specs=[_spec(name) for name in BOOKED_TABLES], partitions_def=INTAKES)
def booked(context: dg.AssetExecutionContext, hub: HubResource) -> Iterator[dg.MaterializeResult]:
    """Deliveries read through their mappings, checked, and booked in the order of the log."""
    book_pending(hub.hub)
    metadata = booked_metadata(hub.hub, ends_of_intake(context.partition_key))
    for name in BOOKED_TABLES:
        yield dg.MaterializeResult(asset_key=name.split("."), metadata=in_euros(metadata[name]))


@dg.asset(
    key=REPORTS_KEY,
    group_name="outbox",
    partitions_def=INTAKES,
    deps=[DELIVERIES_KEY, FINDINGS_KEY],
    kinds={"excel", "json"},
    description="A receipt for each delivery of a creditor or bailiff, and a workbook of its findings.",
)
def reports(hub: HubResource) -> dg.MaterializeResult:
    """Receipts and findings workbooks of all deliveries that have none yet."""
    outbox = dg.MetadataValue.path(hub.hub.home.outbox)
    return dg.MaterializeResult(metadata={"files": report_deliveries(hub.hub), "outbox": outbox})


@dg.asset_check(
    asset=DELIVERIES_KEY,
    additional_deps=_DAY_HEAD,
    blocking=True,
    description="Received = accepted + refused + duplicate + waiting.",
)
def received_is_accounted_for(hub: HubResource) -> dg.AssetCheckResult:
    """Every record and cent of every delivery has an outcome."""
    return accounted_for(hub.hub)


@dg.asset_check(
    asset=FINDINGS_KEY, additional_deps=_DAY_HEAD, description="Records that were refused: the senders were told."
)
def nothing_was_refused(hub: HubResource) -> dg.AssetCheckResult:
    """A warning with the refusals by code; it stops nothing."""
    return refused(hub.hub)


@dg.asset_check(
    asset=FINDINGS_KEY,
    additional_deps=_DAY_HEAD,
    description="Records that were booked with a doubt: someone should look at them.",
)
def nothing_is_in_doubt(hub: HubResource) -> dg.AssetCheckResult:
    """A warning with the doubts by partner and code; it stops nothing."""
    return doubtful(hub.hub)


@dg.asset_check(
    asset=REPORTS_KEY, additional_deps=_DAY_HEAD, description="Every sender has his receipts; else his server was away."
)
def every_sender_is_answered(hub: HubResource) -> dg.AssetCheckResult:
    """A warning with the senders who still wait; the next run tries again."""
    return answered(hub.hub)
