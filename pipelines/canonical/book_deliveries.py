"""Deliveries as facts: read through their mappings, checked, compared with the stock, and booked in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import polars as pl

from mappings.partners import Creditor
from mappings.plan_rules import template_forms
from pipelines.canonical.book_decisions import book_decisions
from pipelines.canonical.book_facts import Batch, book_facts
from pipelines.canonical.book_later_facts import RELEASED, BookedBatch
from pipelines.canonical.book_list import book_list
from pipelines.canonical.book_snapshot import book_snapshot
from pipelines.canonical.check_shape import FileFault, check_shape
from pipelines.canonical.check_totals import check_totals
from pipelines.canonical.compare_list import ListChange, compare_list
from pipelines.canonical.compare_snapshot import Snapshot, compare_snapshot
from pipelines.canonical.count_delivery import count_controls, count_delivery
from pipelines.canonical.delivery import Booked, Delivery, Stock
from pipelines.canonical.follow_statements import follow_statements
from pipelines.canonical.list_corrections import list_corrections, settled_faults
from pipelines.canonical.part_batches import part_batches
from pipelines.canonical.read_records import Records, read_records
from pipelines.canonical.reject_files import reject_files
from pipelines.canonical.report_findings import report_file_faults, report_findings
from pipelines.canonical.report_released import report_released, with_records
from pipelines.waiting import still_waiting
from warehouse.findings import CODES, FINDINGS


def book_deliveries(deliveries: Sequence[Delivery], stock: Stock, *, creditors: Mapping[str, Creditor]) -> Booked:
    """The rows that deliveries add to the tables of `inbox` and `canonical`.

    Consecutive deliveries of one feed are read as one frame. How deliveries are put together in calls or in frames does
    not change the result: each is booked as if those before it had been booked already.

    Args:
        deliveries: Deliveries in the order of the log.
        stock: Everything that was booked before.
        creditors: Creditors by id; those that sent a delivery must be there.
    """
    booked = Booked()
    forms = template_forms({name: creditor.plans for name, creditor in creditors.items() if creditor.plans})
    for _, group in groupby(deliveries, key=_feed_key):
        members = list(group)
        added = _book_feed(members, stock, creditors.get(members[0].creditor_id or ""), forms)
        booked, stock = booked.plus(added), stock_after(stock, added)
    return booked


def stock_after(stock: Stock, booked: Booked) -> Stock:
    """The stock after a booking: what waited and was booked, refused or corrected with it waits no more.

    Args:
        stock: Everything that was booked before.
        booked: What the booking adds.
    """
    facts = booked.facts
    after = stock.plus(facts)
    waiting = still_waiting(after.waiting, facts.payments, facts.events, booked.findings, booked.corrections)
    return replace(after, waiting=waiting)


def _feed_key(delivery: Delivery) -> tuple[str, ...]:
    """What consecutive deliveries must share to be read as one frame; a snapshot is compared with all before it."""
    feed = delivery.feed
    # What was sent back corrected is read by rules of its own; decisions are held against a list of their own.
    is_alone = delivery.correction or delivery.is_snapshot or delivery.questions is not None
    alone = delivery.delivery_id if is_alone else ""
    return delivery.partner_id, feed.name if feed else "", feed.sha256 if feed else "", alone


def _book_feed(deliveries: list[Delivery], stock: Stock, creditor: Creditor | None, forms: pl.DataFrame) -> Booked:
    """The rows that consecutive deliveries of one feed add."""
    file_faults = [fault for delivery in deliveries if (fault := check_shape(delivery))]
    unread = {fault.delivery_id: 0 for fault in file_faults}
    readable = [delivery for delivery in deliveries if delivery.delivery_id not in unread and not delivery.is_totals]
    records = read_records(readable, creditor)
    file_faults += _total_faults(readable, records)
    file_faults += reject_files(readable, records)
    snapshot = _compare(readable, records, stock)
    file_faults += snapshot.faults if snapshot else ()
    withdrawn = {delivery.delivery_id for delivery in deliveries if delivery.is_withdrawn}
    repeated = {delivery.delivery_id for delivery in deliveries if delivery.duplicate_of}
    refused = {fault.delivery_id for fault in file_faults if fault.is_refusal} - repeated - withdrawn
    silent = repeated | withdrawn
    booked = [delivery for delivery in readable if delivery.delivery_id not in refused | silent]
    statements, gaps = follow_statements(booked, stock.statements)
    file_faults = [fault for fault in file_faults if fault.delivery_id not in silent] + gaps + _repeats(deliveries)
    file_faults = [fault for fault in file_faults if fault.is_refusal or fault.delivery_id not in refused]
    settled = settled_faults(deliveries, records.sources).join(records.amounts_of(silent), on="row_key", how="anti")
    sound = records.without(refused | silent).without_records(settled)
    if isinstance(snapshot, ListChange) and not refused | silent:
        added = book_list(snapshot)
    elif isinstance(snapshot, Snapshot) and not refused | silent:
        added = book_snapshot(sound, stock, snapshot)
    elif sound.decisions is not None and deliveries[0].questions is not None:
        added = book_decisions(sound.decisions, stock, deliveries[0].questions)
    else:
        added = _book_batches(sound, stock, deliveries[0].partner_kind, forms)
    stock_faults = pl.concat([settled, added.faults])
    # Most entries of a list stood on the one before it: nobody needs to be told of each.
    faults = pl.concat([records.faults_outside(silent), settled if isinstance(snapshot, ListChange) else stock_faults])
    outcomes = records.outcomes(stock_faults, refused=refused, repeated=repeated, withdrawn=withdrawn)
    counted = count_delivery(deliveries, outcomes, added.released, unread=_unread(deliveries, unread), refused=refused)
    of_records = report_findings(faults, records.sources, outcomes)
    held = with_records(added.facts.waiting, of_records, _first_deliveries(deliveries))
    waited = report_released(added.released, pl.concat([stock.waiting, held]))
    told = [of_records, report_file_faults(file_faults, deliveries), waited]
    findings = pl.concat(told).sort("delivery_id", "line_number", "finding_id")
    facts = replace(added.facts, waiting=held)
    return Booked(
        deliveries=counted,
        findings=findings,
        corrections=list_corrections(deliveries, records.sources, outcomes),
        controls=count_controls(counted, findings, facts),
        facts=replace(facts, feeds=counted.select("delivery_id", "feed"), statements=statements),
    )


def _compare(readable: list[Delivery], records: Records, stock: Stock) -> Snapshot | ListChange | None:
    """A full list or snapshot, compared with what was known; none where the deliveries tell what is new."""
    if not readable or not (readable[0].is_snapshot or records.entries is not None):
        return None
    compare = compare_snapshot if records.entries is None else compare_list
    return compare(readable[0], records, stock)


def _total_faults(deliveries: Sequence[Delivery], records: Records) -> list[FileFault]:
    """Totals that differ, by delivery."""
    sums = records.sums()
    found = []
    for delivery in deliveries:
        rows, cents = sums.get(delivery.delivery_id, (0, 0))
        fault = check_totals(delivery, rows=rows, cents=cents)
        found += [fault] if fault else []
    return found


def _repeats(deliveries: Sequence[Delivery]) -> list[FileFault]:
    """Deliveries whose bytes came before."""
    cause = FINDINGS[CODES["known"]].cause
    return [
        FileFault(delivery.delivery_id, CODES["known"], f"{cause} The same file came as {delivery.duplicate_of}.")
        for delivery in deliveries
        if delivery.duplicate_of
    ]


def _unread(deliveries: Sequence[Delivery], refused: Mapping[str, int]) -> dict[str, int]:
    """Records of the deliveries whose shape is wrong, where the reader found any."""
    return {
        delivery.delivery_id: sum(table.rows.height for table in (delivery.tables or {}).values())
        for delivery in deliveries
        if delivery.delivery_id in refused
    }


def _first_deliveries(deliveries: Sequence[Delivery]) -> dict[str, str]:
    """Of the workbooks that were sent back: the delivery that brought their records first."""
    return {each.delivery_id: each.correction.first_delivery_id for each in deliveries if each.correction}


def _book_batches(records: Records, stock: Stock, partner_kind: str, forms: pl.DataFrame) -> BookedBatch:
    """The facts of valid records, booked in runs of deliveries that do not depend on each other."""
    added, faults, released = Stock(), [records.faults.clear()], [pl.DataFrame(schema=RELEASED)]
    for run in part_batches(records.claims, records.facts, partner_kind=partner_kind, waiting=stock.waiting):
        batch = Batch(_of_run(records.claims, run), _of_run(records.facts, run), partner_kind, forms)
        booked = book_facts(batch, stock)
        added, stock = added.plus(booked.facts), stock.plus(booked.facts)
        stock = replace(stock, waiting=_waiting_on(stock.waiting, booked))
        faults.append(booked.faults)
        released.append(booked.released)
    return BookedBatch(added, pl.concat(faults), pl.concat(released))


def _waiting_on(waiting: pl.DataFrame, booked: BookedBatch) -> pl.DataFrame:
    """The records that wait on after a run: neither tried again, nor booked otherwise."""
    if waiting.is_empty():
        return waiting
    facts = booked.facts
    ended = pl.concat(
        [
            booked.released.select("fact_id"),
            facts.payments.select(fact_id="payment_id"),
            facts.events.select(fact_id="event_id"),
        ]
    )
    return waiting.join(ended, on="fact_id", how="anti", maintain_order="left")


def _of_run(frame: pl.DataFrame | None, run: list[int]) -> pl.DataFrame | None:
    """The records of the deliveries of a run, in order of delivery and line."""
    if frame is None:
        return None
    chosen = frame if frame["sequence"].is_in(run).all() else frame.filter(pl.col("sequence").is_in(run))
    is_in_order = chosen["sequence"].is_sorted() and chosen["row_key"].is_sorted()
    return chosen if is_in_order else chosen.sort("sequence", "row_key")
