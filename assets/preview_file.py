"""A file read and checked as if it had come, by the same steps as a booking; nothing is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from assets.hub import Desk, Hub, open_desk, open_hub
from assets.manifest import shown_name
from formats.registry import read
from formats.wrapping import Decrypt, unwrap
from mappings.feeds import Feed
from mappings.partners import Creditor, Partners, load_partners
from mappings.tree import roots_of
from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Delivery, Stock
from pipelines.canonical.sum_up_booking import Summary, sum_up_booking
from warehouse.errors import FormatError, UsageError

_TABLES: Final = ("debtors", "claims", "payments", "events")


def preview_file(path: Path, *, home: Path, creditor_id: str, feed_name: str, known_at: date) -> Summary:
    """What a file would book, change and have refused, on the stock of the home's warehouse where there is one.

    Args:
        path: The file; what it is packed in is taken off.
        home: The home; without one the shipped mappings are used, and the stock is empty.
        creditor_id: Whose file it is.
        feed_name: The feed that takes it, whatever its name.
        known_at: Business date on which it would be known.

    Raises:
        UsageError: There is no such creditor, feed or file.
        ConfigurationError: A mapping is wrong, or has open questions.
        StoreError: The warehouse cannot be read.
    """
    with _stock(home) as (partners, stock, sequence, known, decrypt):
        creditor = _creditor(partners, creditor_id)
        feed = _feed(creditor, feed_name)
        deliveries = list(_deliveries(path, creditor, feed, sequence, known, decrypt, known_at))
        booked = book_deliveries(deliveries, stock, creditors=partners.creditors)
        return sum_up_booking(booked, stock)


@contextmanager
def _stock(home: Path) -> Iterator[tuple[Partners, Stock, int, dict[str, str], Decrypt | None]]:
    """The partners, what was booked before, the next number, the deliveries by hash and name, and the keys."""
    if not (home / "hub.yaml").is_file():
        yield load_partners(roots_of(home if (home / "mappings").is_dir() else None)), Stock(), 1, {}, None
        return
    desk = open_desk(home)
    if not _has_warehouse(desk):
        yield desk.partners, Stock(), 1, {}, desk.keyring.decrypt
        return
    with open_hub(home, read_only=True) as hub:
        yield hub.partners, _read_stock(hub), hub.store.booked_sequence() + 1, _known(hub), hub.keyring.decrypt


def _has_warehouse(desk: Desk) -> bool:
    """Whether there is a warehouse to read; one in PostgreSQL says so itself."""
    return desk.settings.warehouse.catalog == "postgres" or desk.home.catalog_file.is_file()


def _read_stock(hub: Hub) -> Stock:
    tables = {name: hub.store.read(f"canonical.{name}") for name in _TABLES}
    return Stock(**tables, feeds=hub.store.read("inbox.deliveries", columns=["delivery_id", "feed"]))


def _known(hub: Hub) -> dict[str, str]:
    """The delivery that first brought each file, by partner and hash."""
    columns = ["delivery_id", "partner_id", "sha256"]
    rows = hub.store.read("inbox.deliveries", columns=columns, where="status <> 'withdrawn'").rows()
    return {f"{partner}/{sha256}": delivery for delivery, partner, sha256 in reversed(rows)}


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
    path: Path,
    creditor: Creditor,
    feed: Feed,
    sequence: int,
    known: dict[str, str],
    decrypt: Decrypt | None,
    known_at: date,
) -> Iterator[Delivery]:
    """The file as a delivery of the log that does not exist; the files, where it is an archive of several."""
    try:
        data = path.read_bytes()
    except OSError as error:
        cause = f"cannot be read ({error.strerror})"
        raise UsageError(cause, place=str(path), cure="Name a file that is there.") from error
    digest = hashlib.sha256(data).hexdigest()
    delivery = Delivery(
        delivery_id=f"D{sequence:08d}-{digest[:8]}",
        sequence_number=sequence,
        partner_id=creditor.partner_id,
        partner_kind=creditor.kind,
        creditor_id=creditor.partner_id,
        file_name=shown_name(path.name),
        sha256=digest,
        size_bytes=len(data),
        known_at=known_at,
        feed=feed,
        duplicate_of=known.get(f"{creditor.partner_id}/{digest}"),
    )
    try:
        members = unwrap(data, file_name=delivery.file_name, decrypt=decrypt)
    except FormatError as error:
        yield replace(delivery, error=error)
        return
    for number, member in enumerate(members, start=1):
        file = delivery
        if len(members) > 1:
            number_of = f"{delivery.delivery_id}.{number:04d}"
            file = replace(delivery, delivery_id=number_of, member_number=number, file_name=member.path)
        try:
            yield replace(file, tables=read(member.data, feed.format, file_name=file.file_name))
        except FormatError as error:
            yield replace(file, error=error)
