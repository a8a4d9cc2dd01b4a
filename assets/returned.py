"""Findings workbooks that were sent back, put together with what is known of the records that they correct."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from assets.beside import BesideTotals
from assets.directives import log_id
from assets.reading import Received, read_files
from formats.corrected_workbook import changed_cells
from formats.faults import file_fault
from formats.record_key import RecordKey
from pipelines.canonical.correct_records import RECORD, correct_records
from pipelines.canonical.delivery import Correction
from pipelines.waiting import still_waiting
from warehouse.errors import FormatError
from warehouse.tables import empty

if TYPE_CHECKING:
    from assets.directives import Standing
    from assets.hub import Hub
    from formats.corrected_workbook import CorrectedRow
    from pipelines.canonical.delivery import Delivery
    from warehouse.booking import Booking

_IN: Final = ("accepted", "duplicate")
_KEYS: Final = pl.Schema({"line_number": pl.Int64, "record_type": pl.String})


def corrected(hub: Hub, booking: Booking, received: Received, directed: Standing) -> Delivery:
    """The delivery of a workbook that was sent back: the records that it corrects, with their corrections.

    Args:
        hub: The open hub.
        booking: What was booked before.
        received: The workbook.
        directed: What directives make of the log.

    Returns:
        The delivery, read by the mapping of the file that it corrects; with an error where it cannot be matched.
    """
    workbook, rows = received.delivery, received.sent_back or []
    try:
        return _corrected(hub, booking, workbook, rows, directed, is_new=True)
    except FormatError as error:
        return replace(workbook, feed=None, error=error)


def _corrected(
    hub: Hub, booking: Booking, workbook: Delivery, rows: list[CorrectedRow], directed: Standing, *, is_new: bool
) -> Delivery:
    if not rows:
        raise file_fault("correction", "the workbook holds no rows", file_name=workbook.file_name)
    corrects = rows[0].key.delivery_id
    original = _original(hub, booking, workbook, corrects, directed)
    assert original.tables is not None, "a delivery that can be corrected was read"
    assert original.feed is not None, "a delivery that was read has a feed"
    first = original.correction.first_delivery_id if original.correction else corrects
    findings = booking.read("inbox.findings", where="delivery_id = ?", parameters=[corrects])
    refused = findings.filter(pl.col("outcome").is_in(["refused", "waiting"]))
    is_whole = not refused.filter(line_number=0).is_empty()
    before = _corrected_before(booking, first, workbook.delivery_id) if is_new else empty("inbox.corrections")
    in_workbook = pl.DataFrame([row.key[1:] for row in rows], schema=_KEYS, orient="row")
    done = _done(booking, corrects, before) if is_new else before.select(RECORD)
    waiting = in_workbook.join(refused.select(RECORD), on=RECORD, how="semi", nulls_equal=True)
    waiting = waiting.join(done, on=RECORD, how="anti", nulls_equal=True)
    settled = done if is_whole else in_workbook.join(waiting, on=RECORD, how="anti", nulls_equal=True)
    tables, feed, changes = correct_records(
        original.tables, original.feed, changed_cells(rows, _written(findings)), None if is_whole else waiting, settled
    )
    file_name = booking.read("inbox.deliveries", where="delivery_id = ?", parameters=[first])["file_name"].item()
    correction = Correction(corrects, first, file_name, changes, settled)
    stated = _stated(hub, booking, replace(workbook, feed=feed, file_name=file_name), directed) if is_new else None
    return replace(workbook, feed=feed, tables=tables, correction=correction, stated=stated)


def _stated(hub: Hub, booking: Booking, workbook: Delivery, directed: Standing) -> dict[str, str] | None:
    """The totals beside the file that a workbook corrects as a whole, as they are known by now."""
    if not workbook.has_totals_beside:
        return None
    columns = ["delivery_id", "partner_id", "file_name", "sha256"]
    known = booking.read("inbox.deliveries", columns=columns, where="status <> 'withdrawn'").rows()
    return BesideTotals(hub, known, directed).stated(workbook)


def _original(hub: Hub, booking: Booking, workbook: Delivery, corrects: str, directed: Standing) -> Delivery:
    """The delivery that a workbook corrects, as it is read now."""
    where, parameters = "delivery_id = ? AND partner_id = ?", [corrects, workbook.partner_id]
    known = booking.read("inbox.deliveries", where=where, parameters=parameters)
    if known.is_empty() or known["sequence_number"].item() >= workbook.sequence_number:
        raise file_fault("correction", f"you sent no delivery {corrects}", file_name=workbook.file_name)
    if known["status"].item() == "withdrawn":
        raise file_fault("correction_withdrawn", f"delivery {corrects} was withdrawn", file_name=workbook.file_name)
    manifest = next(m for m in hub.archive.log() if m.delivery_id == log_id(corrects))
    received = next(
        (found for found in read_files(hub, manifest, directed) if found.delivery.delivery_id == corrects), None
    )
    if (
        received is None
        or received.delivery.error is not None
        or (received.sent_back is None and received.delivery.tables is None)
    ):
        raise file_fault("correction", f"delivery {corrects} holds no records", file_name=workbook.file_name)
    if received.sent_back is None:
        return received.delivery
    return _corrected(hub, booking, received.delivery, received.sent_back, directed, is_new=False)


def _corrected_before(booking: Booking, first: str, delivery_id: str) -> pl.DataFrame:
    """Corrections of the same records that were booked by earlier workbooks."""
    listed = ", ".join(f"'{outcome}'" for outcome in _IN)
    where = f"first_delivery_id = ? AND delivery_id < ? AND outcome IN ({listed})"
    return booking.read("inbox.corrections", where=where, parameters=[first, delivery_id])


def _done(booking: Booking, delivery_id: str, corrected_before: pl.DataFrame) -> pl.DataFrame:
    """Records of a delivery that do not wait for a correction any more: corrected before, or booked with their claim.

    A record that came back unchanged, and waits for its claim, still waits for a correction too.
    """
    corrected = corrected_before.select(RECORD)
    held = booking.read("inbox.waiting", where="delivery_id = ?", parameters=[delivery_id])
    if held.is_empty():
        return corrected.unique()
    payments = booking.read("canonical.payments", columns=["payment_id"])
    events = booking.read("canonical.events", columns=["event_id"])
    tried = booking.read("inbox.findings", where="first_delivery_id = ?", parameters=[delivery_id])
    on = still_waiting(held, payments, events, tried, corrected_before)
    booked = pl.concat([payments.select(fact_id="payment_id"), events.select(fact_id="event_id")])
    done = pl.concat([corrected, held.join(booked, on="fact_id", how="semi").select(RECORD)]).unique()
    return done.join(on, on=RECORD, how="anti", nulls_equal=True)


def _written(findings: pl.DataFrame) -> dict[RecordKey, dict[str, str | None]]:
    """The records as the workbook that went out shows them."""
    rows = findings.filter(pl.col("record").is_not_null()).unique(RECORD, keep="first")
    return {
        RecordKey(delivery_id, line, kind): json.loads(record)
        for delivery_id, line, kind, record in rows.select("delivery_id", *RECORD, "record").iter_rows()
    }
