"""Controls counted again from what is stored: a row that was lost, doubled or changed since makes a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from assets.day import read_batch, read_day, read_known
from pipelines.canonical.count_delivery import AMOUNTS, count_records, count_tables
from pipelines.controls import deviations, imbalances
from pipelines.decisions.count_decisions import count_decisions
from pipelines.ledger.count_ledger import count_ledger
from pipelines.outbox.count_outbox import count_outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from assets.day_orders import Order
    from assets.hub import Hub


def recount_canonical(hub: Hub) -> pl.DataFrame:
    """Deliveries whose stored facts are not the ones that were booked; empty when all is well."""
    posted = hub.store.read("inbox.controls", where="stage = 'canonical' AND side = 'out' AND outcome = 'booked'")
    stored = {name: hub.store.read(f"canonical.{name}") for name in AMOUNTS}
    return deviations(posted, count_tables(stored))


def recount_deliveries(hub: Hub) -> pl.DataFrame:
    """Deliveries of which a record has no outcome, or more than one; empty when all is well."""
    posted = hub.store.read("inbox.controls", where="stage = 'canonical' AND control = 'records'")
    changed = deviations(posted, count_records(hub.store.read("inbox.deliveries")))
    return changed if not changed.is_empty() else imbalances(posted)


def refusals(hub: Hub) -> pl.DataFrame:
    """Findings that refused a record or a file, by delivery and code."""
    return hub.store.sql(
        "SELECT delivery_id, code, count(*) AS findings, any_value(message) AS example FROM inbox.findings "
        "WHERE outcome = 'refused' GROUP BY ALL ORDER BY ALL"
    )


def recount_ledger(hub: Hub, order: Order) -> pl.DataFrame:
    """Where the ledger of the date is not what went in, or not what was posted."""
    tables = read_known(hub, order, "canonical.claims", "canonical.payments") | read_day(
        hub, order, "ledger.balances", "ledger.dossiers", "ledger.lines", "ledger.costs", "ledger.allocations"
    )
    return _differences(hub, "ledger", order.run_key, count_ledger(tables, business_date=order.business_date))


def recount_decisions(hub: Hub, order: Order) -> pl.DataFrame:
    """Where decisions are not one profile and one action per dossier, or not what was posted."""
    day = read_day(hub, order, "ledger.dossiers", "decisions.profiles", "decisions.actions")
    counted = count_decisions(day["dossiers"], day["profiles"], day["actions"], business_date=order.business_date)
    return _differences(hub, "decisions", order.run_key, counted)


def recount_outbox(hub: Hub, order: Order) -> pl.DataFrame:
    """Where messages and transfers are not the actions to send, or not what was posted."""
    actions = read_day(hub, order, "decisions.actions")["actions"]
    left = read_batch(hub, order, "outbox.messages", "outbox.transfers")
    counted = count_outbox(actions, left["messages"], left["transfers"], run_key=order.batch_key)
    return _differences(hub, "outbox", order.batch_key, counted)


def all_differences(hub: Hub) -> pl.DataFrame:
    """Every posted control that does not balance."""
    return imbalances(hub.store.read("inbox.controls"))


RECOUNTS: Final[dict[str, Callable[[Hub, Order], pl.DataFrame]]] = {
    "ledger": recount_ledger,
    "decisions": recount_decisions,
    "outbox": recount_outbox,
}
"""The recount of each stage of a day."""


def _differences(hub: Hub, stage: str, run_key: str, counted: pl.DataFrame) -> pl.DataFrame:
    posted = hub.store.read("inbox.controls", where="stage = ? AND run_key = ?", parameters=[stage, run_key])
    changed = deviations(posted, counted)
    return changed if not changed.is_empty() else imbalances(counted)
