"""Assets of the stage `inbox`: the archive, and the head of the log that a day starts from."""

from datetime import date

import dagster as dg

from assets.booking import BOOKED_TABLES, book_pending
from assets.checks import as_table, check_result
from assets.day_orders import is_own, order_day, unfinished_order
from assets.hub_resource import HubResource
from assets.intake import take_in
from assets.overview import answer
from assets.partitions import BUSINESS_DATES, add_intake
from assets.reporting import report_deliveries
from assets.stage_controls import recount_canonical, recount_deliveries

archive = dg.AssetSpec(
    ["inbox", "archive"],
    group_name="inbox",
    description="Every delivery's bytes by hash, and the log of deliveries: the only source of truth.",
    kinds={"file"},
)


@dg.asset(
    key=["inbox", "head"],
    partitions_def=BUSINESS_DATES,
    group_name="inbox",
    deps=[archive],
    kinds={"table"},
    description="The business date is ordered: what waits is taken in, and booked up to the order.",
)
def head(context: dg.AssetExecutionContext, hub: HubResource) -> dg.MaterializeResult:
    """The order of the business date, booked with everything that came before it."""
    business_date = date.fromisoformat(context.partition_key)
    if (order := unfinished_order(hub.hub.archive, business_date)) is None:
        for trouble in take_in(hub.hub, business_date).troubles:
            context.log.warning(str(trouble))
        order = order_day(hub.hub.archive, business_date)
    booked = book_pending(hub.hub, up_to=order.sequence_number)
    if recount_deliveries(hub.hub).is_empty():
        report_deliveries(hub.hub)
    log = hub.hub.archive.log()
    _announce(context, [one.delivery_id for one in log if one.delivery_id in booked and not is_own(one)])
    came = [one.delivery_id for one in log if one.known_at == business_date]
    received = as_table(answer(hub.hub.store, "deliveries", deliveries=came))
    return dg.MaterializeResult(metadata={"order": order.number, "delivery": order.delivery_id, "received": received})


@dg.asset_check(asset=head, blocking=True, description="The stored facts are the ones that were booked, row by row.")
def facts_are_as_booked(hub: HubResource) -> dg.AssetCheckResult:
    """No fact was lost, doubled or changed since it was booked."""
    return check_result(recount_canonical(hub.hub))


@dg.asset_check(asset=head, blocking=True, description="Every delivery in the log: received = accepted + refused + …")
def log_is_accounted_for(hub: HubResource) -> dg.AssetCheckResult:
    """Every record and cent of every delivery has an outcome; asked again before a day, whoever booked."""
    return check_result(recount_deliveries(hub.hub))


def _announce(context: dg.AssetExecutionContext, delivery_ids: list[str]) -> None:
    """Tells Dagster of the deliveries that the day itself booked: a partition like that of an intake."""
    if delivery_ids:
        intake = add_intake(context.instance, delivery_ids)
        for name in (*BOOKED_TABLES, "outbox.reports"):
            context.log_event(dg.AssetMaterialization(asset_key=name.split("."), partition=intake))
