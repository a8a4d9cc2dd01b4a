"""Days of a small demo home: run without Dagster by the steps that the assets call, and seen from outside."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assets.booking import book_pending
from assets.day_orders import HUB, Order, check_date, order_day, unfinished_orders
from assets.hub import Hub, open_hub
from assets.intake import take_in
from assets.publish import publish
from assets.rebuild import run_order
from assets.reporting import report_deliveries
from warehouse.compare import compare, difference_lines

CLAIMS = 150
PARTNERS_OF_BATCHES = ("printer", "mailer", "deurwaarders-kade")


def noon() -> datetime:
    """Return the time at which the hub thinks that it runs, whatever time it is."""
    return datetime(2026, 11, 16, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


def run_directly(home: Path, day: date) -> None:
    """Run a business date to its end, days that were broken off first."""
    with open_hub(home, clock=noon) as hub:
        hub.archive.recover()
        for order in unfinished_orders(hub.archive.log()):
            finish(hub, order)
        check_date(hub.archive, day)
        take_in(hub, day, wait=False)
        finish(hub, order_day(hub.archive, day))


def finish(hub: Hub, order: Order) -> None:
    """Run an order from booking to receipt."""
    book_pending(hub, up_to=order.sequence_number)
    report_deliveries(hub)
    receipt = run_order(hub, order)
    hub.archive.put(HUB, order.receipt_name, receipt, known_at=order.business_date, once=True)
    book_pending(hub)
    publish(hub)


def copy_of(home: Path, target: Path) -> Path:
    """Copy a home, with the times of its files."""
    shutil.copytree(home, target, symlinks=True)
    return target


def files_in(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def differences(home: Path, other: Path) -> list[str]:
    """Return in words what differs between the tables of two homes."""
    with open_hub(home, read_only=True) as first, open_hub(other, read_only=True) as second:
        return [line for found in compare(first.store, second.store) for line in difference_lines(found, "A", "B")]


def ask(home: Path, query: str) -> list[tuple[object, ...]]:
    """Return the rows that answer a query."""
    with open_hub(home, read_only=True) as hub:
        return hub.store.sql(query).rows()


def batch_files(home: Path) -> list[str]:
    """Return the files of batches that left: everything but answers to senders and what is only staged."""
    return [
        path
        for path in files_in(home / "outbox")
        if not path.startswith(".staged") and not path.endswith((".receipt.json", ".receipt.txt", ".findings.xlsx"))
    ]


def receipts_in_log(home: Path) -> list[str]:
    """Return the names of the dispatch receipts in the log."""
    with open_hub(home, read_only=True) as hub:
        return [m.file_name for m in hub.archive.log() if m.partner_id == HUB and m.file_name.startswith("dispatch-")]


Work = Callable[[Hub, Order], None]
