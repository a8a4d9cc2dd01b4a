"""Deliveries of the log are read and booked, in its order, each exactly once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from formats.registry import read
from formats.wrapping import MOST_MEMBERS, unwrap
from mappings.partners import Creditor
from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Delivery, Stock
from pipelines.controls import without_repeats
from warehouse.errors import ConfigurationError, FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assets.hub import Hub
    from assets.manifest import Manifest
    from mappings.partners import Partner
    from pipelines.canonical.delivery import Booked
    from warehouse.booking import Booking

BOOKED_TABLES: Final = (
    "inbox.deliveries",
    "inbox.findings",
    "inbox.controls",
    "canonical.debtors",
    "canonical.claims",
    "canonical.payments",
    "canonical.events",
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
        booked += hub.store.book(lambda booking: _book(hub, booking, up_to), message=_message(pending), author=_AUTHOR)
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


def _next(hub: Hub, up_to: int | None, after: int | None = None) -> list[Manifest]:
    """The next deliveries of the log that are booked together."""
    chosen: list[Manifest] = []
    size = 0
    for manifest in hub.archive.log(after=hub.store.booked_sequence() if after is None else after):
        size += manifest.size_bytes
        is_full = len(chosen) == _MOST_DELIVERIES or size > _MOST_BYTES
        if (chosen and is_full) or (up_to is not None and manifest.sequence_number > up_to):
            break
        chosen.append(manifest)
    return chosen


def _book(hub: Hub, booking: Booking, up_to: int | None) -> list[str]:
    # Another process may have booked since: what is next is asked again inside the transaction.
    manifests = _next(hub, up_to, booking.sequence_number)
    if not manifests:
        return []
    stock = Stock(**{name: booking.read(f"canonical.{name}") for name in ("debtors", "claims", "payments", "events")})
    booked = book_deliveries(list(_deliveries(hub, booking, manifests)), stock, creditors=hub.partners.creditors)
    for name, frame in _frames(booked).items():
        booking.append(name, without_repeats(name, frame))
    booking.advance(manifests[-1].sequence_number)
    return [manifest.delivery_id for manifest in manifests]


def _deliveries(hub: Hub, booking: Booking, manifests: list[Manifest]) -> Iterator[Delivery]:
    columns = ["delivery_id", "partner_id", "file_name", "sha256"]
    known = booking.read("inbox.deliveries", columns=columns).rows()
    by_bytes = {(partner, sha256): delivery for delivery, partner, _, sha256 in reversed(known)}
    by_name = {(partner, name): delivery for delivery, partner, name, _ in known}
    for manifest in manifests:
        for file in _files(hub, manifest):
            twin = by_bytes.get((file.partner_id, file.sha256))
            earlier = by_name.get((file.partner_id, file.file_name))
            yield replace(file, duplicate_of=twin, corrects=None if twin else earlier)
            by_bytes.setdefault((file.partner_id, file.sha256), file.delivery_id)
            by_name[file.partner_id, file.file_name] = file.delivery_id


def _files(hub: Hub, manifest: Manifest) -> Iterator[Delivery]:
    """The file that a delivery brought; the files, where it is an archive of several."""
    partner = _partner(hub, manifest)
    delivery = Delivery(
        delivery_id=manifest.delivery_id,
        sequence_number=manifest.sequence_number,
        partner_id=manifest.partner_id,
        partner_kind=partner.kind,
        creditor_id=partner.partner_id if isinstance(partner, Creditor) else None,
        file_name=manifest.shown_name,
        sha256=manifest.sha256,
        size_bytes=manifest.size_bytes,
        known_at=manifest.known_at,
        feed=partner.feed_of(manifest.file_name),
    )
    data = hub.archive.read(manifest.sha256)
    try:
        members = unwrap(data, file_name=manifest.shown_name, decrypt=hub.keyring.decrypt)
    except FormatError as error:
        yield replace(delivery, error=error)
        return
    for number, member in enumerate(members, start=1):
        file = delivery
        if member.is_in_archive:
            feed = partner.feed_of(member.name) or delivery.feed
            file = replace(delivery, file_name=member.path, feed=feed)
        if len(members) > 1:
            file = replace(
                file,
                delivery_id=f"{manifest.delivery_id}.{number:04d}",
                member_number=number,
                sha256=hashlib.sha256(member.data).hexdigest(),
                size_bytes=len(member.data),
            )
        yield _read(file, member.data)


def _read(file: Delivery, data: bytes) -> Delivery:
    if file.feed is None:
        return file
    try:
        return replace(file, tables=read(data, file.feed.format, file_name=file.file_name))
    except FormatError as error:
        return replace(file, error=error)


def _partner(hub: Hub, manifest: Manifest) -> Partner:
    partner = hub.partners.by_id.get(manifest.partner_id)
    if partner is None:
        raise ConfigurationError(
            f"the log holds delivery {manifest.delivery_id} of this partner, but no mappings for it",
            place=manifest.partner_id,
            cure="Put its folder back under mappings/ of the home: what was taken in cannot be read without it.",
        )
    return partner


def _frames(booked: Booked) -> dict[str, Any]:
    facts = booked.facts
    frames = (
        booked.deliveries, booked.findings, booked.controls, facts.debtors, facts.claims, facts.payments, facts.events
    )  # fmt: skip
    return dict(zip(BOOKED_TABLES, frames, strict=True))


def _message(pending: list[Manifest]) -> str:
    first, last = pending[0].delivery_id, pending[-1].delivery_id
    return f"canonical, deliveries {first} to {last}" if len(pending) > 1 else f"canonical, delivery {first}"
