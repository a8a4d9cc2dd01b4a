"""What leaves on a day: files made and staged, read back, delivered to their partners, and receipted.

Files are staged under a hidden folder of the outbox. Only when they were read back and hold what was selected are they
delivered: so nothing of a day that does not balance is ever seen by a partner.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assets.batch_files import count_files, make_files
from assets.day import BATCHES, read_batch
from assets.day_orders import HUB
from assets.transports.transport import transport_for
from assets.write_file import write_file
from pipelines.outbox.dispatch_receipt import dispatch_receipt
from pipelines.outbox.list_batches import compare_batches, list_batches
from warehouse.errors import HubError

if TYPE_CHECKING:
    import polars as pl

    from assets.day_orders import Order
    from assets.hub import Hub
    from assets.manifest import Manifest

_STAGED: Final = ".staged"


def write_batches(hub: Hub, order: Order) -> pl.DataFrame:
    """The batches of an order as rows of `outbox.batches`, booked, with their files staged.

    Args:
        hub: The open hub.
        order: The order.

    Raises:
        HubError: A file cannot be made.
    """
    left = read_batch(hub, order, "outbox.messages", "outbox.transfers")
    listed = list_batches(left["messages"], left["transfers"])
    shutil.rmtree(_staged(hub, order), ignore_errors=True)
    made: list[tuple[str, str]] = []
    for batch in listed.to_dicts():
        rows = left["transfers" if batch["kind"] == "transfers" else "messages"].filter(batch_id=batch["batch_id"])
        main, files = make_files(hub, batch["kind"], batch["batch_id"], rows)
        for path, data in files.items():
            write_file(_staged(hub, order) / batch["partner_id"] / path, data)
        made.append((main, hashlib.sha256(files[main]).hexdigest()))
    batches = list_batches(left["messages"], left["transfers"], files=made)
    hub.store.book(
        lambda booking: booking.replace("outbox.batches", batches, where=BATCHES, parameters=order.batch_patterns),
        message=f"outbox, files of {order.batch_key}",
        author="incassohub",
    )
    return batches


def recount_files(hub: Hub, order: Order) -> pl.DataFrame:
    """Batches whose staged files, read back from disk, do not hold what was selected; empty when all is well."""
    tables = read_batch(hub, order, "outbox.messages", "outbox.transfers", "outbox.batches")
    found = []
    for batch in tables["batches"].to_dicts():
        files = _read_staged(hub, order, batch)
        # A batch without its main file, or with files that contradict each other, holds nothing that may leave.
        rows, cents, sha256 = 0, 0, ""
        if main := files.get(batch["file_name"]):
            sha256 = hashlib.sha256(main).hexdigest()
            with suppress(HubError, KeyError):
                rows, cents = count_files(batch["kind"], files, batch["file_name"])
        found.append((batch["batch_id"], rows, cents, sha256))
    return compare_batches(tables["messages"], tables["transfers"], tables["batches"], found)


def dispatch(hub: Hub, order: Order) -> Manifest:
    """The dispatch receipt of an order, archived once all its files are with their partners.

    Args:
        hub: The open hub.
        order: The order; its files are staged.

    Raises:
        TransportError: A partner's server refused, or is away; the day is finished by its next run.
    """
    receipt = deliver_batches(hub, order)
    return hub.archive.put(HUB, order.receipt_name, receipt, known_at=order.business_date, once=True)


def deliver_batches(hub: Hub, order: Order) -> bytes:
    """The dispatch receipt of an order, once all its files are with their partners; what was staged is cleared away.

    Args:
        hub: The open hub.
        order: The order; its files are staged.

    Raises:
        TransportError: A partner's server refused, or is away; the day is finished by its next run.
    """
    tables = read_batch(hub, order, "outbox.messages", "outbox.transfers", "outbox.batches")
    for batch in tables["batches"].sort("batch_id").to_dicts():
        transport = transport_for(batch["partner_id"], hub.settings, hub.home)
        for path, data in _read_staged(hub, order, batch).items():
            transport.deliver(path, data)
    shutil.rmtree(_staged(hub, order), ignore_errors=True)
    first = json.dumps({"kind": "day_dispatched", "effective_date": order.run_key}) + "\n"
    return first.encode() + dispatch_receipt(tables["messages"], tables["transfers"])


def _staged(hub: Hub, order: Order) -> Path:
    return hub.home.outbox / _STAGED / order.batch_key


def _read_staged(hub: Hub, order: Order, batch: dict[str, str]) -> dict[str, bytes]:
    """The staged files of a batch by path: all that share the stem of its main file."""
    root = _staged(hub, order) / batch["partner_id"]
    main = batch["file_name"]
    stem = main.split("/")[0] if "/" in main else Path(main).stem
    paths = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {name: paths[name].read_bytes() for name in sorted(paths) if name.startswith((f"{stem}.", f"{stem}/"))}
