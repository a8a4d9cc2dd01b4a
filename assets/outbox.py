"""Assets of the stage `outbox`: what leaves is selected and frozen, written, checked, delivered, and receipted."""

from collections.abc import Iterator

import dagster as dg

from assets.booking import book_pending
from assets.checks import as_table, check_result
from assets.day import compose
from assets.dispatch import dispatch, recount_files, write_batches
from assets.hub_resource import HubResource
from assets.partitions import BUSINESS_DATES
from assets.publish import publish
from assets.stage_controls import recount_outbox
from assets.stage_tables import day_specs, results, summary

_STATEMENT = tuple(f"ledger.{name}" for name in ("dossiers", "balances", "costs"))
_FACTS = tuple(f"canonical.{name}" for name in ("debtors", "claims", "payments", "events"))
_FROZEN = ("decisions.actions", "decisions.left_out", *_STATEMENT, *_FACTS)
_SOURCES = {
    "messages": _FROZEN,
    "transfers": _FROZEN,
    "lines": ("outbox.messages", "outbox.transfers"),
    "releases": ("outbox.messages", "outbox.transfers", "canonical.operator_decisions", "inbox.deliveries"),
    "questions": ("decisions.work_items", "outbox.releases"),
}
_SELECTED = [dg.AssetKey(["outbox", name]) for name in _SOURCES]


@dg.multi_asset(specs=day_specs("outbox", _SOURCES), partitions_def=BUSINESS_DATES)
def selected(context: dg.AssetExecutionContext, hub: HubResource) -> Iterator[dg.MaterializeResult]:
    """Messages and transfers that are due, with everything they say frozen, their interest lines, and questions."""
    yield from results("outbox", compose(hub.hub, hub.order(context)))


@dg.asset_check(asset=["outbox", "messages"], blocking=True, description="Actions to send = messages and transfers.")
def outbox_balances(context: dg.AssetCheckExecutionContext, hub: HubResource) -> dg.AssetCheckResult:
    """Every action to send is one message or transfer, for the same cents; its lines add up to its interest."""
    return check_result(recount_outbox(hub.hub, hub.order(context)))


@dg.asset(
    key=["outbox", "batches"],
    group_name="outbox",
    partitions_def=BUSINESS_DATES,
    deps=_SELECTED,
    kinds={"pdf", "xml", "email", "excel"},
    description="One file per batch, with control totals; written, not yet delivered.",
)
def batches(context: dg.AssetExecutionContext, hub: HubResource) -> dg.MaterializeResult:
    """Letters, e-mails, bailiff files and workbooks of work items, made from the frozen rows alone."""
    made = write_batches(hub.hub, hub.order(context))
    shown = made.select("partner_id", "kind", "row_count", "amount_cents", "file_name")
    return dg.MaterializeResult(metadata={**summary(made), "files": as_table(shown)})


@dg.asset_check(asset=batches, blocking=True, description="Files read back = messages and transfers.")
def files_balance(context: dg.AssetCheckExecutionContext, hub: HubResource) -> dg.AssetCheckResult:
    """Each file, read back from disk, holds the rows and cents that were selected."""
    return check_result(recount_files(hub.hub, hub.order(context)))


@dg.asset(
    key=["outbox", "dispatches"],
    group_name="outbox",
    partitions_def=BUSINESS_DATES,
    deps=[batches],
    kinds={"sftp"},
    description="Batches delivered to their partners; the dispatch receipt comes back in as a delivery.",
)
def dispatches(context: dg.AssetExecutionContext, hub: HubResource) -> dg.MaterializeResult:
    """The day's files at their partners, and the receipt that says so, booked."""
    receipt = dispatch(hub.hub, hub.order(context))
    book_pending(hub.hub)
    outbox = dg.MetadataValue.path(hub.hub.home.outbox)
    return dg.MaterializeResult(metadata={"receipt": receipt.delivery_id, "outbox": outbox})


@dg.asset(
    key=["marts", "analytics"],
    group_name="marts",
    partitions_def=BUSINESS_DATES,
    deps=[dispatches],
    kinds={"duckdb"},
    description="analytics.duckdb: all tables and the views for analysts, published by atomic rename.",
)
def analytics(hub: HubResource) -> dg.MaterializeResult:
    """The file that analysts open, as of this day's end."""
    return dg.MaterializeResult(metadata={"file": dg.MetadataValue.path(publish(hub.hub))})
