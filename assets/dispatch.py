"""What leaves on a day: files made and staged, read back, delivered to their partners, and receipted.

Files are staged under a hidden folder of the outbox. Only when they were read back and hold what was selected are they
delivered: so nothing of a day that does not balance is ever seen by a partner.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assets.batch_files import count_files, make_files
from assets.day import BATCHES, read_batch, read_day
from assets.day_orders import HUB
from assets.kept_templates import keep_what_leaves
from assets.mail_hours import mail_hours
from assets.released_files import make_as_shown, read_released
from assets.transports.transport import transport_for
from assets.undelivered import undelivered_receipt
from pipelines.outbox.dispatch_receipt import dispatch_receipt
from pipelines.outbox.list_batches import compare_batches, list_batches
from warehouse.errors import HubError, TransportError

if TYPE_CHECKING:
    import polars as pl

    from assets.day_orders import Order
    from assets.hub import Hub
    from assets.manifest import Manifest

_STAGED: Final = ".staged"
_LEAVING: Final = ("outbox.messages", "outbox.transfers", "outbox.questions")
_ROWS: Final = {"transfers": "transfers", "work_items": "questions"}


def write_batches(hub: Hub, order: Order) -> pl.DataFrame:
    """The batches of an order as rows of `outbox.batches`, booked, with their files staged.

    Args:
        hub: The open hub.
        order: The order.

    Raises:
        HubError: A file cannot be made.
    """
    left = read_batch(hub, order, *_LEAVING)
    listed = list_batches(left)
    released = read_released(hub, order)
    shutil.rmtree(_staged(hub, order), ignore_errors=True)

    def make(batch: dict[str, str]) -> tuple[str, str]:
        rows = left[_ROWS.get(batch["kind"], "messages")].filter(batch_id=batch["batch_id"])
        shown = released.get(batch["batch_id"])
        main, files = (
            make_as_shown(hub, shown, rows) if shown else make_files(hub, batch["kind"], batch["batch_id"], rows)
        )
        for path, data in files.items():
            _stage(_staged(hub, order) / batch["partner_id"] / path, data)
        return main, hashlib.sha256(files[main]).hexdigest()

    # Pages are set outside Python, so that e-mails are made meanwhile; no more at once, for memory.
    with ThreadPoolExecutor(max_workers=2) as pool:
        made = list(pool.map(make, listed.to_dicts()))
    batches = list_batches(left, files=made)
    hub.store.book(
        lambda booking: booking.replace("outbox.batches", batches, where=BATCHES, parameters=order.batch_patterns),
        message=f"outbox, files of {order.batch_key}",
        author="incassohub",
    )
    return batches


def recount_files(hub: Hub, order: Order) -> pl.DataFrame:
    """Batches whose staged files, read back from disk, do not hold what was selected; empty when all is well."""
    tables = read_batch(hub, order, *_LEAVING, "outbox.batches")
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
    return compare_batches(tables, tables["batches"], found)


def dispatch(hub: Hub, order: Order) -> Manifest:
    """The dispatch receipt of an order, archived once all its files are with their partners.

    Args:
        hub: The open hub.
        order: The order; its files are staged.

    Raises:
        TransportError: A partner's server refused, or is away; the day is finished by its next run.
    """
    receipt = deliver_batches(hub, order)
    if undelivered := undelivered_receipt(hub.home, read_batch(hub, order, "outbox.messages")["messages"]):
        # Before the receipt: once that is there, nobody comes back to this order.
        hub.archive.put(HUB, order.undelivered_name, undelivered, known_at=order.business_date, once=True)
    return hub.archive.put(HUB, order.receipt_name, receipt, known_at=order.business_date, once=True)


def deliver_batches(hub: Hub, order: Order) -> bytes:
    """The dispatch receipt of an order, once all its files are with their partners; what was staged is cleared away.

    A batch that waits for a person stays; its sheet goes to the operators.

    Args:
        hub: The open hub.
        order: The order; its files are staged.

    Raises:
        TransportError: A partner's server refused, or is away, or e-mails wait for the hours of contact. The others
            have their files; the day is finished by its next run.
    """
    tables = read_batch(hub, order, "outbox.messages", "outbox.transfers", "outbox.batches", "outbox.releases")
    waiting = tables["releases"].filter(state="waiting").select("batch_id")
    left = {
        name: tables[name].join(waiting, on="batch_id", how="anti") for name in ("messages", "transfers", "batches")
    }
    keep_what_leaves(hub, order, tables["messages"], dict(tables["batches"].select("batch_id", "sha256").rows()))
    troubles = []
    for partner_id, batches in _by_partner(left["batches"]):
        # One server that is away holds up nobody else.
        try:
            _deliver(hub, order, partner_id, batches, left["messages"])
        except TransportError as error:
            troubles.append(error)
    if troubles:
        raise troubles[0] if len(troubles) == 1 else _together(troubles)
    for batch_id, sheet in tables["releases"].select("batch_id", "sheet").rows():
        transport_for(HUB, hub.settings, hub.home).deliver(f"release-{batch_id}.txt", sheet.encode())
    shutil.rmtree(_staged(hub, order), ignore_errors=True)
    first = json.dumps({"kind": "day_dispatched", "effective_date": order.run_key}) + "\n"
    checks = read_day(hub, order, "decisions.arrangement_checks")["arrangement_checks"]
    return first.encode() + dispatch_receipt(left["messages"], left["transfers"], checks)


def _stage(path: Path, data: bytes) -> None:
    """The file, staged. A power cut may take it: what is staged is counted again before it leaves."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _by_partner(batches: pl.DataFrame) -> list[tuple[str, list[dict[str, str]]]]:
    parts = batches.sort("partner_id", "batch_id").partition_by("partner_id", maintain_order=True)
    return [(part["partner_id"][0], part.to_dicts()) for part in parts]


def _deliver(hub: Hub, order: Order, partner_id: str, batches: list[dict[str, str]], messages: pl.DataFrame) -> None:
    transport = transport_for(partner_id, hub.settings, hub.home)
    hours = mail_hours(hub, partner_id, messages)
    with closing(transport):
        for batch in batches:
            for path, data in _read_staged(hub, order, batch).items():
                if not hours.must_wait(path):
                    transport.deliver(path, data)
    hours.tell()


def _together(troubles: list[TransportError]) -> TransportError:
    """One error of several partners, each with its place and cause."""
    return TransportError(
        "; ".join(f"{trouble.place}: {trouble.cause}" for trouble in troubles),
        place=f"{len(troubles)} partners",
        cure="Run the day again when they can be reached; what was delivered stays delivered",
        retryable=all(trouble.retryable for trouble in troubles),
    )


def _staged(hub: Hub, order: Order) -> Path:
    return hub.home.outbox / _STAGED / order.batch_key


def _read_staged(hub: Hub, order: Order, batch: dict[str, str]) -> dict[str, bytes]:
    """The staged files of a batch by path: all that share the stem of its main file."""
    root = _staged(hub, order) / batch["partner_id"]
    main = batch["file_name"]
    stem = main.split("/")[0] if "/" in main else Path(main).stem
    paths = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {name: paths[name].read_bytes() for name in sorted(paths) if name.startswith((f"{stem}.", f"{stem}/"))}
