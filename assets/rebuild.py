"""The whole warehouse again, from the archive alone: every delivery booked and every ordered day run, in log order."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assets.booking import book_pending
from assets.day import compose, decide, prune, settle
from assets.day_orders import orders_of, unfinished_orders
from assets.dispatch import dispatch, write_batches
from assets.home import create_home, open_home
from assets.hub import open_hub
from assets.publish import publish
from assets.reporting import report_deliveries
from assets.stage_controls import RECOUNTS, recount_canonical
from warehouse.errors import BalanceError, UsageError

if TYPE_CHECKING:
    import polars as pl

    from assets.day_orders import Order
    from assets.hub import Hub


def rebuild_into(home: Path, target: Path, *, tell: Callable[[str], None]) -> None:
    """Makes the warehouse of a home again, in another home.

    The other home gets the archive (as links where the file system has them), the mappings, and a warehouse of its own
    on SQLite; its outbox holds what left, and nothing is sent to anyone.

    Args:
        home: The home whose archive is read.
        target: The other home; new or empty.
        tell: Called with a line for each part of the work.

    Raises:
        UsageError: The target holds something already.
        BalanceError: A control does not balance.
    """
    source = open_home(home)
    if target.exists() and any(target.iterdir()):
        raise UsageError("the folder is not empty", place=str(target), cure="Name a new folder with --into.")
    made = create_home(target)
    shutil.copytree(source.archive, made.archive, dirs_exist_ok=True, copy_function=_link)
    shutil.copytree(source.mappings, made.mappings, dirs_exist_ok=True)
    with open_hub(target) as hub:
        replay(hub, tell=tell)


def replay(hub: Hub, *, tell: Callable[[str], None]) -> None:
    """Books the whole log into an empty warehouse, and runs each ordered day where it stands in the log.

    An order that was never finished is not run: its next run will finish it.

    Args:
        hub: The hub, with an empty warehouse.
        tell: Called with a line for each part of the work.

    Raises:
        BalanceError: A control does not balance.
    """
    log = hub.archive.log()
    open_orders = unfinished_orders(log)
    for order in orders_of(log):
        booked = book_pending(hub, up_to=order.sequence_number)
        report_deliveries(hub)
        tell(f"{len(booked)} deliveries booked, up to {order.delivery_id}")
        if order not in open_orders:
            run_order(hub, order)
            tell(f"business date {order.business_date} run, order {order.number}")
    booked = book_pending(hub)
    report_deliveries(hub)
    tell(f"{len(booked)} deliveries booked, up to the end of the log")
    publish(hub)


def run_order(hub: Hub, order: Order) -> None:
    """Runs one order from ledger to files, with the controls of a day's run; its receipt is in the archive already.

    Raises:
        BalanceError: A control does not balance.
    """
    _must_balance(order, "canonical", recount_canonical(hub))
    for stage, run in (("ledger", settle), ("decisions", decide), ("outbox", compose)):
        run(hub, order)
        _must_balance(order, stage, RECOUNTS[stage](hub, order))
    write_batches(hub, order)
    dispatch(hub, order)
    prune(hub)


def _must_balance(order: Order, stage: str, differences: pl.DataFrame) -> None:
    if not differences.is_empty():
        raise BalanceError(
            f"{differences.height} controls of the stage {stage} do not balance",
            place=str(order.business_date),
            cure="Look at `incassohub status`; nothing of the day was written.",
        )


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        # Another file system, or one without links.
        shutil.copy2(source, target)
    return target
