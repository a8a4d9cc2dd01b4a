"""Controls counted again from what is stored: a row that was lost, doubled or changed since makes a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from assets.day import read_batch, read_day, read_known, read_leaving_day
from assets.manifest import LOG_ID_LENGTH
from assets.releases import read_shown
from assets.stage_tables import DAY_TABLES
from pipelines.canonical.count_delivery import AMOUNTS, count_findings, count_records, count_tables
from pipelines.controls import deviations, imbalances, repeats
from pipelines.decisions.count_decisions import count_checks, count_decisions, count_parties, count_work_items
from pipelines.ledger.count_ledger import count_ledger
from pipelines.outbox.count_outbox import count_outbox
from pipelines.outbox.leave_out_claims import leave_out_claims

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assets.day_orders import Order
    from assets.hub import Hub


def recount_canonical(hub: Hub) -> pl.DataFrame:
    """Deliveries whose stored facts are not the ones that were booked; empty when all is well."""
    posted = hub.store.read(
        "inbox.controls", where="stage = 'canonical' AND outcome = 'booked' AND control <> 'findings'"
    )
    with hub.store.steady():
        stored = {name: hub.store.read(f"canonical.{name}") for name in AMOUNTS}
    return _joined(deviations(posted, count_tables(stored)), _repeats("canonical", stored))


def recount_deliveries(hub: Hub) -> pl.DataFrame:
    """Deliveries that were lost, or of which a record or finding has no outcome, or more than one."""
    posted = hub.store.read(
        "inbox.controls", where="stage = 'canonical' AND control IN ('records', 'booked', 'findings')"
    )
    deliveries, findings = hub.store.read("inbox.deliveries"), hub.store.read("inbox.findings")
    counted = pl.concat([count_records(deliveries), count_findings(findings)])
    waiting = hub.store.read("inbox.waiting")
    stored = {"deliveries": deliveries, "findings": findings, "waiting": waiting}
    changed = deviations(posted.filter(pl.col("control") != "booked"), counted)
    held = _held_otherwise(deliveries, waiting)
    return _joined(_not_in_both(hub, deliveries), changed, held, _repeats("inbox", stored), imbalances(posted))


def refusals(hub: Hub) -> pl.DataFrame:
    """Findings that refused a record or a file, by delivery and code."""
    return hub.store.sql(
        "SELECT delivery_id, code, count(*) AS findings, any_value(message) AS example FROM inbox.findings "
        "WHERE outcome = 'refused' GROUP BY ALL ORDER BY ALL"
    )


def recount_ledger(hub: Hub, order: Order) -> pl.DataFrame:
    """Where the ledger of the date is not what went in, or not what was posted."""
    names = ("balances", "dossiers", "costs", "allocations", "gates")
    day = read_day(hub, order, *(f"ledger.{name}" for name in names))
    facts = read_known(hub, order, "canonical.claims", "canonical.payments")
    counted = count_ledger(facts | day, business_date=order.business_date)
    return _differences(hub, "ledger", order.run_key, counted, day)


def recount_decisions(hub: Hub, order: Order) -> pl.DataFrame:
    """Where decisions are not one profile and one action per dossier, or not what was posted."""
    day = read_day(hub, order, *(f"decisions.{name}" for name in DAY_TABLES["decisions"]))
    dossiers = read_day(hub, order, "ledger.dossiers")["dossiers"]
    counted = [
        count_decisions(dossiers, day["profiles"], day["actions"], business_date=order.business_date),
        count_checks(day["arrangement_checks"], business_date=order.business_date),
        count_parties(day["parties"], business_date=order.business_date),
        count_work_items(day["work_items"], business_date=order.business_date),
    ]
    return _differences(hub, "decisions", order.run_key, pl.concat(counted), day)


def recount_outbox(hub: Hub, order: Order) -> pl.DataFrame:
    """Where messages, transfers and lines are not the actions to send, questions the items, or all not as posted."""
    day = leave_out_claims(read_leaving_day(hub, order, "decisions.actions", "decisions.left_out", "ledger.balances"))
    items = read_day(hub, order, "decisions.work_items")
    names = ("messages", "transfers", "lines", "questions", "releases")
    left = read_batch(hub, order, *(f"outbox.{name}" for name in names))
    shown = read_shown(hub, left["releases"].filter(state="released")["waiting_batch_id"])
    counted = count_outbox(day | items | shown, left, run_key=order.batch_key)
    return _differences(hub, "outbox", order.batch_key, counted, left)


def all_differences(hub: Hub) -> pl.DataFrame:
    """Every posted control that does not balance."""
    return imbalances(hub.store.read("inbox.controls"))


RECOUNTS: Final[dict[str, Callable[[Hub, Order], pl.DataFrame]]] = {
    "ledger": recount_ledger,
    "decisions": recount_decisions,
    "outbox": recount_outbox,
}
"""The recount of each stage of a day."""


def _not_in_both(hub: Hub, deliveries: pl.DataFrame) -> pl.DataFrame:
    """Deliveries of the log that were booked and are not in the table, and those of the table that no log knows."""
    booked = hub.store.booked_sequence()
    entered = [m.delivery_id for m in hub.archive.log() if m.sequence_number <= booked]
    log = pl.DataFrame({"delivery_id": entered}, schema={"delivery_id": pl.String})
    in_table = deliveries.select("delivery_id", log_id=pl.col("delivery_id").str.head(LOG_ID_LENGTH))
    lost = log.join(in_table, left_on="delivery_id", right_on="log_id", how="anti")
    lost = lost.with_columns(fault=pl.lit("in the log, not booked"))
    alien = in_table.join(log, left_on="log_id", right_on="delivery_id", how="anti").select("delivery_id")
    return pl.concat([lost, alien.with_columns(fault=pl.lit("booked, not in the log"))])


def _held_otherwise(deliveries: pl.DataFrame, waiting: pl.DataFrame) -> pl.DataFrame:
    """Deliveries of which not as many records are held, or not the same cents, as began to wait."""
    held = waiting.group_by("delivery_id").agg(
        rows_held=pl.len().cast(pl.Int64), cents_held=pl.col("amount_cents").sum()
    )
    told = deliveries.select("delivery_id", "rows_waiting", "cents_waiting")
    met = told.join(held, on="delivery_id", how="full", coalesce=True).with_columns(
        pl.exclude("delivery_id").fill_null(0)
    )
    differs = (pl.col("rows_waiting") != pl.col("rows_held")) | (pl.col("cents_waiting") != pl.col("cents_held"))
    return met.filter(differs)


def _differences(
    hub: Hub, stage: str, run_key: str, counted: pl.DataFrame, stored: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    posted = hub.store.read("inbox.controls", where="stage = ? AND run_key = ?", parameters=[stage, run_key])
    changed = _joined(deviations(posted, counted), _repeats(stage, stored))
    return changed if not changed.is_empty() else imbalances(counted)


def _repeats(stage: str, stored: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([repeats(f"{stage}.{name}", rows) for name, rows in stored.items()])


def _joined(*differences: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(differences, how="diagonal")
