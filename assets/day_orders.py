"""Orders of a day: a day is run because a delivery of the hub itself says so, and its receipt says that it left.

An order fixes what the day may know: facts of deliveries that came before it in the log, known on its business date. So
the same order always gives the same files, and the whole history can be run again from the archive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from assets.directives import FILE, is_directive, overtaken_by
from assets.erasures import ERASURE, is_erasure
from assets.manifest import HUB
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from assets.archive import Archive, Manifest

_ORDER: Final = re.compile(r"day-(\d{4}-\d{2}-\d{2})-(\d{2})\.json")
_RECEIPT: Final = re.compile(r"dispatch-(\d{4}-\d{2}-\d{2})-(\d{2})\.jsonl")
_UNDELIVERED: Final = re.compile(r"undelivered-(\d{4}-\d{2}-\d{2})-(\d{2})\.jsonl")
_MOST_ORDERS: Final = 99


@dataclass(frozen=True)
class Order:
    """The order to run a business date, with its number on that date and its place in the log."""

    business_date: date
    number: int
    delivery_id: str
    sequence_number: int

    @property
    def run_key(self) -> str:
        """The key under which the day's controls are posted."""
        return self.business_date.isoformat()

    @property
    def batch_key(self) -> str:
        """The key under which the controls of what leaves by this order are posted."""
        return f"{self.business_date}-{self.number:02d}"

    @property
    def batch_patterns(self) -> list[str]:
        """The ends of its batches' names, as patterns of SQL: with the number of the order, and of a further part."""
        end = f"%-{self.business_date}-{self.number:02d}"
        return [end, f"{end}-%"]

    @property
    def receipt_name(self) -> str:
        """Name of the delivery that closes the order."""
        return f"dispatch-{self.business_date}-{self.number:02d}.jsonl"

    @property
    def undelivered_name(self) -> str:
        """Name of the delivery that tells which of its e-mails the mail server did not take."""
        return f"undelivered-{self.business_date}-{self.number:02d}.jsonl"


def orders_of(log: Iterable[Manifest]) -> list[Order]:
    """The orders in a log of deliveries, oldest first."""
    found = ((manifest, _ORDER.fullmatch(manifest.file_name)) for manifest in log if manifest.partner_id == HUB)
    return [
        Order(date.fromisoformat(match[1]), int(match[2]), manifest.delivery_id, manifest.sequence_number)
        for manifest, match in found
        if match
    ]


def unfinished_orders(log: list[Manifest]) -> list[Order]:
    """The orders that no dispatch receipt closed: their run was broken off, and must be finished first."""
    closed = {manifest.file_name for manifest in log if manifest.partner_id == HUB}
    return [order for order in orders_of(log) if order.receipt_name not in closed]


def newest_order(archive: Archive, business_date: date | None = None) -> Order:
    """The newest order of a business date, or of any when none is given.

    Raises:
        UsageError: The date was never ordered, or no date was; or what its order saw was withdrawn or read again.
    """
    orders = [order for order in orders_of(archive.log()) if business_date in {None, order.business_date}]
    if not orders:
        raise UsageError(
            "this business date was never ordered" if business_date else "no business date was ever ordered",
            place=str(business_date or "the log of deliveries"),
            cure="Materialise inbox/head of this date, or run the job `day`.",
        )
    _check_overtaken(archive, orders[-1])
    return orders[-1]


def unfinished_order(archive: Archive, business_date: date) -> Order | None:
    """The order of a business date whose run was broken off, if there is one."""
    return next((order for order in unfinished_orders(archive.log()) if order.business_date == business_date), None)


def order_day(archive: Archive, business_date: date) -> Order:
    """The order to run a business date: the newest one, or a new one where files came since, or none was given.

    An order whose run was broken off comes first, whatever came since.

    Args:
        archive: The archive; a new order is put there as a delivery.
        business_date: Day to run.

    Returns:
        The order that the day is run by.

    Raises:
        UsageError: The date was ordered as often as a date can be, or cannot be ordered (`check_date`); or what its
            order saw was withdrawn or read again since.
    """
    check_date(archive, business_date)
    log = archive.log()
    orders = [order for order in orders_of(log) if order.business_date == business_date]
    newest = orders[-1].sequence_number if orders else 0
    since = [m for m in log if m.sequence_number > newest and m.known_at <= business_date]
    news = [m for m in since if not is_own(m) or is_directive(m) or is_erasure(m)]
    if orders and (orders[-1] in unfinished_orders(log) or not news):
        _check_overtaken(archive, orders[-1])
        return orders[-1]
    if len(orders) == _MOST_ORDERS:
        raise UsageError(
            f"this date was run {_MOST_ORDERS} times with news", place=str(business_date), cure="Run the next date."
        )
    number = len(orders) + 1
    body = json.dumps({"business_date": business_date.isoformat(), "number": number}, sort_keys=True)
    manifest = archive.put(
        HUB, f"day-{business_date}-{number:02d}.json", body.encode() + b"\n", known_at=business_date, once=True
    )
    return Order(business_date, number, manifest.delivery_id, manifest.sequence_number)


def check_date(archive: Archive, business_date: date) -> None:
    """Nothing; the business date can be run.

    Args:
        archive: The archive.
        business_date: Day to run.

    Raises:
        UsageError: Another day was broken off: what left then is not known yet, and would leave again. Or the date was
            never run and a later one was: letters would leave on what was known then, and is overtaken now.
    """
    log = archive.log()
    dates = [order.business_date for order in orders_of(log)]
    broken_off = {order.business_date for order in unfinished_orders(log)} - {business_date}
    if broken_off:
        raise UsageError(
            f"the run of {min(broken_off)} was broken off, and comes first",
            place=str(business_date),
            cure=f"Run {min(broken_off)} again: what it had sent already stays sent.",
        )
    if dates and business_date < max(dates) and business_date not in dates:
        raise UsageError(
            f"this date was never run, and {max(dates)} was: letters of this date would be overtaken",
            place=str(business_date),
            cure="Run a later date; `incassohub explain DOSSIER --date D` tells the balance on any day.",
        )


def _check_overtaken(archive: Archive, order: Order) -> None:
    """Refuse an order that would not see again what it saw: other letters would leave by it than those that left."""
    directive = overtaken_by(archive, order.sequence_number)
    if directive is not None:
        raise UsageError(
            f"delivery {directive.target} was withdrawn or read again since ({directive.delivery_id})",
            place=f"business date {order.business_date}, order {order.number}",
            cure="Its letters stay as they left. Run today's date, or a later one.",
        )


def is_receipt(manifest: Manifest) -> bool:
    """Whether a delivery closes an order."""
    return manifest.partner_id == HUB and _RECEIPT.fullmatch(manifest.file_name) is not None


def is_own(manifest: Manifest) -> bool:
    """Whether the hub wrote a delivery itself: an order, a receipt, what was not delivered, or a directive."""
    return manifest.partner_id == HUB and is_own_name(manifest.file_name)


def is_own_name(file_name: str) -> bool:
    """Whether the hub gives this name to what it writes itself: nobody may send a file that is called so."""
    return any(pattern.fullmatch(file_name) for pattern in (_ORDER, _RECEIPT, _UNDELIVERED, FILE, ERASURE))


def known_at(log: list[Manifest], today: date) -> date:
    """The business date on which files taken in now are known: today, but never before what is already known."""
    return max([today, *(manifest.known_at for manifest in log)])
