"""Deliveries of the log are read and booked, in its order, each exactly once."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from assets.asked import with_questions
from assets.beside import BesideTotals
from assets.directives import directives_of, is_directive, reach, standing
from assets.reading import read_files
from assets.reporting import report_deliveries
from assets.returned import corrected
from assets.stage_controls import recount_deliveries
from assets.stock import read_stock
from assets.strike import strike_personal_numbers
from formats.wrapping import MOST_MEMBERS
from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Delivery
from pipelines.canonical.mark_revised import mark_revised
from pipelines.controls import without_repeats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assets.directives import Directive, Standing
    from assets.hub import Hub
    from assets.manifest import Manifest
    from assets.reading import Received
    from pipelines.canonical.delivery import Booked
    from warehouse.booking import Booking

BOOKED_TABLES: Final = (
    "inbox.deliveries",
    "inbox.findings",
    "inbox.corrections",
    "inbox.waiting",
    "inbox.statements",
    "inbox.lists",
    "inbox.controls",
    "canonical.debtors",
    "canonical.claims",
    "canonical.payments",
    "canonical.events",
    "canonical.operator_decisions",
    "canonical.arrangements",
    "canonical.instalments",
    "canonical.roles",
    "canonical.list_entries",
)
"""The tables that a booking adds to, in one transaction."""

_AUTHOR: Final = "incassohub"
# A booking holds its files in memory: many small ones together, a large one alone.
_MOST_DELIVERIES: Final = 500
_MOST_BYTES: Final = 256 * 1024 * 1024


def book_pending(hub: Hub, *, up_to: int | None = None) -> list[str]:
    """The deliveries that were waiting in the log, now booked.

    Args:
        hub: The open hub.
        up_to: Number of the last delivery to book; all when not given.

    Returns:
        Their ids, in the order of the log.
    """
    booked: list[str] = []
    while pending := _next(hub, up_to):
        if is_directive(pending[0]) and recount_deliveries(hub).is_empty():
            # What senders were told of a delivery before it was withdrawn does not depend on when it was booked.
            report_deliveries(hub)
        booked += hub.store.book(lambda booking: _book(hub, booking, up_to), message=_message(pending), author=_AUTHOR)
    strike_personal_numbers(hub)
    return booked


def booked_metadata(hub: Hub, delivery_ids: list[str]) -> dict[str, dict[str, int]]:
    """Rows and cents that a range of deliveries brought to each booked table, by table.

    Args:
        hub: The open hub.
        delivery_ids: The deliveries, at least one.
    """
    metadata: dict[str, dict[str, int]] = {name: {} for name in BOOKED_TABLES}
    first, last = min(delivery_ids), f"{max(delivery_ids)}.{MOST_MEMBERS}"
    sums = hub.store.sql(
        "SELECT control, outcome, CAST(sum(row_count) AS BIGINT), CAST(sum(amount_cents) AS BIGINT) "
        f"FROM inbox.controls WHERE stage = 'canonical' AND run_key BETWEEN '{first}' AND '{last}' GROUP BY ALL"
    )
    places = {"records": "inbox.deliveries", "booked": "inbox.deliveries", "findings": "inbox.findings"}
    for control, outcome, rows, cents in sums.rows():
        table = metadata[places.get(control, f"canonical.{control}")]
        table |= {f"{outcome}_rows": rows, f"{outcome}_cents": cents}
    return metadata


def rewind(hub: Hub, booking: Booking, first: int, last: int, directed: Standing) -> None:
    """Nothing; deliveries of the log are booked again, as if those before them were the last ones booked.

    Args:
        hub: The open hub.
        booking: The open transaction.
        first: Number of the first delivery.
        last: Number of the last one.
        directed: What directives make of the log from now on.
    """
    start = f"D{first:08d}"
    for name in BOOKED_TABLES:
        where = "stage = 'canonical' AND run_key >= ?" if name == "inbox.controls" else "delivery_id >= ?"
        booking.delete(name, where=where, parameters=[start])
    log = [manifest for manifest in hub.archive.log(after=first - 1) if manifest.sequence_number <= last]
    while log:
        part = _full(log)
        _book_files(hub, booking, part, directed)
        log = log[len(part) :]


def _next(hub: Hub, up_to: int | None, after: int | None = None) -> list[Manifest]:
    """The next deliveries of the log that are booked together; a directive is booked alone."""
    log = hub.archive.log(after=hub.store.booked_sequence() if after is None else after)
    waiting = [manifest for manifest in log if up_to is None or manifest.sequence_number <= up_to]
    ahead = list(takewhile(lambda manifest: not is_directive(manifest), waiting))
    return _full(ahead) if ahead else waiting[:1]


def _full(manifests: Sequence[Manifest]) -> list[Manifest]:
    """The first deliveries, as many as are held in memory together."""
    chosen: list[Manifest] = []
    size = 0
    for manifest in manifests:
        size += manifest.size_bytes
        if chosen and (len(chosen) == _MOST_DELIVERIES or size > _MOST_BYTES):
            break
        chosen.append(manifest)
    return chosen


def _book(hub: Hub, booking: Booking, up_to: int | None) -> list[str]:
    # Another process may have booked since: what is next is asked again inside the transaction.
    manifests = _next(hub, up_to, booking.sequence_number)
    if not manifests:
        return []
    directives = directives_of(hub.archive, up_to=manifests[-1].sequence_number)
    directed = standing(directives)
    if is_directive(manifests[0]):
        _revise(hub, booking, directives, directed)
    _book_files(hub, booking, manifests, directed)
    booking.advance(manifests[-1].sequence_number)
    return [manifest.delivery_id for manifest in manifests]


def _revise(hub: Hub, booking: Booking, directives: list[Directive], directed: Standing) -> None:
    """The log up to the newest directive, booked again by it; deliveries of which something else became name it."""
    newest = directives[-1]
    first = reach(newest, directives)
    where, start = "delivery_id >= ?", [f"D{first:08d}"]
    names = ("inbox.deliveries", "inbox.findings")
    before = [booking.read(name, where=where, parameters=start) for name in names]
    rewind(hub, booking, first, newest.sequence_number - 1, directed)
    after = [booking.read(name, where=where, parameters=start) for name in names]
    revised = mark_revised(before, after, by=newest.delivery_id)
    booking.replace("inbox.deliveries", revised, where=where, parameters=start)


def _book_files(hub: Hub, booking: Booking, manifests: list[Manifest], directed: Standing) -> None:
    """The files of deliveries, booked; a workbook that was sent back is read when all before it are booked."""
    waiting: list[Delivery] = []
    for received in _deliveries(hub, booking, manifests, directed):
        file = received.delivery
        if received.sent_back is not None:
            _append(hub, booking, waiting)
            waiting = []
            file = corrected(hub, booking, received, directed)
        waiting.append(with_questions(hub, booking, file))
    _append(hub, booking, waiting)


def _append(hub: Hub, booking: Booking, deliveries: list[Delivery]) -> None:
    if not deliveries:
        return
    booked = book_deliveries(deliveries, read_stock(booking), creditors=hub.partners.creditors)
    for name, frame in _frames(booked).items():
        booking.append(name, without_repeats(name, frame))


def _deliveries(hub: Hub, booking: Booking, manifests: list[Manifest], directed: Standing) -> Iterator[Received]:
    """The files of deliveries, each with the one that brought the same bytes before, or the same name."""
    columns = ["delivery_id", "partner_id", "file_name", "sha256"]
    known = booking.read("inbox.deliveries", columns=columns, where="status <> 'withdrawn'").rows()
    by_bytes = {(partner, sha256): delivery for delivery, partner, _, sha256 in reversed(known)}
    by_name = {(partner, name): delivery for delivery, partner, name, _ in known}
    beside = BesideTotals(hub, known, directed)
    for manifest in manifests:
        files = list(read_files(hub, manifest, directed))
        for totals in (file.delivery for file in files if file.delivery.is_totals and not file.delivery.is_withdrawn):
            beside.note(totals)
        for received in files:
            file = received.delivery
            if file.is_withdrawn:
                yield received
                continue
            twin = by_bytes.get((file.partner_id, file.sha256))
            if file.has_totals_beside:
                twin = beside.twin(file)
                file = replace(file, stated=beside.stated(file))
                beside.note(file)
            elif file.is_totals:
                twin = None
            earlier = by_name.get((file.partner_id, file.file_name))
            is_correction = twin is None and received.sent_back is None
            file = replace(file, duplicate_of=twin, corrects=earlier if is_correction else None)
            yield received._replace(delivery=file)
            by_bytes.setdefault((file.partner_id, file.sha256), file.delivery_id)
            by_name[file.partner_id, file.file_name] = file.delivery_id


def _frames(booked: Booked) -> dict[str, Any]:
    facts = booked.facts
    frames = (
        booked.deliveries, booked.findings, booked.corrections, facts.waiting, facts.statements, facts.lists,
        booked.controls, facts.debtors, facts.claims, facts.payments, facts.events, facts.operator_decisions,
        facts.arrangements, facts.instalments, facts.roles, facts.list_entries,
    )  # fmt: skip
    return dict(zip(BOOKED_TABLES, frames, strict=True))


def _message(pending: list[Manifest]) -> str:
    first, last = pending[0].delivery_id, pending[-1].delivery_id
    if is_directive(pending[0]):
        return f"canonical, booked again by {first}"
    return f"canonical, deliveries {first} to {last}" if len(pending) > 1 else f"canonical, delivery {first}"
