"""A file read and checked as if it had come, by the same steps as a booking; nothing is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from assets.hub import Desk, Hub, open_desk, open_hub
from assets.keyring import Keyring
from assets.manifest import shown_name
from assets.preview_totals import PreviewTotals, read_bytes
from assets.sender_keys import UNSIGNED, SenderKeys, keys_of, unwrap_signed
from assets.stock import read_stock
from formats.registry import read
from mappings.feeds import Feed
from mappings.partners import Creditor, Partners, load_partners
from mappings.tree import roots_of
from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Delivery, Stock
from pipelines.canonical.sum_up_booking import Summary, sum_up_booking
from warehouse.errors import FormatError, UsageError


class _Desk(NamedTuple):
    """What a file is checked against: partners, stock, the next number of the log, files by hash, and keys."""

    partners: Partners
    stock: Stock
    sequence: int
    known: dict[str, tuple[str, str]]
    keyring: Keyring
    keys: SenderKeys


def preview_file(
    path: Path, *, home: Path, creditor_id: str, feed_name: str, known_at: date, totals: Path | None = None
) -> Summary:
    """What a file would book, change and have refused, on the stock of the home's warehouse where there is one.

    Args:
        path: The file; what it is packed in is taken off.
        home: The home; without one the shipped mappings are used, and the stock is empty.
        creditor_id: Whose file it is.
        feed_name: The feed that takes it, whatever its name.
        known_at: Business date on which it would be known.
        totals: The file with its totals, for a feed that has them beside its files; looked for in the same folder and
            archive when not given.

    Raises:
        UsageError: There is no such creditor, feed or file, or the feed has no totals beside its files.
        FormatError: The totals that were named cannot be read.
        ConfigurationError: A mapping is wrong, or has open questions.
        StoreError: The warehouse cannot be read.
    """
    with _desk(home, creditor_id) as desk:
        creditor = _creditor(desk.partners, creditor_id)
        feed = _feed(creditor, feed_name)
        beside = PreviewTotals(path, feed, totals)
        deliveries = list(_deliveries(path, creditor, feed, desk, beside, known_at))
        booked = book_deliveries(deliveries, desk.stock, creditors=desk.partners.creditors)
        return sum_up_booking(booked, desk.stock)


@contextmanager
def _desk(home: Path, creditor_id: str) -> Iterator[_Desk]:
    if not (home / "hub.yaml").is_file():
        partners = load_partners(roots_of(home if (home / "mappings").is_dir() else None))
        yield _Desk(partners, Stock(), 1, {}, Keyring(home / "keyring"), UNSIGNED)
        return
    desk = open_desk(home)
    keys = keys_of(desk, creditor_id)
    if not _has_warehouse(desk):
        yield _Desk(desk.partners, Stock(), 1, {}, desk.keyring, keys)
        return
    with open_hub(home, read_only=True) as hub:
        sequence = hub.store.booked_sequence() + 1
        yield _Desk(hub.partners, read_stock(hub.store), sequence, _known(hub), hub.keyring, keys)


def _has_warehouse(desk: Desk) -> bool:
    """Whether there is a warehouse to read; one in PostgreSQL says so itself."""
    return desk.settings.warehouse.catalog == "postgres" or desk.home.catalog_file.is_file()


def _known(hub: Hub) -> dict[str, tuple[str, str]]:
    """The delivery that first brought each file, and its status, by partner and hash."""
    columns = ["delivery_id", "partner_id", "sha256", "status"]
    rows = hub.store.read("inbox.deliveries", columns=columns, where="status <> 'withdrawn'").rows()
    return {f"{partner}/{sha256}": (delivery, status) for delivery, partner, sha256, status in reversed(rows)}


def _creditor(partners: Partners, creditor_id: str) -> Creditor:
    if creditor_id not in partners.creditors:
        known = ", ".join(partners.creditors)
        raise UsageError("no creditor has this name", place=creditor_id, cure=f"Known are {known}.")
    return partners.creditors[creditor_id]


def _feed(creditor: Creditor, name: str) -> Feed:
    if name not in creditor.feeds:
        cure = f"Known are {', '.join(creditor.feeds)}."
        raise UsageError(f"{creditor.partner_id} has no such feed", place=name, cure=cure)
    return creditor.feeds[name]


def _deliveries(
    path: Path, creditor: Creditor, feed: Feed, desk: _Desk, beside: PreviewTotals, known_at: date
) -> Iterator[Delivery]:
    """The file as a delivery of the log that does not exist; the files, where it is an archive of several."""
    data = read_bytes(path)
    digest = hashlib.sha256(data).hexdigest()
    known, status = desk.known.get(f"{creditor.partner_id}/{digest}", (None, ""))
    # What was refused for want of totals may be right with those of today.
    is_known = status != "refused" or not (feed.totals and feed.totals.beside)
    delivery = Delivery(
        delivery_id=f"D{desk.sequence:08d}-{digest[:8]}",
        sequence_number=desk.sequence,
        partner_id=creditor.partner_id,
        partner_kind=creditor.kind,
        creditor_id=creditor.partner_id,
        file_name=shown_name(path.name),
        sha256=digest,
        size_bytes=len(data),
        known_at=known_at,
        feed=feed,
        duplicate_of=known if is_known else None,
    )
    try:
        members = unwrap_signed(data, file_name=delivery.file_name, keyring=desk.keyring, keys=desk.keys)
    except FormatError as error:
        yield replace(delivery, error=error)
        return
    for number, member in enumerate(members, start=1):
        file = delivery
        if len(members) > 1:
            number_of = f"{delivery.delivery_id}.{number:04d}"
            file = replace(delivery, delivery_id=number_of, member_number=number, file_name=member.path)
        if beside.are_in(member, members):
            yield replace(file, is_totals=True, tables={})
            continue
        file = replace(file, stated=beside.stated(member, members))
        try:
            yield replace(file, tables=read(member.data, feed.format, file_name=file.file_name))
        except FormatError as error:
            yield replace(file, error=error)
